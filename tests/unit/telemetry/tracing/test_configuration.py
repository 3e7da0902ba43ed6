"""What is given to `configure`, and what the variables of OpenTelemetry say where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.tracing import configuration, propagation
from taskcenter_monitor.telemetry.tracing.fault import TracingFault
from taskcenter_monitor.telemetry.tracing.identity import Identity
from taskcenter_monitor.telemetry.tracing.ids import Ids
from taskcenter_monitor.telemetry.tracing.limits import ATTRIBUTES, KEPT, Bounds

ROOT = Path(__file__).parents[4]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("OTEL_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("variables", "endpoint", "where"),
    [
        ({}, "", None),
        ({}, "http://given:1", "http://given:1"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://all:1"}, "", "http://all:1"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://all:1"}, "http://given:1", "http://given:1"),
        (
            {
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://all:1",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://traces:1/v1/traces",
            },
            "",
            "http://traces:1/v1/traces",
        ),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1", "OTEL_TRACES_EXPORTER": "none"}, "", None),
    ],
)
def test_where_spans_go(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], endpoint: str, where: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = configuration._destination(endpoint, None, None)
    assert (found.where if found is not None else None) == where


@pytest.mark.parametrize(
    ("given", "variables", "protocol"),
    [
        (None, {}, "http"),
        ("grpc", {}, "grpc"),
        (None, {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "grpc"),
        ("http", {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "http"),
        (None, {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf"}, "http"),
    ],
)
def test_how_they_go(
    monkeypatch: pytest.MonkeyPatch, given: str | None, variables: dict[str, str], protocol: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert configuration._protocol(given) == protocol  # type: ignore[arg-type]


def test_a_protocol_that_there_is_not_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")
    with pytest.raises(TracingFault, match="'http/json' is no protocol"):
        configuration._protocol(None)


@pytest.mark.parametrize("text", ["many", "0", "-1", "1.5"])
def test_so_is_a_number_that_is_none(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", text)
    with pytest.raises(TracingFault, match="OTEL_BSP_MAX_QUEUE_SIZE"):
        configuration._bounds()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"propagators": ["xray"]}, "'xray' is no format of headers"),
        ({"peers": ["http://crm"]}, "'http://crm' is no host"),
        ({"endpoint": "127.0.0.1:4318"}, "write http://HOST:PORT"),
        ({"endpoint": "http://"}, "write http://HOST:PORT"),
        ({"endpoint": "http://h:port"}, "write http://HOST:PORT"),
    ],
)
def test_whatever_cannot_be_followed_is_one_kind_of_fault(
    settings: dict[str, Any], said: str
) -> None:
    before = propagation.current.chosen()
    with pytest.raises(TracingFault, match=said):
        configuration.configure("svc", **settings)
    assert propagation.current.chosen() is before


def test_so_is_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.propagators.jaeger", None)
    with pytest.raises(TracingFault, match="telemetry-propagators"):
        configuration.configure("svc", propagators=["jaeger"])


def test_so_is_a_limit_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SPAN_EVENT_COUNT_LIMIT", "many")
    with pytest.raises(TracingFault, match="OTEL_SPAN_EVENT_COUNT_LIMIT"):
        configuration._limits()


def test_bounds_are_those_of_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configuration._bounds() == Bounds()
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "100")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "250")
    assert configuration._bounds() == Bounds(queue=100, batch=100, delay=0.25)


def test_limits_are_ours_unless_a_variable_has_others(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = configuration._limits()
    assert (limits.max_span_attributes, limits.max_attribute_length) == (ATTRIBUTES, KEPT)
    monkeypatch.setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "7")
    monkeypatch.setenv("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "9")
    limits = configuration._limits()
    assert (limits.max_span_attributes, limits.max_attribute_length) == (7, 9)
    assert limits.max_event_attributes == ATTRIBUTES


@pytest.mark.parametrize(("level", "random"), [(1, False), (2, True)])
def test_only_level_2_says_that_ids_are_random(level: int, random: bool) -> None:
    assert Ids(level).is_trace_id_random() is random  # type: ignore[arg-type]


def test_an_identity_changes_and_stays_the_same() -> None:
    one, other = Identity({"service.name": "a"}), Identity({"service.name": "a"})
    assert one != other
    before = hash(one)
    one.become({"service.name": "b"}, "")
    assert (hash(one), one.attributes) == (before, {"service.name": "b"})
    merged = one.merge(Identity({"service.instance.id": "i"}))
    assert isinstance(merged, Identity)
    assert dict(merged.attributes) == {"service.name": "b", "service.instance.id": "i"}


def python(source: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_without_the_packages_of_grpc_the_fault_names_the_extra() -> None:
    said = python("""
import sys
sys.modules["grpc"] = None
from taskcenter_monitor.telemetry import tracing
try:
    tracing.configure("x", endpoint="http://127.0.0.1:1", protocol="grpc")
except tracing.TracingFault as fault:
    print(fault)
""")
    assert "pip install 'taskcenter-monitor[telemetry-grpc]'" in said


@pytest.mark.slow
def test_who_only_makes_spans_imports_no_sdk_and_who_exports_nowhere_no_exporter() -> None:
    heavy = "[name for name in ({}) if name in sys.modules]"
    said = python(f"""
import sys
from taskcenter_monitor.telemetry import tracing
with tracing.span("nowhere"):
    pass
print({heavy.format("'opentelemetry.sdk', 'requests', 'grpc', 'google.protobuf'")})
tracing.configure("x")
print({heavy.format("'requests', 'grpc', 'google.protobuf'")})
""")
    assert said == "[]\n[]\n"
