"""`make bench`: measures tcmon against its goals and prints what came out."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.goals import FAMILIES, Result
from benchmarks.projects import Bench
from benchmarks.runner import say

ROOM = 3_000_000_000
"""Bytes: 100,000 specs and their output take about 1 GB."""


def main() -> int:
    """The exit code: 1 where a goal is missed."""
    options = _options()
    names = [options.only] if options.only else list(FAMILIES)
    if options.quick:
        names = [name for name in names if not FAMILIES[name].slow]
    with tempfile.TemporaryDirectory(prefix="tcmon-bench-", dir=_memory()) as folder:
        bench = Bench(Path(folder))
        results, failures = _measured(names, bench)
    if options.format == "json":
        print(json.dumps([asdict(result) | {"met": result.is_met} for result in results], indent=2))
    else:
        print("\n".join(_table(results)))
    return 0 if not failures and all(result.is_met for result in results) else 1


def _measured(names: list[str], bench: Bench) -> tuple[list[Result], int]:
    """All results, and how many families could not be measured; the others are all the same."""
    results: list[Result] = []
    failures = 0
    for name in names:
        try:
            results += FAMILIES[name].measure(bench)
        except RuntimeError as error:
            say(f"{name} could not be measured: {error}")
            failures += 1
    return results, failures


def _memory() -> str | None:
    """A folder in memory, where the system has one with enough room.

    Creating a file on a disk took anything from 0.03 to 0.6 ms on one machine within a minute; that
    says nothing of either program.
    """
    folder = Path("/dev/shm")  # noqa: S108
    if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < ROOM:
        return None
    return str(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="leave out 100,000 specs and 10,000 in jsonnet"
    )
    parser.add_argument("--only", choices=FAMILIES, metavar="NAME", help=", ".join(FAMILIES))
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


def _table(results: list[Result]) -> Iterator[str]:
    width = max((len(result.goal) for result in results), default=0)
    yield f"{'goal':<{width}}  {'measured':>9}  {'bound':>9}  verdict"
    for result in results:
        verdict = "within" if result.is_met else "MISSED"
        yield (
            f"{result.goal:<{width}}  {_amount(result.measured, result.unit):>9}"
            f"  {_amount(result.bound, result.unit):>9}  {verdict}  {result.detail}"
        ).rstrip()


def _amount(number: float, unit: str) -> str:
    return f"{number:.0f} {unit}" if unit != "x" else f"{number:.2f}{unit}"


if __name__ == "__main__":
    raise SystemExit(main())
