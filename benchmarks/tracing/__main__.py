"""`make bench-tracing`: what a span and a request cost, and what an exporter that is down does.

Every measurement is a process of its own; those that are divided by each other take turns. Figures
are medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bounds import FORMATS, Goal, tell
from benchmarks.runner import PYTHON, ROOT, say
from benchmarks.tracing.outage import LAST

Figures = dict[str, dict[str, float]]
"""Variant to the name of a figure to its value."""
DOWN = ("nothing listens", "hangs", "503")
RATIOS = {"sampled": 1.0, "unsampled": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Rounds of each scenario, and what one measures."""

    rounds: int = 5
    count: int = 10_000


def main(arguments: Sequence[str]) -> int:
    """The exit code: 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracing", description=__doc__)
    usual = Setting()
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="turns of each variant")
    parser.add_argument("--count", type=int, default=usual.count, help="requests of a turn")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    options = parser.parse_args(arguments)
    goals = list(measure(Setting(rounds=options.rounds, count=options.count)))
    return tell(goals, options.format)


def measure(setting: Setting) -> Iterator[Goal]:
    """Every goal, in the order of the issue they come from."""
    for word, ratio in RATIOS.items():
        names = [f"{name}:{ratio}" for name in ("span", "part", "task", "bare")]
        found = _turns("blocks", names, setting.count, setting.rounds)
        yield from _blocks(word, *(found[name]["thread"] for name in names))
    for word, ratio in RATIOS.items():
        names = [f"{name}:{ratio}" for name in ("ours", "contrib")]
        found = _turns("requests", names, setting.count, setting.rounds)
        yield from _requests(word, *(found[name] for name in names))
    found = _turns("outage", ("without", *DOWN), setting.count // 5, setting.rounds)
    for name in DOWN:
        yield from _outage(name, found[name], found["without"])


def _blocks(word: str, span: float, part: float, task: float, bare: float) -> Iterator[Goal]:
    bound = 1.25 if word == "sampled" else 1.2
    for name, ours in (("tracing.span", span), ("span and ids of operations.task", part)):
        yield Goal(
            name=f"{name}, {word} / bare SDK",
            measured=ours / bare,
            bound=bound,
            detail=f"CPU {ours:.1f} and {bare:.1f} us; the task with record and metrics {task:.1f}",
        )


def _requests(word: str, ours: dict[str, float], contrib: dict[str, float]) -> Iterator[Goal]:
    for figure, who in (("thread", "CPU of the thread"), ("total", "with the writer's")):
        yield Goal(
            name=f"a request, {word}, {who} / contrib's middleware",
            measured=ours[figure] / contrib[figure],
            bound=0.5 if figure == "thread" else 0.6,
            detail=f"{ours[figure]:.1f} and {contrib[figure]:.1f} us",
        )


def _outage(name: str, down: dict[str, float], without: dict[str, float]) -> Iterator[Goal]:
    yield Goal(
        name=f"exporter: {name}: p99 of a request / without an exporter",
        measured=down["p99"] / without["p99"],
        bound=1.5,
        detail=f"{down['p99']:.0f} and {without['p99']:.0f} us, p50 {down['p50']:.0f} and"
        f" {without['p50']:.0f}",
    )
    yield Goal(
        name="the same: the process ends later by",
        measured=max(down[LAST] - without[LAST], 0.0),
        bound=2.0,
        unit=" s",
        detail=f"{down[LAST]:.2f} and {without[LAST]:.2f} s",
    )


def _turns(scenario: str, variants: Sequence[str], count: int, rounds: int) -> Figures:
    """Each variant in turn, `rounds` times; the median of each figure."""
    samples: dict[str, list[dict[str, float]]] = {variant: [] for variant in variants}
    for turn in range(rounds):
        for variant in variants:
            say(f"{scenario}, {variant} {turn + 1}/{rounds}")
            samples[variant].append(_once(scenario, variant, count))
    return {
        variant: {name: statistics.median(one[name] for one in taken) for name in taken[0]}
        for variant, taken in samples.items()
    }


def _once(scenario: str, variant: str, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="tcmon-tracing-") as folder:
        command = [PYTHON, "-m", "benchmarks.tracing.worker", scenario, variant, folder, str(count)]
        done = subprocess.run(
            command, cwd=Path(ROOT), capture_output=True, timeout=120, check=False
        )
        ended = time.time()
    if done.returncode:
        raise RuntimeError(f"{scenario}, {variant}: {done.stderr.decode()[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if LAST in figures:
        figures[LAST] = ended - figures[LAST]
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
