"""Holds the table of expectations against the router."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.expectations import Expectation
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.routing.clock import aware
from taskcenter_monitor.routing.router import Delivery, router
from taskcenter_monitor.routing.sources import Sources
from taskcenter_monitor.routing.subjects import Alerts, Kind
from taskcenter_monitor.routing.variants import matchers_of, names_apart, values_of, variants
from taskcenter_monitor.routing.walk import Labels, refusal
from taskcenter_monitor.vocabulary.matchers import parse_matcher

FINDINGS: Mapping[str, str] = {
    "expectation/receivers": "Somebody counts on being told, or on not being told: a change of"
    " routing must not surprise people at night.",
    "expectation/muted-by": "An alert that is muted by another one than people know of is missed"
    " when it matters; one that is muted no more is noise in the worst hour.",
}
"""What the router says of the expectations, and why it matters."""


def prove_expectations(monitoring: Monitoring) -> list[Diagnostic]:
    """The expectations that do not hold, each with the first alert for which it does not."""
    if not monitoring.expectations:
        return []
    court = _Court(monitoring)
    return [fault for row in monitoring.expectations for fault in court.judged(row)]


@dataclass(frozen=True, slots=True)
class _Case:
    """Alerts that a row speaks of, in one of the ways in which they may come."""

    kind: Kind | None
    labels: Labels

    def __str__(self) -> str:
        if self.kind is None:
            return f"an alert with {_written(self.labels)}"
        return f"{self.kind.subject.name} ({self.kind.subject.severity})"


class _Court:
    """All that is asked again for every row."""

    def __init__(self, monitoring: Monitoring) -> None:
        self._router = router(monitoring.alertmanager)
        self._alerts = Alerts(monitoring)
        written = (text for row in monitoring.expectations for text in row.matchers)
        matchers = [*matchers_of(self._router), *map(parse_matcher, written)]
        values = values_of(matchers)
        self._ways = [
            (kind, variants(kind.subject, values))
            for kind in self._alerts.kinds(names_apart(matchers))
        ]

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self._router, self._alerts)

    def judged(self, row: Expectation) -> Iterator[Diagnostic]:
        """What is wrong with one row."""
        cases = list(self._cases(row)) or [_Case(None, dict(row.spelled))]
        if row.receivers is not None:
            yield from self._misled(row, frozenset(row.receivers), cases)
        if row.muted_by is not None:
            yield from self._mismuted(row, frozenset(row.muted_by), cases)

    def _cases(self, row: Expectation) -> Iterator[_Case]:
        matchers = [parse_matcher(text) for text in row.matchers]
        for kind, ways in self._ways:
            for labels in ways:
                if refusal(matchers, labels) is None:
                    yield _Case(kind, labels)

    def _misled(
        self, row: Expectation, expected: frozenset[str], cases: list[_Case]
    ) -> Iterator[Diagnostic]:
        """Alerts that are told to others than expected."""
        moment = aware(row.moment, row.location) if row.moment else None
        for case in cases:
            if frozenset(self._router.receivers(case.labels, moment)) != expected:
                deliveries = self._router.deliveries(case.labels, moment)
                told = ", ".join(map(_told, deliveries))
                when = f" at {row.moment}" if row.moment else ""
                yield Diagnostic(
                    check="expectation/receivers",
                    message=f"{case} is told{when} to {told}; expected {_listed(expected)}",
                    place=row.origin.at("receivers"),
                    help=HINT,
                )
                return

    def _mismuted(
        self, row: Expectation, expected: frozenset[str], cases: list[_Case]
    ) -> Iterator[Diagnostic]:
        """Alerts that others may mute than expected."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for case in cases:
            for name in case.kind.names if case.kind else ("",):
                labels = {**case.labels, "alertname": name} if name else case.labels
                muting = found.setdefault((name, labels.get("severity", "")), {})
                for source in self._sources.muting(labels):
                    muting.update(dict.fromkeys(source.names, source.rule.name))
        for (name, severity), muting in found.items():
            if muting.keys() != expected:
                who = f"{name} ({severity})" if name else str(cases[0])
                yield Diagnostic(
                    check="expectation/muted-by",
                    message=f"{who} can be muted by {_muting(muting)}; expected"
                    f" {', '.join(sorted(expected)) or 'nothing'}",
                    place=row.origin.at("muted_by"),
                    help="change the inhibition, or what is expected here",
                )
                return


HINT = "change the route, or what is expected here; `tcmon route` shows the whole way"


def _told(delivery: Delivery) -> str:
    quiet = " and ".join(f"{one.key}: {', '.join(one.intervals)}" for one in delivery.quiet)
    route = f"by the route {delivery.node.name}"
    if quiet:
        return f"nobody {route} ({quiet})"
    return f"{delivery.node.receiver} {route}"


def _muting(muting: Mapping[str, str]) -> str:
    """The sources with the inhibition of each."""
    named = [f"{source} (inhibition {rule})" for source, rule in sorted(muting.items())]
    return ", ".join(named) or "nothing"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def _written(labels: Labels) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
