"""Decides which rule group records which series.

A series is recorded once. Its readers in the same group follow it; readers in other groups
compute it themselves, because groups run in parallel and a series of another group may be one
interval old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.signals.base import Lowered, Recording, Render, SignalModel
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.promql import operand, recorded_series, replaced
from taskcenter_monitor.vocabulary.units import Unit


class Placement:
    """All signals that somebody reads, in PromQL, and the group of every recorded series."""

    def __init__(self, project: Project, promql: Render) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._recordings: dict[str, tuple[Recording, str, Entry[SignalModel]]] = {}
        self._by_component: dict[str, list[str]] = {}
        homes = _homes(project)
        self.lowered = _lowered(project, homes, promql)
        for name in homes:
            if name in self.lowered:
                self._place(project.signals[name], homes[name])

    def in_component(self, signal: str, component: str) -> Lowered:
        """A signal as the rules of a component read it."""
        lowered = self.lowered[signal]
        return Lowered(
            (), self.within(component, lowered.operand), self.within(component, lowered.guard)
        )

    def within(self, component: str, text: str) -> str:
        """PromQL that reads only series which the component itself records."""

        def foreign(name: str) -> str | None:
            found = self._recordings.get(name)
            if found is None or found[1] == component:
                return None
            return self.within(component, found[0].expr)

        return replaced(text, foreign)

    def recorder(self, series: str) -> Entry[SignalModel] | None:
        """The signal that records a series of this name."""
        found = self._recordings.get(series)
        return found[2] if found is not None else None

    def recording_rules(self, component: str) -> Iterator[RecordingRule]:
        """The recording rules of a component, each behind those that it reads."""
        done: set[str] = set()
        for name in self._by_component.get(component, ()):
            yield from self._rules_up_to(name, component, done)

    def _rules_up_to(self, name: str, component: str, done: set[str]) -> Iterator[RecordingRule]:
        found = self._recordings.get(name)
        if found is None or found[1] != component or name in done:
            return
        done.add(name)
        recording, _, signal = found
        for series in recorded_series(recording.expr):
            yield from self._rules_up_to(series, component, done)
        expr = self.within(component, recording.expr)
        yield RecordingRule(
            record=name, expr=expr, origin=signal.origin, written=written_at(signal, expr)
        )

    def _place(self, signal: Entry[SignalModel], component: str) -> None:
        for recording in self.lowered[signal.name].recordings:
            known = self._recordings.get(recording.name)
            if known is None:
                self._recordings[recording.name] = (recording, component, signal)
                self._by_component.setdefault(component, []).append(recording.name)
            elif known[0].expr != recording.expr:
                self.diagnostics.append(_clash(recording, signal, known[2].origin))


def written_at(signal: Entry[SignalModel], expr: str) -> Origin | None:
    """Where people wrote the PromQL that `expr` begins with; None where they did not."""
    value = signal.value
    if isinstance(value, Expression) and expr.startswith(value.promql):
        return signal.origin.at("expression")
    return None


def _homes(project: Project) -> dict[str, str]:
    """Signal to component: what it says itself, else the first component that reads it."""
    homes: dict[str, str] = {}
    for name, entry in project.signals.items():
        if entry.value.component is not None:
            homes[name] = entry.value.component
    for alert in sorted(project.alerts.values(), key=lambda alert: alert.component):
        homes.setdefault(alert.value.signal, alert.component)
    # The list grows while it is read: parts of parts find their home as well.
    pending = [name for name in homes if name in project.signals]
    for name in pending:
        for read in _read_by(project.signals[name], project.signals):
            if read not in homes:
                homes[read] = homes[name]
                pending.append(read)
    order = {name: position for position, name in enumerate(project.signals)}
    return dict(sorted(homes.items(), key=lambda item: order.get(item[0], -1)))


def _read_by(signal: Entry[SignalModel], signals: Mapping[str, Entry[SignalModel]]) -> list[str]:
    return [name for _, name in signal.value.signals() if name in signals]


def _lowered(project: Project, homes: Mapping[str, str], promql: Render) -> dict[str, Lowered]:
    """The signals that have a home, or an SLO, in PromQL; those that others read come first."""
    signals, around = project.signals, project.surroundings
    lowered: dict[str, Lowered] = {}

    def lower(name: str, above: frozenset[str]) -> None:
        if name in lowered or name in above or name not in signals:
            return
        parts = _read_by(signals[name], signals)
        for part in parts:
            lower(part, above | {name})
        operands = {
            part: _in_base(lowered[part].operand, signals[part].value.unit(around))
            for part in parts
            if part in lowered
        }
        lowered[name] = signals[name].value.lower(promql, operands)

    promised = (slo.value.signal for slo in project.slos.values())
    for name in (*homes, *promised):
        lower(name, frozenset())
    return lowered


def _in_base(part: str, unit: Unit) -> str:
    """A part of another signal in the base of its unit, in which its marks are."""
    return operand(part) if unit.per_base == 1 else f"({part}) / {unit.per_base}"


def _clash(recording: Recording, signal: Entry[SignalModel], first: Origin) -> Diagnostic:
    return Diagnostic(
        check="name/series-clash",
        message=f"the series {recording.name} is already recorded with another expression",
        place=signal.origin.at_key(),
        help=f"the other one is {first.path[-1]!r}; give one of them another `series` or window",
    )
