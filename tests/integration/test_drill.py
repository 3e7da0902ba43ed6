"""The fire drill for real: faults, servers, messages, and nothing that stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.scaling import scaled
from taskcenter_monitor.verifiers.process import Command
from taskcenter_monitor.verifiers.process import run as run_tools
from taskcenter_monitor.workspace.staging import staged
from tests.integration.conftest import TCMON, Tcmon
from tests.notifications import compiled, shipped_templates
from tests.seeded import shipped_files
from tests.toolchains import DISTRIBUTION

LONGEST = 240.0
"""Seconds that a drill over all alerts may take, with all set-up."""
ENOUGH = 20


@pytest.fixture
def small(shipped: Path) -> Iterator[dict[str, str]]:
    """Where temporary files of a drill lie, so that what is left of them is seen."""
    folder = shipped / "temporary"
    folder.mkdir()
    yield {"TMPDIR": str(folder)}
    assert [*folder.iterdir()] == []
    folder.rmdir()


def children(pid: int) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            found.add(int(status.parent.name))
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def edited(folder: Path, name: str, *edits: tuple[str, str]) -> None:
    path = folder / "specs" / name
    text = path.read_text()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)


@pytest.mark.live
def test_every_alert_that_can_be_drilled_passes(
    shipped: Path, small: dict[str, str], tcmon: Tcmon
) -> None:
    began = time.monotonic()
    found = tcmon("drill", "--format", "json", "--report", "drill.html", **small)
    took = time.monotonic() - began

    assert found.returncode == 0, found.stdout + found.stderr
    said = json.loads(found.stdout)
    failed = [one for one in said["alerts"] if one["outcome"] != "passed"]
    assert failed == []
    assert len({one["alert"] for one in said["alerts"]}) >= ENOUGH
    assert took < LONGEST
    assert said["unexpected"] == []
    page = (shipped / "drill.html").read_text()
    assert "TaskCenterHTTPErrorRateHigh" in page
    assert "<svg" in page
    assert sorted(path.name for path in shipped.iterdir()) == ["drill.html", "specs", "temporary"]


@pytest.mark.live
def test_one_alert_alone(small: dict[str, str], tcmon: Tcmon) -> None:
    found = tcmon("drill", "--alert", "TaskCenterGoroutinesHigh", **small)

    assert found.returncode == 0, found.stdout + found.stderr
    assert "2 of 2 alerts passed" in found.stdout
    assert "TaskCenterGoroutinesHigh (critical) fires" in found.stderr
    assert "\x1b" not in found.stderr


@pytest.mark.live
def test_a_threshold_that_is_never_reached_and_a_route_to_nowhere_are_seen(
    shipped: Path, small: dict[str, str], tcmon: Tcmon
) -> None:
    edited(
        shipped,
        "alerts/system.yaml",
        ("{above: 1000, for: 5m}", "{above: 100000, for: 5m}"),
        ("{above: 5000, for: 2m}", "{above: 500000, for: 2m}"),
    )
    nowhere = '  nowhere:\n    matchers: [alertname="LokiDown"]\n    receiver: blackhole\n\n'
    warning = 'matchers: [team="task-center-sre"]\n    receivers: [chat]'
    edited(
        shipped,
        "routing.yaml",
        ("routes:\n", f"routes:\n{nowhere}"),
        (warning, warning.replace('sre"]', 'sre", alertname!="LokiDown"]')),
    )
    asked = ("--alert", "LokiDown", "--alert", "TaskCenterGoroutinesHigh", "--format", "json")
    found = tcmon("drill", *asked, **small)

    assert found.returncode == 1, found.stdout + found.stderr
    outcomes = {
        (one["alert"], one["severity"]): (one["outcome"], one["note"])
        for one in json.loads(found.stdout)["alerts"]
    }
    assert outcomes == {
        ("TaskCenterGoroutinesHigh", "warning"): ("not fired", ""),
        ("TaskCenterGoroutinesHigh", "critical"): ("not fired", ""),
        ("LokiDown", "warning"): (
            "not delivered",
            "the routes lead to blackhole, which has no channel",
        ),
    }


@pytest.mark.live
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", ["starting Prometheus", "fires"])
def test_an_interrupt_leaves_nothing_behind(
    shipped: Path, small: dict[str, str], number: signal.Signals, after: str
) -> None:
    command = subprocess.Popen(
        [TCMON, "drill", "--alert", "TaskCenterGoroutinesHigh"],
        cwd=shipped,
        env={**DISTRIBUTION.environment, **small},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stderr is not None
    while after not in command.stderr.readline():
        assert command.poll() is None
    until = time.monotonic() + 20
    while len(started := children(command.pid)) < 7:
        assert time.monotonic() < until
        time.sleep(0.05)
    command.send_signal(number)

    assert command.wait(timeout=10) == 130
    assert alive(started) == set()
    assert "interrupted" in command.stderr.read()
    command.communicate()


@pytest.mark.live
@pytest.mark.parametrize(
    ("argument", "words"),
    [
        (b"\0worker\0", "the example's worker has ended"),
        (b"--storage.tsdb.path=", "Prometheus has ended"),
        (b"--cluster.listen-address=", "Alertmanager has ended"),
    ],
)
def test_a_process_that_ends_by_itself_ends_the_drill(
    shipped: Path, small: dict[str, str], argument: bytes, words: str
) -> None:
    command = subprocess.Popen(
        [TCMON, "drill", "--alert", "TaskCenterGoroutinesHigh"],
        cwd=shipped,
        env={**DISTRIBUTION.environment, **small},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stderr is not None
    while "all is up" not in command.stderr.readline():
        assert command.poll() is None
    started = children(command.pid)
    (victim,) = (pid for pid in started if argument in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(victim, signal.SIGKILL)
    _, said = command.communicate(timeout=20)

    assert command.returncode == 3
    assert words in said
    assert alive(started) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--alert", "TaskCenterDwn"), 2, "did you mean 'TaskCenterDown'?"),
        (("--alert", "MySQLDown"), 2, "MySQLDown cannot be drilled: the example has no MySQL"),
        (("--time-scale", "0"), 2, "0"),
        (("--time-scale", "nan"), 2, "--time-scale is no number"),
        (("--report", "nowhere/drill.html"), 2, "nowhere; make it, or name another file"),
        (("--report", ""), 2, "is a variable empty?"),
        (("--report", "specs"), 2, "specs is a folder"),
        (("--report", "/proc/drill.html"), 3, "/proc cannot be written to"),
        (("--env", "nowhere"), 2, "known environments"),
    ],
)
def test_a_wrong_call_starts_nothing(
    shipped: Path, tcmon: Tcmon, arguments: tuple[str, ...], code: int, word: str
) -> None:
    found = tcmon("drill", *arguments)

    assert (found.returncode, word in found.stderr) == (code, True), found.stderr
    assert "starting" not in found.stderr


@pytest.mark.slow
def test_specs_with_a_fault_are_not_drilled(shipped: Path, tcmon: Tcmon) -> None:
    edited(shipped, "alerts/system.yaml", ("{above: 1000, for: 5m}", "{above: 10%, for: 5m}"))
    found = tcmon("drill")

    assert found.returncode == 1
    assert "specs/alerts/system.yaml:" in found.stderr


@pytest.mark.slow
def test_missing_servers_are_named(shipped: Path, tcmon: Tcmon) -> None:
    found = tcmon("drill", "--alert", "LokiDown", PATH="/nowhere")

    assert found.returncode == 3
    assert "install the package prometheus" in found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("factor", [10.0, 60.0])
def test_promtool_takes_the_scaled_rules(factor: float) -> None:
    found = compiled(shipped_files(), shipped_templates())
    assert isinstance(found.monitoring, Monitoring)
    from taskcenter_monitor import emitters

    faster = scaled(found.monitoring, Clock(factor=factor))
    artifacts = emitters.emit(faster, found.templates.render, ("rules",))
    with staged((one.path, one.text) for one in artifacts) as folder:
        paths = sorted(map(str, Path(folder).rglob("*.rules.yml")))
        args = (DISTRIBUTION.tool("promtool"), "check", "rules", *paths)
        (checked,) = run_tools([Command(args=args, folder=folder)], DISTRIBUTION.runtime())
    assert (checked.code, checked.err) == (0, ""), checked
