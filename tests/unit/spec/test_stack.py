from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.containers import Exporter, Service
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.stack import Grafana, Loki, Prometheus, Traces
from tests.frozen import frozen_files


def faults(model: Any, data: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return [one["type"] for one in caught.value.errors()]


@pytest.mark.parametrize(
    "image",
    [
        "grafana/loki:3.7.2",
        "alpine:3.22",
        "registry.example.com:5000/a/b:v1.2-alpine",
        f"grafana/loki@sha256:{'0' * 64}",
        f"grafana/loki:3.7.2@sha256:{'a' * 64}",
    ],
)
def test_an_image_names_its_version(image: str) -> None:
    assert Loki.model_validate({"image": image}).image == image


@pytest.mark.parametrize(
    "image",
    [
        "grafana/loki",
        "grafana/loki:latest",
        f"a/b:latest@sha256:{'0' * 64}",
        "a:5000/b",
        "A B:1",
        "",
    ],
)
def test_an_image_that_is_another_tomorrow_is_refused(image: str) -> None:
    assert faults(Loki, {"image": image}) == ["stack/image"]


@pytest.mark.parametrize("url", ["ftp://loki:3100", "loki:3100", "http://loki:3100/", "http://a?b"])
def test_an_address_is_http_without_an_end(url: str) -> None:
    assert faults(Loki, {"url": url}) == ["spec/address"]


@pytest.mark.parametrize(
    "publish",
    [
        "9090",
        "localhost:9090",
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:99999",
        "127.0.0.256:80",
    ],
)
def test_a_port_is_published_at_an_address(publish: str) -> None:
    assert faults(Prometheus, {"publish": publish}) == ["spec/address"]


@pytest.mark.parametrize("publish", ["127.0.0.1:1", "0.0.0.0:65535", "[::1]:9090", "10.0.0.255:80"])
def test_every_port_of_every_address_can_be_published(publish: str) -> None:
    assert Prometheus.model_validate({"publish": publish}).publish == publish


@pytest.mark.parametrize(
    "folder", ["host", "", "/", "../x", "./x", "/a b", "/a/", "/a//b", "/a/../b", "/..", "/a:ro"]
)
def test_a_folder_of_a_container_begins_at_its_root(folder: str) -> None:
    assert faults(Exporter, {"image": "a:1", "mounts": {folder: "/x"}}) == ["spec/value"]


@pytest.mark.parametrize("folder", ["/", "/var/lib", "../x", "./a/b", ".", "..", ".a", "/a-b/.c_d"])
def test_a_folder_of_the_host_is_absolute_or_begins_with_a_dot(folder: str) -> None:
    mounts = {"/host/..a": folder}

    assert Exporter.model_validate({"image": "a:1", "mounts": mounts}).mounts == mounts


@pytest.mark.parametrize(
    "folder", ["x", "", "x/y", "~/x", "/a b", "/a:b", "/a/", "/" + "a" * 60 + "$"]
)
def test_what_is_no_folder_of_the_host_is_refused(folder: str) -> None:
    assert faults(Exporter, {"image": "a:1", "mounts": {"/host": folder}}) == ["spec/value"]


@pytest.mark.parametrize("name", ["service name$", "service name", "$name", "", "1a", "a{b", "a="])
def test_an_attribute_is_named_as_those_of_opentelemetry(name: str) -> None:
    data = {"metric_label": "job", "signals": ["a_b"], "attribute": name}

    assert faults(Traces, data) == ["spec/value"]


@pytest.mark.parametrize("name", ["service.name", "k8s.pod.uid", "service_name", "X-Team"])
def test_attributes_of_all_libraries_can_be_named(name: str) -> None:
    data = {"metric_label": "job", "signals": ["a_b"], "attribute": name}

    assert Traces.model_validate(data).attribute == name


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        (
            "publish: 127.0.0.1:3000",
            "publish: 127.0.0.1:99999",
            ("grafana", "publish"),
            "expected an address of the host and a port up to 65535, like 127.0.0.1:9090",
        ),
        (
            "secrets: ../secrets",
            "secrets: /etc/../x y",
            ("secrets",),
            "expected a folder of the host, like ../secrets, found the text '/etc/../x y'",
        ),
        (
            "secrets: ../secrets",
            "secrets: hunter2",
            ("secrets",),
            "expected a folder of the host, like ../secrets",
        ),
    ],
)
def test_nonsense_is_told_at_its_place(
    old: str, new: str, path: tuple[str, ...], message: str
) -> None:
    (fault,) = edited_faults(old, new)

    assert fault.place == Origin("specs/stack.yaml").at(*path)
    assert fault.message == message


def test_a_folder_of_a_container_is_told_at_its_key() -> None:
    (fault,) = edited_faults("mounts: {/host: /}", "mounts: {host: /}")

    place = Origin("specs/stack.yaml")
    assert fault.place == place.at_key("exporters", "node-exporter", "mounts", "host")
    assert fault.message == "expected a folder of the container from its root on, like /host"


def edited_faults(old: str, new: str) -> tuple[Diagnostic, ...]:
    files = frozen_files()
    text = files["stack.yaml"].decode()
    assert old in text
    files["stack.yaml"] = text.replace(old, new).encode()
    return load(files, "specs", None).diagnostics


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Prometheus, {"url": "http://p:1", "image": "a:1"}),
        (Prometheus, {"url": "http://p:1", "publish": "127.0.0.1:1"}),
        (Loki, {}),
        (Loki, {"image": "a:1", "retention": "12h"}),
        (Grafana, {}),
        (Exporter, {}),
        (Exporter, {"image": "a:1", "dockerfile": "FROM a:1"}),
    ],
)
def test_a_server_is_here_or_elsewhere_and_can_start(model: Any, data: dict[str, Any]) -> None:
    assert faults(model, data) == ["stack/server"]


def test_a_password_must_not_stand_here() -> None:
    data = {"admin_password_file": "/run/secrets/p", "admin_password": "hunter2"}

    assert faults(Grafana, data) == ["secrets/inline"]


@pytest.mark.parametrize("shift", ["-1h", "0s", "1 h"])
def test_times_around_a_span_have_no_sign(shift: str) -> None:
    data = {"metric_label": "job", "signals": ["a_b"], "before": shift}

    assert faults(Traces, data) == ["duration/value"]


def test_a_project_needs_no_stack() -> None:
    files = frozen_files()
    del files["stack.yaml"]
    loaded = load(files, "specs", None)

    assert not loaded.diagnostics
    assert loaded.project is not None
    assert loaded.project.stack is None


def test_an_environment_replaces_a_value_of_the_stack() -> None:
    files = frozen_files()
    files["environments/dev.yaml"] += b"stack.loki.retention: 3d\n"
    loaded = load(files, "specs", "dev")

    assert not loaded.diagnostics
    assert loaded.project is not None
    assert loaded.project.stack is not None
    assert loaded.project.stack.value.loki.retention == "3d"


def test_an_environment_cannot_speak_of_a_stack_that_is_not_there() -> None:
    files = frozen_files()
    del files["stack.yaml"]
    files["environments/dev.yaml"] += b"stack.loki.retention: 3d\n"
    found = load(files, "specs", None).diagnostics

    assert [(one.check, one.message) for one in found] == [
        ("environment/no-match", "the override matches nothing: 'loki' is not there")
    ]


def test_a_fault_of_the_stack_is_told_at_its_place() -> None:
    files = frozen_files()
    old = files["stack.yaml"].decode()
    files["stack.yaml"] = old.replace("grafana/loki:3.7.2", "grafana/loki:latest").encode()
    (fault,) = load(files, "specs", None).diagnostics

    assert fault.check == "stack/image"
    assert fault.place == Origin("specs/stack.yaml").at("loki", "image")


@pytest.mark.parametrize(
    "origins",
    [
        {},
        {"image": "a/b:1", "build": {"context": ".."}},
        {"dockerfile": "FROM a:1", "build": {"context": ".."}},
    ],
)
def test_an_image_has_one_origin(origins: dict[str, Any]) -> None:
    assert faults(Service, origins) == ["stack/server"]
    assert faults(Exporter, origins) == ["stack/server"]


@pytest.mark.parametrize("file", ["../Dockerfile", "/Dockerfile", "a/../b", ""])
def test_a_dockerfile_is_below_its_context(file: str) -> None:
    assert len(faults(Service, {"build": {"context": "..", "dockerfile": file}})) == 1


def test_a_service_is_built_from_a_folder() -> None:
    made = Service.model_validate({"build": {"context": "..", "dockerfile": "a/b.Dockerfile"}})

    assert made.build is not None
    assert (made.build.context, made.build.dockerfile) == ("..", "a/b.Dockerfile")
