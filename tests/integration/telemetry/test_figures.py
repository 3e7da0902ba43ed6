"""The figures of real processes, as Prometheus reads them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

START = """
import os, sys, time
from prometheus_client import CollectorRegistry, REGISTRY, generate_latest, multiprocess
from taskcenter_monitor.telemetry.logging import configure, get_logger, shutdown
log = get_logger("task")

def show(name, registry=REGISTRY):
    print("==", name)
    print(generate_latest(registry).decode(), flush=True)

def until(reached):
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)

def value(name, registry=REGISTRY, **labels):
    return registry.get_sample_value(name, labels)
"""


def run(tmp_path: Path, program: str, **environment: str) -> dict[str, dict[str, float]]:
    """What a program has shown, by the name under which it did."""
    script = tmp_path / "program.py"
    script.write_text(START + program)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    parts = re.split(r"^== (.*)\n", done.stdout, flags=re.MULTILINE)[1:]
    return {name: samples(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def samples(exposition: str) -> dict[str, float]:
    lines = (line for line in exposition.splitlines() if line.startswith("task_center_"))
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_a_process_shows_what_it_has_logged(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
configure("worker", file="log")
show("start")
for _ in range(100):
    log.info("done")
log.error("failed")
until(lambda: value("task_center_log_records_total", level="error") == 1)
show("end")
""",
    )

    assert shown["start"]['task_center_log_records_total{level="info"}'] == 0
    assert shown["end"]['task_center_log_records_total{level="info"}'] == 100
    assert shown["end"]['task_center_log_records_total{level="error"}'] == 1
    assert shown["end"]["task_center_log_writer_lag_seconds"] == 0


def test_the_lag_grows_while_the_sink_is_stalled(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
os.mkfifo("pipe")
reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
screen, full = os.dup(1), os.open("pipe", os.O_WRONLY)
os.dup2(full, 1)
configure("worker", console="json")
for _ in range(3000):
    log.info("a line of some length: " + "x" * 100)
until(lambda: value("task_center_log_writer_lag_seconds") > 2.5)
stalled = generate_latest().decode()
while value("task_center_log_writer_lag_seconds"):
    try:
        os.read(reader, 65536)
    except BlockingIOError:
        time.sleep(0.01)
os.dup2(screen, 1)
print("== stalled")
print(stalled)
show("end")
""",
    )

    assert shown["stalled"]["task_center_log_writer_lag_seconds"] > 2.5
    assert shown["end"]["task_center_log_writer_lag_seconds"] == 0


def test_a_child_begins_at_0_and_the_parent_goes_on(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
configure("worker", file="log")
for _ in range(7):
    log.info("before")
until(lambda: value("task_center_log_records_total", level="info") == 7)
child = os.fork()
log.warn("here")
until(lambda: value("task_center_log_records_total", level="warn") == 1)
if child == 0:
    show("child")
    os._exit(0)
os.waitpid(child, 0)
show("parent")
""",
    )

    assert shown["child"]['task_center_log_records_total{level="info"}'] == 0
    assert shown["child"]['task_center_log_records_total{level="warn"}'] == 1
    assert shown["parent"]['task_center_log_records_total{level="info"}'] == 7
    assert shown["parent"]['task_center_log_records_total{level="warn"}'] == 1


def test_workers_that_share_a_folder_add_up_without_counting_twice(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shown = run(
        tmp_path,
        """
configure("worker", file="log")
for _ in range(5):
    log.info("of the master")
workers = []
for number in (1, 2):
    worker = os.fork()
    if worker == 0:
        for _ in range(10 * number):
            log.info("of a worker")
        shutdown()
        os._exit(0)
    workers.append(worker)
for worker in workers:
    assert os.waitpid(worker, 0)[1] == 0
shutdown()
together = CollectorRegistry()
multiprocess.MultiProcessCollector(together)
show("together", together)
""",
        PROMETHEUS_MULTIPROC_DIR=str(shared),
    )

    assert shown["together"]['task_center_log_records_total{level="info"}'] == 35
    assert shown["together"]['task_center_log_dropped_total{level="warn"}'] == 0
    assert shown["together"]["task_center_log_writer_lag_seconds"] == 0
    assert shown["together"]["task_center_telemetry_policy_sound"] == 1


def test_a_stalled_worker_is_seen_by_whoever_answers_the_scrape(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shown = run(
        tmp_path,
        """
os.mkfifo("pipe")
configure("worker", file="log")
worker = os.fork()
if worker == 0:
    from taskcenter_monitor.telemetry.logging.stream import STREAM
    class Stalled:
        def write(self, lines):
            time.sleep(600)
        def forked(self):
            pass
        def close(self):
            pass
    STREAM.deliver_to([Stalled()], "worker")
    log.info("never written")
    time.sleep(600)
together = CollectorRegistry()
multiprocess.MultiProcessCollector(together)
until(lambda: (value("task_center_log_writer_lag_seconds", together) or 0) > 1.5)
show("stalled", together)
os.kill(worker, 9)
os.waitpid(worker, 0)
multiprocess.mark_process_dead(worker)
show("gone", together)
""",
        PROMETHEUS_MULTIPROC_DIR=str(shared),
    )

    assert shown["stalled"]["task_center_log_writer_lag_seconds"] > 1.5
    assert shown["gone"]["task_center_log_writer_lag_seconds"] == 0


def test_one_worker_with_a_bad_policy_is_seen_among_good_ones(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shown = run(
        tmp_path,
        """
from pathlib import Path
configure("worker", file="log")
worker = os.fork()
if worker == 0:
    from taskcenter_monitor.telemetry.logging.stream import STREAM
    Path("policy.json").write_text("[]")
    STREAM.watch(Path("policy.json"))
    time.sleep(600)
together = CollectorRegistry()
multiprocess.MultiProcessCollector(together)
until(lambda: value("task_center_telemetry_policy_sound", together) == 0)
show("bad", together)
os.kill(worker, 9)
os.waitpid(worker, 0)
multiprocess.mark_process_dead(worker)
show("gone", together)
""",
        PROMETHEUS_MULTIPROC_DIR=str(shared),
    )

    assert shown["bad"]["task_center_telemetry_policy_sound"] == 0
    assert shown["gone"]["task_center_telemetry_policy_sound"] == 1


def test_a_folder_that_is_not_there_costs_the_figures_alone(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(START + 'configure("worker", file="log")\nlog.info("written")\n')
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "nowhere")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
    assert done.stderr.startswith("telemetry: no figures: FileNotFoundError")
    assert done.stderr.count("\n") == 1
    assert '"content":"written"' in (tmp_path / "log").read_text("utf-8")


def test_a_storm_and_a_sampled_component_are_counted(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text('{"sampling": {"components": {"poll": 0.0}}}')
    shown = run(
        tmp_path,
        """
configure("worker", file="log", policy="policy.json")
for _ in range(50):
    log.error("the database has gone", error=ConnectionError("refused"))
    get_logger("poll").info("polled")
until(lambda: value("task_center_log_aggregated_total") == 49)
show("end")
""",
    )

    assert shown["end"]["task_center_log_sampled_total"] == 50
    assert shown["end"]['task_center_log_records_total{level="error"}'] == 1


def test_a_policy_that_goes_bad_and_good_again_is_seen(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text('{"levels": {"default": "warn"}}')
    shown = run(
        tmp_path,
        """
from pathlib import Path
configure("worker", file="log", policy="policy.json")
show("start")
Path("policy.json").write_text('{"levels": {"defualt": "info"}}')
until(lambda: value("task_center_telemetry_policy_sound") == 0)
show("bad")
Path("policy.json").write_text('{"levels": {"default": "info"}}')
until(lambda: value("task_center_telemetry_policy_sound") == 1)
until(lambda: value("task_center_telemetry_reloads_total") == 1)
show("good")
""",
    )

    assert shown["start"]["task_center_telemetry_policy_sound"] == 1
    assert shown["start"]["task_center_telemetry_reloads_total"] == 0
    assert shown["bad"]["task_center_telemetry_reload_failures_total"] == 1
    assert shown["good"]["task_center_telemetry_reload_failures_total"] == 1
