"""Runs commands in turn (A B C, A B C, ...) and measures each.

A machine's speed drifts by half within minutes, so only numbers of one such run may be divided by
each other. A command is timed from its start to its end, from outside.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = str(ROOT / ".venv/bin/python")
TCMON = str(ROOT / ".venv/bin/tcmon")

# The first doubles the time of every import, the second is for logs of containers.
_UNSET = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to measure; `prepare` runs before each time and is not measured."""

    args: tuple[str, ...]
    prepare: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One run: seconds of wall clock, and the most memory in MB that the process had."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All runs of one command."""

    samples: tuple[Sample, ...]

    @property
    def seconds(self) -> float:
        """The median of the times."""
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def peak_mb(self) -> float:
        """The highest peak."""
        return max(sample.peak_mb for sample in self.samples)


def interleaved(
    commands: Mapping[str, Command], rounds: int, warm_ups: int = 1
) -> dict[str, Timing]:
    """Every command `rounds` times, in turn, after unmeasured turns to warm up."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for turn in range(warm_ups + rounds):
        for name, command in commands.items():
            say(f"{name} {turn + 1}/{warm_ups + rounds}")
            sample = once(command)
            if turn >= warm_ups:
                samples[name].append(sample)
    return {name: Timing(samples=tuple(measured)) for name, measured in samples.items()}


def once(command: Command) -> Sample:
    """One run. Raises RuntimeError, with what the program wrote, when it fails."""
    command.prepare()
    environment = {key: value for key, value in os.environ.items() if key not in _UNSET}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.args,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            said = output.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(command.args)[:300]} failed: {said}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Sample(seconds=seconds, peak_mb=usage.ru_maxrss * unit / 1e6)


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
