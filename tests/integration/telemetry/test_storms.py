"""A storm of errors in a process of its own, into a real file."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

STORM = """
import atexit, json, signal, sys, threading, time
from collections import Counter
from pathlib import Path

FILE, TALLY, ENDING = sys.argv[1:]
logged = [Counter() for _ in range(4)]
enough = threading.Event()
threads = []


def tell():
    # Registered before the library's own end, and so called after it.
    enough.set()
    for thread in threads:
        thread.join()
    counted = STREAM.storms.aggregated
    Path(TALLY).write_text(json.dumps([sum(logged, Counter()), counted]))


atexit.register(tell)

from taskcenter_monitor.telemetry.logging import configure, get_logger
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy

configure("worker", file=FILE, console="none")
STREAM.apply(Policy(aggregation=Aggregation(window=WINDOW)))
log = get_logger("task.callback")


def fails(kind, number):
    if kind == 0:
        raise ConnectionError(f"task {number}: no answer from 10.0.0.{number % 256}:3306")
    raise KeyError(f"deadline of {number:x}")


def storm(counter, errors):
    for number in range(errors):
        kind = number % 3
        if kind == 2:
            log.error("queue %s holds %d tasks", "orders", number, task_id=number)
            counter["queue orders holds"] += 1
            continue
        try:
            fails(kind, number)
        except (ConnectionError, KeyError):
            log.exception(("callback failed", "no deadline")[kind], task_id=number)
            counter[("callback failed", "no deadline")[kind]] += 1
        if enough.is_set():
            return


def run(errors):
    threads[:] = [
        threading.Thread(target=storm, args=(counter, errors), daemon=True) for counter in logged
    ]
    for thread in threads:
        thread.start()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if ENDING == "return":
    for _ in range(2):
        run(6250)
        for thread in threads:
            thread.join()
        time.sleep(WINDOW + 0.6)
    run(200)
    for thread in threads:
        thread.join()
else:
    run(10_000_000)
    time.sleep(WINDOW * 1.5)
    if ENDING == "exit":
        sys.exit(3)
    Path(TALLY).write_text("ready")
    time.sleep(60)
"""


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def kinds(lines: list[dict[str, Any]]) -> Counter[str]:
    """How many errors of each kind the lines stand for."""
    found: Counter[str] = Counter()
    for line in lines:
        kind = re.sub(r" \d+ tasks$", "", line["content"])
        found[kind] += line.get("repeats", 1)
    return found


def start(folder: Path, ending: str, window: float) -> subprocess.Popen[bytes]:
    script = folder / "storm.py"
    script.write_text(STORM.replace("WINDOW", str(window)), "utf-8")
    told = [str(folder / "log"), str(folder / "tally"), ending]
    return subprocess.Popen([sys.executable, str(script), *told], env={**os.environ, "TZ": "UTC"})


def check_sums(folder: Path) -> list[dict[str, Any]]:
    """Every error is a line or counted in one; the lines themselves are returned."""
    lines = lines_of(folder / "log")
    tally, aggregated = json.loads((folder / "tally").read_text())
    assert kinds(lines) == tally
    assert sum(line.get("repeats", 0) for line in lines) == aggregated
    return lines


def test_fifty_thousand_errors_of_three_kinds_are_a_few_lines(tmp_path: Path) -> None:
    assert start(tmp_path, "return", 3.0).wait(60) == 0
    lines = check_sums(tmp_path)
    assert kinds(lines).total() == 2 * 4 * 6250 + 4 * 200
    summaries = [line for line in lines if "repeats" in line]
    # Three kinds in three windows; on a slow machine a storm may last longer than its window.
    assert 9 <= len(summaries) <= 18
    assert len(lines) <= 2 * len(summaries)
    for summary in summaries:
        assert summary["level"] == "error"
        assert summary["component"] == "task.callback"
        assert summary["service"] == "worker"
        assert summary["caller"].split(":")[0].endswith("storm.py")
        assert summary["first_at"] <= summary["last_at"] <= summary["@timestamp"]
        assert "stack" not in summary
    first = next(line for line in lines if line["content"] == "callback failed")
    assert "no answer from" in first["stack"]
    said = next(line for line in summaries if line["content"] == "callback failed")
    assert said["error_type"] == "ConnectionError"
    assert said["caller"] == first["caller"]
    assert re.fullmatch(r"task \d+: no answer from 10\.0\.0\.\d+:3306", said["sample"]["message"])


def test_an_exit_in_the_middle_of_a_storm_loses_no_count(tmp_path: Path) -> None:
    assert start(tmp_path, "exit", 0.7).wait(60) == 3
    check_sums(tmp_path)


def test_a_signal_in_the_middle_of_a_storm_loses_no_count(tmp_path: Path) -> None:
    process = start(tmp_path, "signal", 0.7)
    tally = tmp_path / "tally"
    waited = time.monotonic() + 30
    while not tally.exists() and time.monotonic() < waited:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    check_sums(tmp_path)
