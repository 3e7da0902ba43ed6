"""The compose file as `docker compose` would look at it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from taskcenter.options import parsed

from taskcenter_monitor.spec.loading import load
from tests.stacks import (
    document,
    files_of,
    files_without_dashboards,
    monitoring_of,
    stack_edit,
    templates,
    two_alertmanagers,
)
from tests.unit.checks.cases import Edit

JAEGER = stack_edit(jaeger={"image": "jaegertracing/jaeger:2.17.0"})
SERVICES = stack_edit(
    services={
        "task-center-example": {
            "build": {"context": "..", "dockerfile": "examples/taskcenter/Dockerfile"},
            "command": ["api", "--data", "/data"],
            "mounts": {"/etc/policy": "./loki"},
            "volumes": {"/data": "task-center-data"},
            "probe": ["python", "-m", "taskcenter.probe"],
            "publish": "127.0.0.1:8080",
        },
        "task-center-second": {
            "build": {"context": ".."},
            "volumes": {"/data": "task-center-data"},
        },
    }
)
VARIANTS: dict[str, tuple[Edit, ...]] = {
    "as frozen": (),
    "two alertmanagers": (two_alertmanagers(),),
    "jaeger": (JAEGER,),
    "services": (SERVICES,),
    "servers elsewhere": (
        stack_edit(prometheus={"url": "http://p:1"}, alertmanager={"url": "http://a:1"}),
    ),
}


@pytest.fixture(params=list(VARIANTS.values()), ids=list(VARIANTS))
def compose(request: pytest.FixtureRequest) -> Any:
    edits: tuple[Edit, ...] = request.param
    return document(files_of(*edits)["docker-compose.yml"])


def services(compose: Any) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def test_the_keys_of_the_file_are_known_ones(compose: Any) -> None:
    assert set(compose) <= {"name", "services", "networks", "volumes", "secrets"}
    for service in services(compose).values():
        assert set(service) <= {
            "image",
            "build",
            "container_name",
            "command",
            "environment",
            "secrets",
            "ports",
            "volumes",
            "pid",
            "mem_limit",
            "depends_on",
            "healthcheck",
            "restart",
            "stop_grace_period",
            "security_opt",
            "logging",
        }


def test_every_service_has_an_image_of_one_version(compose: Any) -> None:
    for service in services(compose).values():
        built = service.get("build", {}).get("dockerfile_inline", "")
        images = [service["image"]] if "image" in service else re.findall(r"FROM (\S+)", built)

        if "context" in service.get("build", {}):
            # Its Dockerfile is read where the image is built.
            assert not images
            continue
        assert images
        assert all(re.search(r":v?\d", image) for image in images), images


def test_every_service_is_probed_restarted_and_has_bounded_logs(compose: Any) -> None:
    for service in services(compose).values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert len(service["healthcheck"]["test"]) > 1
        assert service["restart"] == "unless-stopped"
        assert service["logging"]["options"]["max-size"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_services_wait_only_for_services(compose: Any) -> None:
    found = services(compose)
    waits = {name: service.get("depends_on", []) for name, service in found.items()}

    assert {one for several in waits.values() for one in several} <= set(found)


def test_secrets_are_declared_and_used(compose: Any) -> None:
    used = {one for service in services(compose).values() for one in service.get("secrets", [])}

    assert used == set(compose["secrets"])
    assert all(one["file"].startswith("../secrets/") for one in compose["secrets"].values())


def test_every_secret_that_is_read_is_there(compose: Any) -> None:
    for service in services(compose).values():
        given = [*service.get("command", []), *service.get("environment", {}).values()]
        read = {one for text in given for one in re.findall(r"/run/secrets/(\w+)", text)}

        assert read <= set(service.get("secrets", []))


def test_volumes_are_declared_and_used(compose: Any) -> None:
    mounted = [one for service in services(compose).values() for one in service.get("volumes", [])]
    named = {one.partition(":")[0] for one in mounted if not one.startswith((".", "/"))}

    assert named == set(compose.get("volumes", {}))


def test_folders_of_the_host_are_only_read(compose: Any) -> None:
    for service in services(compose).values():
        for mount in service.get("volumes", []):
            if mount.startswith((".", "/")):
                assert mount.rpartition(":")[2] in ("ro", "ro,rslave")


def test_mounted_folders_are_those_that_are_generated(compose: Any) -> None:
    made = {path.rpartition("/")[0] for path in files_of(JAEGER)}
    made |= {"prometheus", "alertmanager", "grafana/dashboards"}
    mounted = [one for service in services(compose).values() for one in service.get("volumes", [])]

    assert {one.split(":")[0][2:] for one in mounted if one.startswith("./")} <= made


def test_without_dashboards_no_folder_is_mounted_that_is_not_there() -> None:
    files = files_without_dashboards()
    volumes = document(files["docker-compose.yml"])["services"]["grafana"]["volumes"]

    assert [one for one in volumes if "dashboards" in one] == []
    assert "./grafana/provisioning/datasources:/etc/grafana/provisioning/datasources:ro" in volumes


def test_ports_are_those_of_this_host_and_no_two_are_the_same(compose: Any) -> None:
    ports = [one for service in services(compose).values() for one in service.get("ports", [])]

    assert all(one.startswith("127.0.0.1:") for one in ports)
    assert len({one.rpartition(":")[0] for one in ports}) == len(ports)


def test_no_dollar_is_taken_for_a_variable(compose: Any) -> None:
    text = str(compose).replace("$$", "")

    assert "$" not in text


def test_the_shell_of_an_exporter_reads_its_secret() -> None:
    asynq = document(files_of()["docker-compose.yml"])["services"]["asynq-exporter"]

    assert '"$$(cat /run/secrets/redis_password)"' in asynq["command"][2]
    assert "REDIS_PASSWORD" not in asynq["environment"]


def test_grafana_asks_for_the_password_in_a_file() -> None:
    grafana = document(files_of()["docker-compose.yml"])["services"]["grafana"]

    named = grafana["environment"]["GF_SECURITY_ADMIN_PASSWORD__FILE"]
    assert named.removeprefix("/run/secrets/") in grafana["secrets"]
    assert grafana["environment"]["GF_SERVER_ROOT_URL"] == "https://grafana.example.com"


def test_a_service_leads_to_the_line_that_it_comes_from() -> None:
    from taskcenter_monitor.emitters import compose as emitter

    (artifact,) = emitter.emit(monitoring_of(), templates().render)
    origins = dict(artifact.origins)

    assert origins["service grafana"].path == ("grafana",)
    assert origins["service redis-exporter"].path == ("exporters", "redis-exporter")


def test_the_containers_are_called_as_runbooks_call_them() -> None:
    shipped = Path(__file__).parents[3] / "specs" / "alerts" / "monitoring.yaml"
    called = set(re.findall(r"docker logs [^`|]*?(\w+)(?:`| \||  ?2>)", shipped.read_text("utf-8")))
    found = document(files_of(JAEGER)["docker-compose.yml"])["services"]

    assert called
    assert called - {"组件", "component"} <= {one["container_name"] for one in found.values()}


def test_a_service_is_built_from_a_folder_and_shares_a_volume() -> None:
    compose = document(files_of(SERVICES)["docker-compose.yml"])
    first, second = (services(compose)[f"task-center-{name}"] for name in ("example", "second"))

    assert first["build"] == {"context": "..", "dockerfile": "examples/taskcenter/Dockerfile"}
    assert second["build"] == {"context": "..", "dockerfile": "Dockerfile"}
    assert first["ports"] == ["127.0.0.1:8080:8080"]
    assert first["volumes"] == ["./loki:/etc/policy:ro", "task-center-data:/data"]
    assert second["volumes"] == ["task-center-data:/data"]
    assert first["healthcheck"]["test"] == ["CMD", "python", "-m", "taskcenter.probe"]
    assert "task-center-data" in compose["volumes"]


@pytest.mark.parametrize(
    ("environment", "starts"),
    [(None, True), ("dev", True), ("staging", False), ("production", False)],
)
def test_the_shipped_stack_starts_the_example_where_nobody_depends_on_it(
    environment: str | None, starts: bool
) -> None:
    folder = Path(__file__).parents[3] / "specs"
    files = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*.yaml")}
    loaded = load(files, "specs", environment)

    assert loaded.project is not None
    assert loaded.project.stack is not None
    stack = loaded.project.stack.value
    assert ("task-center-api" in stack.services) is starts
    assert ("task-center-api" in stack.elsewhere) is not starts


def test_what_the_example_is_built_from_is_there() -> None:
    root = Path(__file__).parents[3]
    compose = document((root / "build" / "docker-compose.yml").read_text())
    built = {
        name: one["build"]
        for name, one in services(compose).items()
        if "context" in one.get("build", {})
    }

    assert set(built) >= {"task-center-api", "task-center-worker"}
    for said in built.values():
        context = (root / "build" / said["context"]).resolve()
        text = (context / said["dockerfile"]).read_text()
        copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
        sources = [one for words in copied for one in words if not one.startswith(("-", "/"))]
        assert sources
        assert [one for one in sources if not (context / one).exists()] == []


def test_the_example_takes_the_options_that_it_is_started_with() -> None:
    root = Path(__file__).parents[3]
    compose = document((root / "build" / "docker-compose.yml").read_text())
    commands = [
        one["command"] for one in services(compose).values() if "context" in one.get("build", {})
    ]

    roles = [parsed(command).role for command in commands]

    assert sorted(roles) == ["api", "business", "load", "worker"]
