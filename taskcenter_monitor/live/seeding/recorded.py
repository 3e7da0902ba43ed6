"""The history of recorded series, worked out by a real Prometheus from what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.live.client import Refused
from taskcenter_monitor.live.prometheus import Prometheus, Series, Steps
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.openmetrics import head, lines
from taskcenter_monitor.vocabulary.promql import recorded_series

EVERY = 60
"""Seconds between two samples of a recorded series."""

Serve = Callable[[], AbstractContextManager[Prometheus]]
"""A Prometheus over the blocks that there are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRule:
    """A recorded series that Prometheus cannot work out, and why."""

    record: str
    reason: str
    origin: Origin


def read_by_dashboards(monitoring: Monitoring) -> tuple[RecordingRule, ...]:
    """The rules that panels and variables need, directly or through others."""
    rules = [*_rules(monitoring)]
    wanted: set[str] = set()
    waiting = {*_read(monitoring)}
    while waiting:
        wanted |= waiting
        of_them = (rule.expr for rule in rules if rule.record in waiting)
        waiting = {name for expr in of_them for name in recorded_series(expr)} - wanted
    return tuple(rule for rule in rules if rule.record in wanted)


def in_passes(rules: Sequence[RecordingRule]) -> Iterator[tuple[RecordingRule, ...]]:
    """The rules in the order in which they can be worked out: each pass reads those before it."""
    waiting = [*rules]
    while waiting:
        names = {rule.record for rule in waiting}
        ready = tuple(rule for rule in waiting if not _missing(rule, names)) or tuple(waiting)
        yield ready
        waiting = [rule for rule in waiting if rule not in ready]


def record(
    rules: Sequence[RecordingRule], blocks: Blocks, serve: Serve, steps: Steps
) -> tuple[RefusedRule, ...]:
    """Adds the history of these rules to the blocks; what was refused."""
    refused: list[RefusedRule] = []
    for number, ready in enumerate(in_passes(rules)):
        with serve() as client:
            texts = [*_worked_out(ready, client, steps, refused)]
        if texts:
            blocks.add([(f"recorded-{number}", texts)])
    return tuple(refused)


def _worked_out(
    rules: Iterable[RecordingRule], client: Prometheus, steps: Steps, refused: list[RefusedRule]
) -> Iterator[str]:
    for rule in rules:
        try:
            found = client.query_range(rule.expr, steps)
        except Refused as error:
            origin = rule.written or rule.origin
            refused.append(RefusedRule(record=rule.record, reason=error.reason, origin=origin))
            continue
        yield from (_text(rule, series) for series in found)


def _text(rule: RecordingRule, series: Series) -> str:
    """What the rule writes: its own labels lie over those of the result."""
    found = {name: text for name, text in series.labels if name != "__name__"}
    labels = tuple(sorted({**found, **dict(rule.labels)}.items()))
    moments = [int(at) for at, _ in series.points]
    return lines(head(rule.record, labels), moments, (value for _, value in series.points))


def _missing(rule: RecordingRule, names: Collection[str]) -> set[str]:
    return {name for name in recorded_series(rule.expr) if name in names} - {rule.record}


def _rules(monitoring: Monitoring) -> Iterator[RecordingRule]:
    for group in monitoring.groups:
        yield from (rule for rule in group.rules if isinstance(rule, RecordingRule))


def _read(monitoring: Monitoring) -> Iterator[str]:
    for dashboard in monitoring.dashboards:
        for variable in dashboard.variables:
            yield from recorded_series(variable.selector)
        for panel in dashboard.panels:
            for query in panel.queries:
                if not query.is_log:
                    yield from recorded_series(query.expr)
