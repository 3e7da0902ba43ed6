"""`make bench-slo`: what the rules of an SLO cost, against how they are usually written.

A month of request counters is put into a real Prometheus on loopback, and each form of the rules is
asked for once an evaluation. Prometheus counts the samples and the time itself.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.runner import say
from benchmarks.slo.cost import Costs, measured
from benchmarks.slo.forms import Form, forms
from benchmarks.slo.history import Patient, history
from benchmarks.slo.month import CODES, ENDPOINTS, METRIC, Month, service
from benchmarks.slo.rules import SloRules, slo_rules
from benchmarks.slo.table import as_document, is_met, table
from benchmarks.slo.traffic import DAY, HOUR, uneven
from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.prometheus import Steps
from taskcenter_monitor.verifiers.process import Runtime

BEGIN = 1_785_715_200
"""Midnight of a Monday, in UTC: the month is the same each time."""
DAYS = 32
EVALUATED = 60
"""Seconds between two evaluations of the shipped SLOs."""
TIMEOUT = 600.0
_AT_ONCE = 4
"""Instances that are there at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How much is put into Prometheus, and how often it is asked."""

    days: int = DAYS
    endpoints: int = len(ENDPOINTS)
    every: int = 60
    rounds: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came out.

    `costs` are those of each form; `off` says how far its share of bad requests over the period
    lies from what happened, relative to it. `period` is the period.
    """

    version: str
    series: int
    samples: int
    period: str
    costs: Mapping[str, Costs]
    off: Mapping[str, float]


def main(arguments: list[str]) -> int:
    """The exit code: 1 where a goal is missed."""
    setting, shown = _options(arguments)
    found = measure(setting)
    if shown == "json":
        print(json.dumps(as_document(found.costs, found.off), indent=2))
    else:
        print("\n".join(_heading(setting, found)))
        print("\n".join(table(found.costs, found.off)))
    return 0 if is_met(found.costs) else 1


def measure(setting: Setting) -> Found:
    """All of it; half a minute for a month of 240 series, most of that to put them in."""
    rules, end = slo_rules(), BEGIN + setting.days * DAY
    month = Month(
        begin=BEGIN,
        end=end,
        every=setting.every,
        traffic=uneven(BEGIN),
        instances=service(BEGIN, end),
        endpoints=setting.endpoints,
    )
    say(f"putting {setting.days} days of counters into Prometheus")
    with history(month, Runtime(environment=os.environ, timeout=TIMEOUT, jobs=2)) as made:
        series, samples = setting.endpoints * len(CODES) * _AT_ONCE, made.blocks.samples
        say(f"recording what the rules make of {samples:,} samples")
        made.recorded(rules.records[:3], Steps(start=BEGIN, end=end, step=EVALUATED))
        made.recorded(rules.records[3:], Steps(start=end - HOUR, end=end, step=EVALUATED))
        with made.served() as server:
            costs = _costs(server.url, forms(rules), end, setting.rounds)
            with Patient(server.url, TIMEOUT) as client:
                return Found(
                    version=client.version(),
                    series=series,
                    samples=samples,
                    period=rules.slo.period,
                    costs=costs,
                    off={form.name: _off(client, form, month, rules) for form in forms(rules)},
                )


def _costs(url: str, compared: tuple[Form, ...], at: int, rounds: int) -> Mapping[str, Costs]:
    found: list[Mapping[str, Costs]] = []
    with Client(url, TIMEOUT) as client:
        for costs in measured(client, compared, at, rounds):
            found.append(costs)
            say(f"evaluation {len(found)}/{rounds + 1}")
    return found[-1]


def _off(client: Patient, form: Form, month: Month, rules: SloRules) -> float:
    (found,) = client.query(form.over(rules.slo.period), month.end)
    bad, total = month.counted(max(month.begin, month.end - int(rules.slo.seconds)), month.end)
    return found.value / (bad / total) - 1


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
