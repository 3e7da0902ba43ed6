"""A month of counters in a real Prometheus: what the forms cost, and how exact they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.runner import say
from benchmarks.slo.born import Born, unseen
from benchmarks.slo.cost import Costs, measured
from benchmarks.slo.forms import OURS, Form, forms
from benchmarks.slo.history import History, Patient, history
from benchmarks.slo.month import BORN, CODES, ENDPOINTS, FROM_START, Month, service
from benchmarks.slo.rules import SloRules, slo_rules
from benchmarks.slo.traffic import DAY, HOUR, uneven
from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.prometheus import Prometheus, Steps
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
    lies from what happened, relative to it. `period` is the period. All that is of counters that
    are shown from the start; `born` is of those that are not.
    """

    version: str
    series: int
    samples: int
    period: str
    costs: Mapping[str, Costs]
    off: Mapping[str, float]
    born: Born


def measure(setting: Setting) -> Found:
    """All of it; most of the time it takes is for putting two months into Prometheus."""
    rules = slo_rules()
    month = _month(setting, FROM_START)
    say(f"putting {setting.days} days of counters into Prometheus")
    with _recorded(month, rules) as made, made.served() as server:
        costs = _costs(server.url, forms(rules), month.end, setting.rounds)
        with Patient(server.url, TIMEOUT) as client:
            version = client.version()
            off = {form.name: _off(client, form, month, rules) for form in forms(rules)}
    return Found(
        version=version,
        series=setting.endpoints * len(CODES) * _AT_ONCE,
        samples=made.blocks.samples,
        period=rules.slo.period,
        costs=costs,
        off=off,
        born=_born(_month(setting, BORN), rules),
    )


def _month(setting: Setting, least: int) -> Month:
    end = BEGIN + setting.days * DAY
    return Month(
        begin=BEGIN,
        end=end,
        every=setting.every,
        traffic=uneven(BEGIN),
        instances=service(BEGIN, end),
        endpoints=setting.endpoints,
        least=least,
    )


@contextmanager
def _recorded(month: Month, rules: SloRules) -> Iterator[History]:
    with history(month, Runtime(environment=os.environ, timeout=TIMEOUT, jobs=2)) as made:
        say(f"recording what the rules make of {made.blocks.samples:,} samples")
        whole = Steps(start=month.begin, end=month.end, step=EVALUATED)
        made.recorded(rules.records[:3], whole)
        made.recorded(
            rules.records[3:], Steps(start=month.end - HOUR, end=month.end, step=EVALUATED)
        )
        yield made


def _costs(url: str, compared: tuple[Form, ...], at: int, rounds: int) -> Mapping[str, Costs]:
    found: list[Mapping[str, Costs]] = []
    with Client(url, TIMEOUT) as client:
        for costs in measured(client, compared, at, rounds):
            found.append(costs)
            say(f"evaluation {len(found)}/{rounds + 1}")
    return found[-1]


def _born(month: Month, rules: SloRules) -> Born:
    since, until = _period(month, rules)
    (ours,) = (form for form in forms(rules) if form.name == OURS)
    say("the same with counters that are shown with their first request")
    with (
        _recorded(month, rules) as made,
        made.served() as server,
        Patient(server.url, TIMEOUT) as client,
    ):
        off = _off(client, ours, month, rules)
    return Born(off=off, unseen=unseen(month, since, until), bad=month.counted(since, until)[0])


def _off(client: Prometheus, form: Form, month: Month, rules: SloRules) -> float:
    (found,) = client.query(form.over(rules.slo.period), month.end)
    bad, total = month.counted(*_period(month, rules))
    return found.value / (bad / total) - 1


def _period(month: Month, rules: SloRules) -> tuple[int, int]:
    return max(month.begin, month.end - int(rules.slo.seconds)), month.end
