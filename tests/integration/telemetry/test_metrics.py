"""Metrics of real processes, as promtool and Prometheus read them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.launches import prometheus
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.telemetry.catalogue import default_catalogue
from tests.toolchains import ROOT, Toolchain

pytestmark = pytest.mark.slow

SERVICE = """
import sys, time
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from taskcenter_monitor.telemetry import admin, metrics
from taskcenter_monitor.telemetry.catalogue import default_catalogue
from taskcenter_monitor.telemetry.health import Health

metrics.configure(strict=True)
tracer = TracerProvider().get_tracer("service")
of_process = ("process_", "go_g", "go_sched")
ours = [name for name in default_catalogue().metrics if not name.startswith(of_process)]
with tracer.start_as_current_span("work") as span:
    for name in ours:
        metric = default_catalogue().metrics[name]
        labels = {label: 'a "quoted"\\nvalue, 中文' for label in metric.labels}
        made = getattr(metrics, metric.type)(name)
        {"counter": lambda: made.inc(**labels), "gauge": lambda: made.set(1, **labels),
         "histogram": lambda: made.observe(4, **labels)}[metric.type]()
    trace_id = f"{span.get_span_context().trace_id:032x}"
server = admin.serve(port=0, host="127.0.0.1", health=Health({"database": lambda: None}))
print(server.port, trace_id, flush=True)
sys.stdin.read()
"""


@contextmanager
def service(folder: Path, program: str, **environment: str) -> Iterator[list[str]]:
    """The words that a program says once it serves; it ends with the block."""
    script = folder / "service.py"
    script.write_text(program, "utf-8")
    process = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().split()
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
    assert process.returncode == 0


def asked(port: int | str, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def until(reached: Any, seconds: float = 30.0) -> Any:
    """What is found once something is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = reached()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("never")


def test_promtool_has_nothing_against_any_metric(tmp_path: Path, toolchain: Toolchain) -> None:
    with service(tmp_path, SERVICE) as (port, _):
        shown = asked(port, "/metrics")
    checked = subprocess.run(
        [toolchain.tool("promtool"), "check", "metrics"],
        input=shown,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    for name, metric in default_catalogue().metrics.items():
        assert f"\n# TYPE {name} {metric.type}\n" in shown


def test_a_real_scrape_answers_which_trace_was_slow(tmp_path: Path, toolchain: Toolchain) -> None:
    with service(tmp_path, SERVICE) as (port, trace_id):
        jobs = [
            {"job_name": "task-center-api", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        ]
        config = {"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}
        (tmp_path / "prometheus.yml").write_text(json.dumps(config))
        options = ("--enable-feature=exemplar-storage",)
        runtime = toolchain.runtime()
        launch = prometheus(str(tmp_path), runtime, options=options)
        with running([launch], runtime) as (server,):
            name = "task_center_callback_duration_seconds"
            found = until(lambda: exemplars(server.url, f"{name}_bucket"))
            labels = found[0]["exemplars"][0]["labels"]
            assert labels["trace_id"] == trace_id
            assert found[0]["exemplars"][0]["value"] == "4"
            counted = until(lambda: exemplars(server.url, "task_center_callbacks_total"))
            assert counted[0]["exemplars"][0]["labels"]["trace_id"] == trace_id

            fast = f'{name}_bucket{{le=~"5|5[.]0"}}'
            (series,) = query(server.url, fast)
            assert series["value"][1] == "1"
            (slow,) = query(server.url, f'{name}_bucket{{le=~"2|2[.]0"}}')
            assert slow["value"][1] == "0"
            assert query(server.url, f'{{__name__=~"{name}_created|task_center_.*_created"}}') == []
            for metric in (
                "go_goroutines",
                "go_gc_duration_seconds_count",
                "go_sched_gomaxprocs_threads",
            ):
                assert query(server.url, metric), metric


def query(url: str, promql: str) -> Any:
    with Client(url) as client:
        return client.get("/api/v1/query", {"query": promql})["data"]["result"]


def exemplars(url: str, promql: str) -> Any:
    now = time.time()
    between = {"start": str(now - 600), "end": str(now + 60)}
    with Client(url) as client:
        return client.get("/api/v1/query_exemplars", {"query": promql, **between})["data"]


CONFIG = """
import os
from taskcenter_monitor.telemetry import metrics

workers = 2
metrics.configure()

def child_exit(server, worker):
    metrics.process_ended(worker.pid)
"""
WSGI = """
import os, signal
from taskcenter_monitor.telemetry import admin, metrics
from taskcenter_monitor.telemetry.health import Health

done = metrics.counter("task_center_tasks_executed_total")
took = metrics.histogram("task_center_task_execution_duration_seconds")
in_use = metrics.gauge("go_sql_in_use_connections")
active = metrics.gauge("task_center_business_active_tasks")
ready_made = admin.WsgiApp(Health({"database": lambda: None}))

def app(environ, start_response):
    if environ["PATH_INFO"] in ("/metrics", "/health"):
        return ready_made(environ, start_response)
    done.inc(business_id="crm", status="success")
    took.observe(0.2, business_id="crm")
    in_use.set(3, db_name="tasks")
    active.set(40, business_id="crm", business_code="c")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


@contextmanager
def gunicorn(folder: Path) -> Iterator[int]:
    """The port of a server with two workers that share a folder of values."""
    (folder / "shared").mkdir()
    (folder / "gunicorn.conf.py").write_text(CONFIG)
    (folder / "wsgi.py").write_text(WSGI)
    environment = {"PYTHONPATH": str(ROOT), "PROMETHEUS_MULTIPROC_DIR": str(folder / "shared")}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=out,
            stderr=out,
        )
        try:
            found = until(lambda: re.search(r"http://127.0.0.1:(\d+)", log.read_text("utf-8")))
            yield int(found[1])
        finally:
            process.terminate()
            process.wait(20)
    assert "Traceback" not in log.read_text("utf-8")


def value(port: int, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", asked(port, "/metrics"), re.MULTILINE)
    return float(found[1]) if found else 0.0


DONE = 'task_center_tasks_executed_total{business_id="crm",status="success"}'
TOOK = 'task_center_task_execution_duration_seconds_bucket{business_id="crm",le="0.5"}'
IN_USE = 'go_sql_in_use_connections{db_name="tasks"}'
ACTIVE = 'task_center_business_active_tasks{business_code="c",business_id="crm"}'


def test_the_workers_of_gunicorn_are_one_instance(tmp_path: Path) -> None:
    with gunicorn(tmp_path) as port:
        workers, requests = set[str](), 0
        end = time.monotonic() + 30
        while len(workers) < 2 and time.monotonic() < end:
            workers.add(asked(port, "/work"))
            requests += 1
        assert len(workers) == 2

        # A scrape is answered by one of them, for both.
        for _ in range(5):
            assert value(port, DONE) == requests
            assert value(port, TOOK) == requests
            # What each has of its own is added; what all read from one database is not.
            assert value(port, IN_USE) == 6
            assert value(port, ACTIVE) == 40
        until(lambda: value(port, "process_cpu_seconds_total") > 0)
        assert value(port, "process_resident_memory_bytes") > 2 * 10_000_000
        assert value(port, "go_goroutines") >= 3
        assert value(port, "go_sched_gomaxprocs_threads") == os.cpu_count()
        assert abs(value(port, "process_start_time_seconds") - time.time()) < 120
        assert json.loads(asked(port, "/health"))["status"] == "healthy"

        # One that is killed takes its gauges along, and what it has counted stays.
        spent = value(port, "process_cpu_seconds_total")
        os.kill(int(min(workers)), 9)
        until(lambda: value(port, IN_USE) == 3)
        assert value(port, DONE) == requests
        assert value(port, "process_cpu_seconds_total") >= spent

        fresh = until(lambda: {asked(port, "/work")} - workers)
        assert len(fresh) == 1
        assert value(port, DONE) > requests


FORKS = """
import os, sys, threading
from taskcenter_monitor.telemetry import metrics
metrics.configure(strict=False)
done = metrics.counter("task_center_tasks_created_total")
took = metrics.histogram("task_center_callback_duration_seconds")
waiting = metrics.gauge("task_center_business_active_tasks")
done.inc(5)
waiting.set(7, business_id="a", business_code="b")
stop = threading.Event()

def count():
    while not stop.is_set():
        took.observe(0.1, business_id="a")
        metrics.expose()

def get(name, **labels):
    return metrics.BOOK.registry.get_sample_value(name, labels)

for _ in range(3):
    threading.Thread(target=count, daemon=True).start()
for _ in range(40):
    child = os.fork()
    if child == 0:
        # Hangs for ever where a thread of the parent held a lock; the alarm tells.
        import signal
        signal.alarm(20)
        assert get("task_center_tasks_created_total") == 0
        assert get("task_center_callback_duration_seconds_count", business_id="a") == 0
        assert get("task_center_business_active_tasks", business_id="a", business_code="b") == 7
        done.inc(2)
        took.observe(0.1, business_id="b")
        took.observe(0.1, business_id="a")
        assert b"task_center_tasks_created_total 2.0" in metrics.expose().body
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, status
stop.set()
assert get("task_center_tasks_created_total") == 5
print("done", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("shares", [False, True])
def test_a_fork_in_the_middle_of_counting_leaves_no_lock_shut(tmp_path: Path, shares: bool) -> None:
    program = FORKS.replace("metrics.BOOK", "BOOK").replace(
        "import metrics\n",
        "import metrics\nfrom taskcenter_monitor.telemetry.metrics.book import BOOK\n",
    )
    more = {}
    if shares:
        (tmp_path / "shared").mkdir()
        more["PROMETHEUS_MULTIPROC_DIR"] = str(tmp_path / "shared")
        # All of them together have counted.
        program = program.replace(
            'assert b"task_center_tasks_created_total 2.0" in metrics', "metrics"
        )
        program = program.replace(
            '    assert get("task_center_business', '    get("task_center_business'
        )
    with service(tmp_path, program, **more) as said:
        assert said == ["done"]
