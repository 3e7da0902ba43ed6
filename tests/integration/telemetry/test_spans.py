"""Spans of real processes: policies that change, workers of gunicorn, exporters in trouble."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.telemetry.spans import ended_well, numbers, receiving, started
from tests.toolchains import ROOT

pytestmark = pytest.mark.slow


def test_the_ratio_of_a_policy_that_changes_holds_within_a_moment(tmp_path: Path) -> None:
    source = """
from pathlib import Path
policy = Path(sys.argv[4])
policy.write_text('{"tracing": {"ratio": 0}}')
configure("program", file=sys.argv[1], console="none", policy=policy)
tracing.configure(endpoint=sys.argv[2])
work(100, "before")
policy.write_text('{"tracing": {"ratio": 0, "routes": {"now": 1}}}')
changed = time.monotonic()
while True:
    with tracing.span("now") as span:
        if span.is_recording():
            break
    time.sleep(0.01)
print(time.monotonic() - changed)
work(100, "other")
"""
    with receiving() as receiver:
        program = started(tmp_path, receiver, source, str(tmp_path / "policy.json"))
        ended_well(program)
        assert float(program.said) < 1.5
        assert [span.name for span in receiver.spans] == ["now"]


def test_a_ratio_that_an_operator_sets_holds_and_ends_by_itself(tmp_path: Path) -> None:
    source = """
from pathlib import Path
import subprocess
policy = Path(sys.argv[4])
policy.write_text('{"tracing": {"ratio": 0}}')
configure("program", file=sys.argv[1], console="none", policy=policy)
tracing.configure(endpoint=sys.argv[2])
def until(wanted):
    began = time.monotonic()
    while time.monotonic() - began < 20:
        with tracing.span("seen" if wanted else "late") as span:
            if span.is_recording() is wanted:
                return time.monotonic()
        time.sleep(0.01)
work(100, "before")
command = [sys.executable, "-m", "taskcenter_monitor", "telemetry", "set", "tracing", "100%"]
subprocess.run([*command, "--for", "4s", "--policy", policy], check=True, capture_output=True)
held = until(True)
print(until(False) - held)
work(100, "after")
"""
    with receiving() as receiver:
        program = started(tmp_path, receiver, source, str(tmp_path / "policy.json"))
        ended_well(program)
        assert 0.5 < float(program.said) < 6
        assert {span.name for span in receiver.spans} == {"seen", "late"}
        assert len(receiver.named("seen")) == 1


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_has_taken_no_span(tmp_path: Path, status: int) -> None:
    with receiving() as receiver:
        receiver.refuses = status
        program = started(tmp_path, receiver, "trace()\nwork(3)\n")
        ended_well(program)
    (line,) = [one for one in program.lines if one["component"] == "telemetry.tracing"]
    assert line["content"] == "spans are not exported"
    assert f"answered {status}" in line["error"]


def test_what_is_too_long_is_cut_without_a_word(tmp_path: Path) -> None:
    # Whoever sends a long User-Agent could fill the log, or standard error.
    source = """
tracing.configure(endpoint=sys.argv[2])
with tracing.span("long", {"user_agent.original": "x" * 70_000}):
    pass
"""
    with receiving() as receiver:
        # Where nobody has configured logging, warnings of libraries go to standard error.
        ended_well(started(tmp_path, receiver, source))
        assert len(receiver.one("long").attributes["user_agent.original"]) == 16_384


def test_python_looks_through_what_was_imported_before_the_first_request(tmp_path: Path) -> None:
    # It takes some 50 ms, in which no request is answered, once some thousand objects were made.
    source = """
import gc
trace()
whole = gc.get_stats()[2]["collections"]
kept = []
for n in range(40):
    kept += [[n] for _ in range(500)]
    work(50)
    time.sleep(0.02)
print(gc.get_stats()[2]["collections"] - whole)
"""
    with receiving() as receiver:
        program = started(tmp_path, receiver, source)
        ended_well(program)
        assert program.said.strip() == "0"


def test_another_configuration_loses_nothing_and_goes_on_elsewhere(tmp_path: Path) -> None:
    source = """
trace()
kept = tracing.tracer()
work(2000, "first")
tracing.configure("renamed", endpoint=sys.argv[4], level=2, resource={"zone": "b"})
work(10, "second")
with kept.start_as_current_span("kept") as span:
    print(span.get_span_context().trace_flags)
"""
    with receiving() as one, receiving() as other:
        program = started(tmp_path, one, source, other.endpoint)
        ended_well(program)
        assert numbers(one, "first") == list(range(2000))
        assert numbers(other, "second") == list(range(10))
        assert one.spans[0].resource["service.name"] == "program"
        resource = other.one("kept").resource
        assert (resource["service.name"], resource["zone"]) == ("renamed", "b")
        assert program.said.strip() == "3"


def test_the_variables_of_opentelemetry_are_read(tmp_path: Path) -> None:
    source = """
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sys.argv[2]
os.environ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=crm"
os.environ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip"
os.environ["OTEL_SERVICE_NAME"] = "named"
os.environ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test"
begin()
tracing.configure()
work(1)
"""
    with receiving() as receiver:
        ended_well(started(tmp_path, receiver, source))
        resource = receiver.one("work").resource
    assert (resource["service.name"], resource["deployment.environment"]) == ("named", "test")
    assert receiver.headers[0]["x-tenant"] == "crm"
    assert receiver.headers[0]["content-encoding"] == "gzip"


LATENCY = """
trace()
def p99():
    took = []
    for n in range(4000):
        began = time.perf_counter()
        with tracing.span("work", {"n": n}):
            pass
        took.append(time.perf_counter() - began)
    return sorted(took)[3960] * 1e6
open("p99", "w").write(str(min(p99() for _ in range(5))))
"""


def test_nobody_waits_for_an_exporter_that_is_down_or_stuck(
    tmp_path: Path, record_property: object
) -> None:
    found = {}
    with receiving() as receiver:
        for name, delay in (("up", 0.0), ("down", 0.0), ("stuck", 30.0)):
            receiver.delay = delay
            if name == "down":
                receiver.go_down()
            else:
                receiver.come_back()
            (folder := tmp_path / name).mkdir()
            program = started(folder, receiver, LATENCY)
            assert program.ended()[0] == 0
            found[name] = float((folder / "p99").read_text())
    record_property("measured", f"p99 of a span in us by exporter: {found}")  # type: ignore[operator]
    assert max(found["down"], found["stuck"]) < 2 * found["up"] + 100


def test_an_exporter_in_trouble_makes_no_loop_of_lines_and_spans(tmp_path: Path) -> None:
    # With everything logged that there is, and the HTTP library of the exporter traced.
    source = """
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from taskcenter_monitor.telemetry.policy.document import Levels
trace()
RequestsInstrumentor().instrument()
STREAM.apply(Policy(levels=Levels(default="debug")))
work(10)
time.sleep(3)
tracing.flush()
"""
    with receiving() as receiver:
        receiver.refuses = 503
        ended_well(started(tmp_path, receiver, source))
        contents = [json.loads(line)["content"] for line in lines(tmp_path)]
        assert contents == ["spans are not exported", "spans are lost at the end"]
        assert receiver.requests > 2
        receiver.refuses = 0
        ended_well(started(tmp_path, receiver, source))
        assert {span.name for span in receiver.spans} == {"work"}
        assert len(lines(tmp_path)) == len(contents)


def lines(folder: Path) -> list[str]:
    return (folder / "program.log").read_text("utf-8").splitlines()


GUNICORN = """
import os
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.logging import configure

configure("wsgi", console="json")
tracing.configure("wsgi", endpoint=os.environ["RECEIVER"])

def app(environ, respond):
    if environ["PATH_INFO"] == "/metrics":
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        respond("200 OK", [])
        return [generate_latest(registry)]
    with tracing.span("request", {"pid": os.getpid()}):
        respond("200 OK", [])
        return [b"ok"]
"""


@pytest.mark.parametrize("preload", [(), ("--preload",)], ids=["", "preload"])
def test_workers_of_gunicorn_export_their_own_and_lose_none(
    tmp_path: Path, preload: tuple[str, ...]
) -> None:
    (tmp_path / "wsgi.py").write_text(GUNICORN)
    (tmp_path / "shared").mkdir()
    options = ("-b", "127.0.0.1:0", "-w", "2")
    with receiving() as receiver, (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, *preload, "wsgi:app"],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}:{tmp_path}",
                "RECEIVER": receiver.endpoint,
                "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "shared"),
            },
            stdout=out,
            stderr=out,
        )
        try:
            port = listening(tmp_path / "out")
            for _ in range(40):
                assert asked(port, "/") == "ok"
            receiver.wait(40)
            exported = shown(port, 40)
            for _ in range(10):
                asked(port, "/")
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        finally:
            process.kill()
            process.wait()
        spans = receiver.named("request")
    assert len(spans) == 50
    assert exported == 40
    pids = {span.resource["service.instance.id"]: span.attributes["pid"] for span in spans}
    assert len(set(pids.values())) == len(pids)
    assert process.pid not in pids.values()


def shown(port: int, at_least: int) -> float:
    """What the workers together have exported, once they say so."""
    value = 0.0
    for _ in range(200):
        found = re.search(
            r"^task_center_spans_exported_total (\S+)$", asked(port, "/metrics"), re.MULTILINE
        )
        value = float(found[1]) if found else 0.0
        if value >= at_least:
            break
        time.sleep(0.05)
    return value


def listening(out: Path) -> int:
    for _ in range(500):
        found = re.search(r"Listening at: http://127.0.0.1:(\d+)", out.read_text("utf-8"))
        if found:
            return int(found[1])
        time.sleep(0.02)
    raise AssertionError(out.read_text("utf-8"))


def asked(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text
