"""The ways in which people write the rules of an SLO: what one evaluation of all of them asks.

`recorded` is ours. `naive` divides rates of the raw counters over every window. The two others are
written after what sloth and pyrra are known to generate: raw rates over every window but the
period, which sloth fills with a mean of recorded ratios, and pyrra with a sum of increases recorded
over five minutes. What is the same in all of them (budgets, alerts, missing data) is asked alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.slo.month import METRIC
from benchmarks.slo.rules import NAME, RATIO, SloRules

OURS, NAIVE, SLOTH, PYRRA = "recorded", "naive", "sloth-like", "pyrra-like"
BASE, REST = "rates of 5m", "the rest"
"""What all windows are sums of; and what is the same in all forms."""

_BAD = f'{METRIC}{{http_code=~"5.."}}'
_RATES = (f"slo:{NAME}:bad_rate5m", f"slo:{NAME}:total_rate5m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An expression of a form; `part` is its window, or what else it is for."""

    part: str
    promql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All that one evaluation asks."""

    name: str
    queries: tuple[Query, ...]

    def over(self, window: str) -> str:
        """The expression of one window."""
        return next(query.promql for query in self.queries if query.part == window)


def forms(rules: SloRules) -> tuple[Form, ...]:
    """Every form, ours first."""
    windows, period = rules.windows(), rules.slo.period
    base = tuple(Query(part=BASE, promql=rules.expr(name)) for name in _RATES)
    rest = tuple(_rest(rules))
    raw = {window: Query(part=window, promql=_raw(window)) for window in windows}
    ours = {window: Query(part=window, promql=rules.expr(RATIO + window)) for window in windows}
    mean = raw | {period: Query(part=period, promql=_mean(period))}
    stepped = raw | {period: Query(part=period, promql=_stepped(period))}
    return (
        Form(name=OURS, queries=(*base, *ours.values(), *rest)),
        Form(name=NAIVE, queries=(*raw.values(), *rest)),
        Form(name=SLOTH, queries=(*mean.values(), *rest)),
        Form(name=PYRRA, queries=(*base, *stepped.values(), *rest)),
    )


def _rest(rules: SloRules) -> Iterator[Query]:
    others = (rule.expr for rule in rules.records if not rule.record.startswith(f"slo:{NAME}:"))
    for promql in (*others, *(alert.expr for alert in rules.alerts)):
        yield Query(part=REST, promql=promql)


def _raw(window: str) -> str:
    return f"sum(rate({_BAD}[{window}])) / sum(rate({METRIC}[{window}]))"


def _mean(period: str) -> str:
    ratio = f"{RATIO}5m[{period}]"
    return f"sum_over_time({ratio}) / count_over_time({ratio})"


def _stepped(period: str) -> str:
    bad, total = (f"sum_over_time({name}[{period}:5m])" for name in _RATES)
    return f"{bad} / {total}"
