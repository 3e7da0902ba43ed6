"""Outlets that take nothing: what is lost is what the policy says, and nothing above it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.integration.telemetry.fleet import Fleet, counts, each_once, entries, texts

pytestmark = pytest.mark.slow

FILE = 'configure("svc", file="logs/app.log", console="none")\n'
FULL = """
# As a full disk: what is more than so many bytes of a file is refused, in the middle of a line.
def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
"""


def drops(found: list[dict[str, Any]]) -> Counter[str]:
    """What all reports say was dropped, by level."""
    total: Counter[str] = Counter()
    for entry in found:
        if entry["content"] == "records dropped":
            for level in ("debug", "info", "warn"):
                total[level] += entry.get(level, 0)
    return +total


def told(errors: str) -> list[str]:
    """What the library says to people."""
    return [line for line in errors.splitlines() if line.startswith("telemetry: ")]


def test_a_full_disk_sends_lines_to_standard_error_and_tears_none(fleet: Fleet, logs: Path) -> None:
    program = (
        FULL
        + FILE
        + """
    say(100), flush()
    room(os.stat("logs/app.log").st_size + 1000)
    say(900, 100), flush()
    Path("full").write_text(Path("logs/app.log").read_text())
    room(resource.RLIM_INFINITY)
    time.sleep(1.1)
    say(100, 1000)
    """.replace("\n    ", "\n")
    )
    errors = fleet.ended(fleet.start(program))
    full = (fleet.folder / "full").read_text()
    assert full.endswith("}\n")
    found = [*texts(logs), errors]
    assert counts(entries(found)) == each_once("a", 1100)
    assert len(entries([errors])) == 900
    path = logs / "app.log"
    assert told(errors) == [
        f"telemetry: {path} takes no lines, which follow here: [Errno 27] File too large",
        f"telemetry: {path} takes lines again; 900 went here meanwhile",
    ]


@pytest.mark.parametrize("stream", ["/dev/null", "/dev/full"])
def test_a_full_disk_without_standard_error_drops_by_the_policy(
    fleet: Fleet, logs: Path, stream: str
) -> None:
    program = (
        FULL
        + FILE
        + """
    say(100), flush()
    room(os.stat("logs/app.log").st_size + 1000)
    say(20_000, 100)
    say(500, level="error")
    room(resource.RLIM_INFINITY)
    """.replace("\n    ", "\n")
    )
    with Path(stream).open("wb") as errors:
        fleet.ended(fleet.start(program, stderr=errors))
    found = entries(texts(logs))
    assert counts(found, "error") == each_once("a", 500)
    kept = counts(found)
    assert set(kept.values()) == {1}
    dropped = drops(found)
    assert set(dropped) == {"info"}
    assert len(kept) + dropped["info"] == 20_100
    # Beyond what the queue holds, and what was in hand.
    assert 6_144 <= len(kept) - 100 <= 6_144 + 1_024


def test_a_folder_that_cannot_be_written_stops_no_service(fleet: Fleet, logs: Path) -> None:
    """A file stands where the folder should: that refuses root as well."""
    logs.touch()
    program = (
        FILE
        + """
    say(50), flush()
    os.unlink("logs")
    time.sleep(1.1)
    say(50, 50)
    """.replace("\n    ", "\n")
    )
    errors = fleet.ended(fleet.start(program))
    assert counts(entries([errors])) == each_once("a", 50)
    assert counts(entries([*texts(logs), errors])) == each_once("a", 100)
    assert len(told(errors)) == 2
    assert "Not a directory" in told(errors)[0] or "File exists" in told(errors)[0]


def test_a_file_and_standard_output_have_each_line_once(fleet: Fleet, logs: Path) -> None:
    program = 'configure("svc", file="logs/app.log", console="json")\nsay(3000)'
    process = fleet.start(program)
    output, errors = process.communicate(timeout=60)
    assert errors == b""
    assert counts(entries([output.decode()])) == each_once("a", 3000)
    assert counts(entries(texts(logs))) == each_once("a", 3000)


def test_a_full_disk_keeps_nothing_from_standard_output(fleet: Fleet, logs: Path) -> None:
    program = (
        FULL
        + """
    room(1000)
    configure("svc", file="logs/app.log", console="json")
    say(3000)
    """.replace("\n    ", "\n")
    )
    process = fleet.start(program)
    output, errors = process.communicate(timeout=60)
    assert counts(entries([output.decode()])) == each_once("a", 3000)
    assert counts(entries([*texts(logs), errors.decode()])) == each_once("a", 3000)


@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        (">&-", "standard output takes no lines, which follow here: [Errno 9] Bad file descriptor"),
        (">/dev/full", "[Errno 28] No space left on device"),
    ],
)
def test_without_standard_output_lines_go_to_standard_error(
    fleet: Fleet, redirection: str, said: str
) -> None:
    script = fleet.folder / "shell"
    script.write_text(f'exec "$@" {redirection}\n')
    errors = fleet.ended(fleet.start('configure("svc")\nsay(100)', before=("sh", str(script))))
    assert counts(entries([errors])) == each_once("a", 100)
    assert said in told(errors)[0]
    assert len(told(errors)) == 1


def test_a_reader_that_goes_ends_nobody(fleet: Fleet) -> None:
    program = """
    configure("svc")
    say(10), flush()
    wait_for("gone")
    say(100, 10)
    """.replace("\n    ", "\n")
    process = fleet.start(program)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    (fleet.folder / "gone").touch()
    errors = fleet.ended(process)
    assert set(counts(entries([errors]))) == {("a", n) for n in range(10, 110)}
    assert "standard output takes no lines, which follow here: [Errno 32]" in told(errors)[0]


STALLED = """
configure("svc", file="pipe", console="none")
say(1), flush()
worst, until, n, errors = 0.0, time.monotonic() + 2, 1, 0
while time.monotonic() < until:
    for _ in range(10):
        began = time.perf_counter()
        log.info("line", n=n, pad="x" * 100)
        worst = max(worst, time.perf_counter() - began)
        n += 1
    if errors < 1000:
        began = time.perf_counter()
        log.error("line", n=errors)
        worst = max(worst, time.perf_counter() - began)
        errors += 1
    time.sleep(0.0001)
Path("told").write_text(json.dumps({"info": n, "error": errors, "worst": worst}))
"""


def test_a_pipe_that_nobody_reads_for_two_seconds_blocks_nobody(
    fleet: Fleet, record_property: Any
) -> None:
    os.mkfifo(fleet.folder / "pipe")
    reader = os.open(fleet.folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    process = fleet.start(STALLED)
    until = time.monotonic() + 30
    while not (fleet.folder / "told").exists() or not (fleet.folder / "told").stat().st_size:
        assert time.monotonic() < until
        time.sleep(0.01)
    os.set_blocking(reader, True)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read().decode()
    assert fleet.ended(process) == ""
    sent = json.loads((fleet.folder / "told").read_text())
    found = entries([text])
    assert counts(found, "error") == each_once("a", sent["error"])
    kept = counts(found)
    assert set(kept.values()) == {1}
    assert drops(found) == Counter({"info": sent["info"] - len(kept)})
    assert sent["info"] - len(kept) > 1000
    record_property(
        "measured",
        f"a sink stalled for 2 s: worst call {sent['worst'] * 1000:.2f} ms,"
        f" {sent['info']} INFO ({sent['info'] - len(kept)} dropped), {sent['error']} ERROR (none)",
    )
    # Far from the two seconds; the goal of 5 ms is held by `make bench-logging`.
    assert sent["worst"] < 0.2


def test_the_end_is_not_held_up_by_a_pipe_that_nobody_reads(fleet: Fleet) -> None:
    program = """
    configure("svc")
    say(3000)
    say(100, level="error")
    began = time.monotonic()
    assert not shutdown(0.5)
    took = time.monotonic() - began
    log.error("line", n=100)
    log.info("line", n=3000)
    Path("took").write_text(str(took))
    """.replace("\n    ", "\n")
    here, there = os.pipe()
    process = fleet.start(program, stdout=there)
    os.close(there)
    began = time.monotonic()
    errors = fleet.ended(process)
    assert time.monotonic() - began < 15
    assert float((fleet.folder / "took").read_text()) < 1.5
    with os.fdopen(here, "rb") as pipe:
        output = pipe.read().decode()
    whole = output[: output.rfind("\n") + 1]
    found = entries([whole, errors])
    assert counts(found, "error") == each_once("a", 101)
    lost = 3000 - len(counts(found))
    said = told(errors)
    assert "the outlets took no lines until the end: up to" in said[0]
    assert lost <= int(said[0].split("up to ")[1].split()[0]) <= lost + 512


def test_a_stalled_standard_error_does_not_hold_up_the_end_either(fleet: Fleet) -> None:
    program = 'configure("svc")\nsay(3000)\nsay(900, level="error")\nshutdown(0.3)'
    here, there = os.pipe()
    process = fleet.start(program, stdout=there, stderr=subprocess.STDOUT)
    os.close(there)
    assert process.wait(timeout=30) == 0
    os.close(here)


def test_nobody_waits_for_a_reader_that_has_gone(tmp_path: Path) -> None:
    # As in `python app.py 2>&1 | head -1`.
    script = tmp_path / "app.py"
    script.write_text(
        """
import os, time
from taskcenter_monitor.telemetry.logging import configure, get_logger
configure("svc", console="json")
log = get_logger("app")
log.info("first")
time.sleep(0.2)
for number in range(3000):
    log.error("later", number=number)
began = time.monotonic()
import atexit, taskcenter_monitor.telemetry.logging.processes as processes
atexit.unregister(processes.end)
atexit.register(lambda: open("took", "w").write(str(time.monotonic() - began)))
atexit.register(processes.end)
""",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    assert b"first" in process.stdout.readline()
    process.stdout.close()
    process.wait(30)
    assert float((tmp_path / "took").read_text()) < 1.0
