"""`make bench-logging`: what a log call costs, against what services would otherwise use.

Every measurement is a process of its own; those that are divided by each other take turns. Figures
are medians of the rounds, but for disabled calls, where the best of each is taken.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bounds import FORMATS, Goal, tell
from benchmarks.logging.imports import imported
from benchmarks.runner import PYTHON, ROOT, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Rounds of each scenario, and the number of records of one."""

    rounds: int = 5
    records: int = 20_000


Figures = dict[str, dict[str, float]]
"""Variant to the name of a figure to its value."""


def main(arguments: Sequence[str]) -> int:
    """The exit code: 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logging", description=__doc__)
    usual = Setting()
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="turns of each variant")
    parser.add_argument("--records", type=int, default=usual.records, help="records of a turn")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    options = parser.parse_args(arguments)
    goals = list(measure(Setting(rounds=options.rounds, records=options.records)))
    return tell(goals, options.format)


def measure(setting: Setting) -> Iterator[Goal]:
    """Every goal, in the order of the issue they come from."""
    with tempfile.TemporaryDirectory(prefix="tcmon-logging-") as place:
        folder = Path(place)
        yield from _disabled(_turns("disabled", ("stdlib", "ours"), 100_000, setting, folder))
        yield _overridden(_turns("overridden", ("stdlib", "ours"), 100_000, setting, folder))
        loud = ("ours", "structlog", "structlog hiding", "stdlib queue")
        yield from _enabled(_turns("enabled", loud, setting.records, setting, folder))
        paced = ("ours", "structlog")
        yield _paced(_turns("paced", paced, setting.records // 2, setting, folder))
        yield from _stalled(_turns("stalled", ("ours",), 20_000, setting, folder))
        files = ("ours", "peer")
        yield from _rotated(_turns("rotated", files, setting.records, setting, folder))
        repeats = _turns("repeated", ("ours",), 2000, setting, folder)["ours"]["us"]
        yield Goal(name="a suppressed repeat of an error", measured=repeats, bound=6, unit=" us")
        yield _imported(imported(folder))


def _disabled(found: Figures) -> Iterator[Goal]:
    ours, stdlib = found["ours"], found["stdlib"]
    for kind in ("plain", "fields"):
        yield Goal(
            name=f"a disabled call ({kind}) / stdlib",
            measured=ours[kind] / stdlib[kind],
            bound=0.8,
            detail=f"{ours[kind]:.0f} and {stdlib[kind]:.0f} ns",
        )


def _overridden(found: Figures) -> Goal:
    ours, stdlib = found["ours"]["plain"], found["stdlib"]["plain"]
    return Goal(
        name="a disabled call with 10,000 user overrides / stdlib",
        measured=ours / stdlib,
        bound=2,
        detail=f"{ours:.0f} and {stdlib:.0f} ns",
    )


def _enabled(found: Figures) -> Iterator[Goal]:
    ours = found["ours"]
    for name, peer, figure, bound in (
        ("caller's CPU of an enabled call / structlog", "structlog", "caller", 0.35),
        ("caller's CPU of an enabled call / QueueHandler", "stdlib queue", "caller", 0.4),
        ("total CPU with redaction / structlog", "structlog hiding", "total", 0.75),
    ):
        other = found[peer][figure]
        yield Goal(
            name=name,
            measured=ours[figure] / other,
            bound=bound,
            detail=f"{ours[figure]:.1f} and {other:.1f} us",
        )


def _paced(found: Figures) -> Goal:
    ours, other = found["ours"], found["structlog"]
    return Goal(
        name="p99 of a call at 4,000/s / structlog",
        measured=ours["p99"] / other["p99"],
        bound=0.35,
        detail=f"{ours['p99']:.1f} and {other['p99']:.1f} us, p50 {ours['p50']:.1f} and"
        f" {other['p50']:.1f}",
    )


def _stalled(found: Figures) -> Iterator[Goal]:
    ours = found["ours"]
    yield Goal(name="sink stalled for 2 s: worst call", measured=ours["worst"], bound=5, unit=" ms")
    yield Goal(name="the same: errors lost", measured=ours["errors lost"], bound=0, unit="")


def _rotated(found: Figures) -> Iterator[Goal]:
    ours, peer = found["ours"], found["peer"]
    yield Goal(
        name="four processes, one file / concurrent-log-handler",
        measured=ours["lines a second"] / peer["lines a second"],
        bound=2,
        least=True,
        detail=f"{ours['lines a second']:,.0f} and {peer['lines a second']:,.0f} lines/s",
    )
    lost = ours["lost"] + ours["twice"]
    yield Goal(name="the same: lines lost or doubled", measured=lost, bound=0, unit="")


def _imported(found: Mapping[str, float]) -> Goal:
    ours, other = found["ours"], found["structlog"]
    return Goal(
        name="start of a process with the import / structlog",
        measured=ours / other,
        bound=1.5,
        detail=f"{ours:.0f} and {other:.0f} ms, configured {found['configured']:.0f}, and"
        f" {found['nothing']:.0f} of Python itself",
    )


_WORST = frozenset({"worst", "errors lost", "lost", "twice"})
_BEST = frozenset({"plain", "fields"})


def _turns(
    scenario: str, variants: Sequence[str], count: int, setting: Setting, folder: Path
) -> Figures:
    """Each variant in turn, `rounds` times; one figure of all rounds."""
    samples: dict[str, list[dict[str, float]]] = {variant: [] for variant in variants}
    for turn in range(setting.rounds):
        for variant in variants:
            say(f"{scenario}, {variant} {turn + 1}/{setting.rounds}")
            with tempfile.TemporaryDirectory(dir=folder) as place:
                samples[variant].append(_once(scenario, variant, place, count))
    return {
        variant: {name: _figure(name, [one[name] for one in taken]) for name in taken[0]}
        for variant, taken in samples.items()
    }


def _figure(name: str, values: list[float]) -> float:
    if name in _WORST:
        return max(values)
    return min(values) if name in _BEST else statistics.median(values)


def _once(scenario: str, variant: str, place: str, count: int) -> dict[str, float]:
    command = [PYTHON, "-m", "benchmarks.logging.worker", scenario, variant, place, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{scenario}, {variant}: {done.stderr.decode()[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
