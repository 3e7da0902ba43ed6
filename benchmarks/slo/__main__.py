"""`make bench-slo`: what the rules of an SLO cost, against how they are usually written.

A month of request counters is put into a real Prometheus on loopback, and each form of the rules is
asked for once an evaluation. Prometheus counts the samples and the time itself. What our form finds
is held against what happened and against the raw counters.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from benchmarks.slo.measuring import Found, Setting, measure
from benchmarks.slo.month import METRIC
from benchmarks.slo.table import as_document, is_exact, is_met, table


def main(arguments: list[str]) -> int:
    """The exit code: 1 where a goal is missed."""
    setting, shown = _options(arguments)
    found = measure(setting)
    if shown == "json":
        print(json.dumps(as_document(found.costs, found.off, found.born), indent=2))
    else:
        print("\n".join(_heading(setting, found)))
        print("\n".join(table(found.costs, found.off, found.born)))
    return 0 if is_met(found.costs) and is_exact(found.off) else 1


def _heading(setting: Setting, found: Found) -> Iterator[str]:
    yield (
        f"Prometheus {found.version}, {setting.days} days: {found.series} series of"
        f" {METRIC} at a time, one scrape in {setting.every} s, {found.samples:,} samples."
    )
    yield (
        "One evaluation of all rules of an SLO; times are min / median of"
        f" {setting.rounds} rounds in turn."
    )
    yield (
        "With scrapes 5 s apart, as shipped, whatever reads raw counters reads"
        f" {setting.every / 5:g} times as much; what reads recorded rates reads the same."
    )
    yield ""


def _options(arguments: list[str]) -> tuple[Setting, str]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slo", description=__doc__)
    usual = Setting()
    for name, meaning in (
        ("days", "days of counters"),
        ("endpoints", "endpoints of each of 4 instances, with 5 status codes each"),
        ("every", "seconds between two scrapes"),
        ("rounds", "measured evaluations of each form"),
    ):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name), help=meaning)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = vars(parser.parse_args(arguments))
    shown = given.pop("format")
    return Setting(**given), shown


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
