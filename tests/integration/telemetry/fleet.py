"""Real processes that log, and what is found of their lines afterwards."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

LONGEST = 60.0
"""Seconds that a process of a test may take, on a machine that others use as well."""
_START = """
import json, os, resource, signal, sys, time
from pathlib import Path
from taskcenter_monitor.telemetry.logging import (
    Rotation, configure, flush, get_logger, shutdown,
)
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy
# The limits of the default, but no storm of up to 1,000 errors is made one line.
STREAM.apply(Policy(aggregation=Aggregation(first=1000)))
who = sys.argv[1]
log = get_logger("fleet", who=who)

def say(count, first=0, level="info"):
    method = getattr(log, level)
    for n in range(first, first + count):
        method("line", n=n)

def wait_for(path):
    # The test says so when it is time.
    until = time.monotonic() + 30
    while not Path(path).exists() and time.monotonic() < until:
        time.sleep(0.002)
"""


class Fleet:
    """Starts processes that run a program, each with a name of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(
        self, program: str, who: str = "a", before: Sequence[str] = (), **streams: Any
    ) -> subprocess.Popen[bytes]:
        """Runs it; `log`, `say` and `wait_for` are there, and the name is `who`.

        `before` are words of a command that runs it.
        """
        script = self.folder / f"{who}.py"
        script.write_text(_START + textwrap.dedent(program))
        given: dict[str, int | IO[bytes]] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **streams,
        }
        process = subprocess.Popen(  # type: ignore[call-overload]
            [*before, sys.executable, str(script), who],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin"},
            **given,
        )
        self._started.append(process)
        return process  # type: ignore[no-any-return]

    def ended(self, *processes: subprocess.Popen[bytes]) -> str:
        """What they have said on standard error; each has to end well."""
        texts = []
        for process in processes:
            _, errors = process.communicate(timeout=LONGEST)
            texts.append((errors or b"").decode())
            assert process.returncode == 0, texts[-1]
        return "".join(texts)

    def close(self) -> None:
        """Nothing that a test has started outlives it."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def texts(folder: Path) -> Iterator[str]:
    """What stands in all files of a folder, compressed ones among them, by their names.

    Less what is just being compressed, which every collector has to leave alone.
    """
    for place in sorted(folder.iterdir()):
        if place.suffix == ".part":
            continue
        raw = place.read_bytes()
        yield (gzip.decompress(raw) if place.suffix == ".gz" else raw).decode()


def entries(found: Iterable[str]) -> list[dict[str, Any]]:
    """The lines of texts; each has to be whole."""
    return [json.loads(line) for text in found for line in text.splitlines() if line[:1] == "{"]


def counts(found: Sequence[dict[str, Any]], level: str = "info") -> Counter[tuple[str, int]]:
    """How often each line of a level was found, by its process and its number."""
    return Counter(
        (entry["who"], entry["n"]) for entry in found if "n" in entry and entry["level"] == level
    )


def each_once(names: Iterable[str], count: int) -> Counter[tuple[str, int]]:
    """What `counts` is if nothing was lost and nothing came twice."""
    return Counter((who, number) for who in names for number in range(count))
