"""Which alerts keep which others quiet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taskcenter_monitor.ir.routing import Inhibition
from taskcenter_monitor.routing.walk import Labels, refusal
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from taskcenter_monitor.vocabulary.selectors import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An inhibition with its matchers read."""

    inhibition: Inhibition
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]

    @property
    def name(self) -> str:
        """The name in the specs; what is written for an older Alertmanager has none."""
        return str(self.inhibition.origin.path[-1])

    def is_source(self, labels: Labels) -> bool:
        """Whether an alert with these labels stands on the side of the cause."""
        return refusal(self.source, labels) is None

    def is_target(self, labels: Labels) -> bool:
        """Whether an alert with these labels stands on the side of the consequence."""
        return refusal(self.target, labels) is None

    def compared(self, labels: Labels) -> tuple[str, ...]:
        """What must be the same on both sides; what both lack is."""
        return tuple(labels.get(label, "") for label in self.inhibition.equal)

    def mutes(self, source: Labels, target: Labels) -> bool:
        """Whether one alert keeps another quiet.

        What stands on both sides is not muted by what stands on both sides, itself included.
        """
        if not (self.is_source(source) and self.is_target(target)):
            return False
        if self.compared(source) != self.compared(target):
            return False
        return not (self.is_source(target) and self.is_target(source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Muting:
    """An alert is kept quiet: by which inhibition, and by which firing alert."""

    rule: Rule
    source: Labels


def ruled(inhibition: Inhibition) -> Rule:
    """Reads the matchers of an inhibition."""
    return Rule(
        inhibition=inhibition,
        source=tuple(map(parse_matcher, inhibition.source)),
        target=tuple(map(parse_matcher, inhibition.target)),
    )


class Firing:
    """All alerts that fire now. A source that is muted itself still mutes."""

    def __init__(self, rules: Iterable[Rule], alerts: Iterable[Labels]) -> None:
        listed = list(alerts)
        self._sources = [(rule, _by_compared(rule, listed)) for rule in rules]

    def mutings(self, labels: Labels) -> tuple[Muting, ...]:
        """Everything that keeps an alert with these labels quiet; empty where people hear of it."""
        return tuple(self._found(labels))

    def _found(self, labels: Labels) -> Iterator[Muting]:
        for rule, sources in self._sources:
            if not rule.is_target(labels):
                continue
            for source in sources.get(rule.compared(labels), ()):
                if rule.mutes(source, labels):
                    yield Muting(rule=rule, source=source)


def _by_compared(rule: Rule, alerts: Iterable[Labels]) -> dict[tuple[str, ...], list[Labels]]:
    found: dict[tuple[str, ...], list[Labels]] = {}
    for labels in alerts:
        if rule.is_source(labels):
            found.setdefault(rule.compared(labels), []).append(labels)
    return found
