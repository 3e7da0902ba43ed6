"""Under pressure: a sink that takes nothing for a while, and one file of several processes."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from taskcenter_monitor.telemetry.logging import configure, get_logger, shutdown
from taskcenter_monitor.telemetry.logging.sinks.files import Rotation
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Policy, Queue

_STALL = 2.0
_SIZE = 64 * 1024
_PROCESSES = 4
_KEPT = 200
"""Files: more than there will be, for a line in a file that was removed looks lost."""


def stalled(_variant: str, _folder: Path, count: int) -> dict[str, float]:
    """The worst call in milliseconds, and the errors lost, while nobody reads for two seconds."""
    code = "from benchmarks.logging.pressure import into_a_full_pipe; into_a_full_pipe()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(_STALL)
    lines, told = process.communicate(timeout=60)
    worst, errors = json.loads(told.splitlines()[-1])
    entries = [json.loads(line) for line in lines.splitlines()]
    # Repeats are one line that says how many they were.
    written = sum(entry.get("repeats", 1) for entry in entries if entry["level"] == "error")
    return {"worst": worst / 1e6, "errors lost": errors - written}


def into_a_full_pipe() -> None:
    """The program whose output nobody reads: a hundredth of its records are errors."""
    count = int(sys.argv[1])
    configure(console="json")
    log = get_logger("task.callback")
    worst, errors, end = 0, 0, time.perf_counter() + _STALL
    for number in range(count):
        start = time.perf_counter_ns()
        if number % 100:
            log.info("task done", number=number)
        else:
            errors += 1
            log.error("callback failed", number=number)
        worst = max(worst, time.perf_counter_ns() - start)
        time.sleep(max(0.0, (end - time.perf_counter()) / (count - number)))
    shutdown(30)
    print(json.dumps([worst, errors]), file=sys.stderr)


def rotated(variant: str, folder: Path, count: int) -> dict[str, float]:
    """Lines a second of four processes that rotate one file of 64 KiB, and how many are lost."""
    target = folder / variant / "shared.log"
    target.parent.mkdir()
    code = "from benchmarks.logging.pressure import one_of_four; one_of_four()"
    share = count // _PROCESSES
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, variant, str(target), str(share), str(number)],
            stdout=subprocess.PIPE,
        )
        for number in range(_PROCESSES)
    ]
    spans = [json.loads(process.communicate(timeout=300)[0]) for process in processes]
    lines = [
        line.split()[-1] if variant == "peer" else json.loads(line)["content"].split()[-1].encode()
        for file in target.parent.iterdir()
        if not file.name.startswith(".") and not file.name.endswith(".lock")
        for line in file.read_bytes().splitlines()
    ]
    wanted = {f"{n}-{i}".encode() for n in range(_PROCESSES) for i in range(share)}
    took = max(end for _, end in spans) - min(start for start, _ in spans)
    return {
        "lines a second": count / took,
        "lost": len(wanted - set(lines)),
        "twice": len(lines) - len(set(lines)),
    }


def one_of_four() -> None:
    """The program of each process; prints when it began and when all was written."""
    variant, path, share, number = sys.argv[1:]
    call, finish = _FILES[variant](Path(path))
    texts = [f"record of some length, as records are: {number}-{i}" for i in range(int(share))]
    start = time.time()
    for text in texts:
        call(text)
    finish()
    print(json.dumps([start, time.time()]))


def _ours(path: Path) -> tuple[Callable[[str], None], Callable[[], object]]:
    rotation = Rotation(size=_SIZE, interval="", keep=_KEPT, compress=False)
    configure(file=path, console="none", rotation=rotation)
    # Room for all: the peer drops nothing either, and only the file is measured here.
    STREAM.apply(Policy(queue=Queue(limit=1_000_000)))
    return get_logger("task.callback").info, lambda: shutdown(120)


def _peer(path: Path) -> tuple[Callable[[str], None], Callable[[], object]]:
    from concurrent_log_handler import ConcurrentRotatingFileHandler

    handler = ConcurrentRotatingFileHandler(path, maxBytes=_SIZE, backupCount=_KEPT)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("peer")
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    return log.info, logging.shutdown


_FILES = {"ours": _ours, "peer": _peer}
