"""Thresholds of panels: those of the alerts that read the same signal, or of the SLOs shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from taskcenter_monitor.ir.dashboards import Level
from taskcenter_monitor.spec.alerts import Limit
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.slos import SloEntry
from taskcenter_monitor.vocabulary.names import SLO_BURN_RATE, SLO_SERIES
from taskcenter_monitor.vocabulary.severities import SEVERITIES
from taskcenter_monitor.vocabulary.units import Unit

_FLIPPED = {">": "<", "<": ">"}


class Levels:
    """Which alerts read which signal, and from where on they fire."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._readers: dict[str, list[AlertEntry]] = {}
        for alert in project.alerts.values():
            self._readers.setdefault(alert.value.signal, []).append(alert)

    def readers(self, entry: PanelEntry) -> tuple[AlertEntry, ...]:
        """The alerts that read what a panel shows, each once."""
        found = (alert for query in entry.queries for alert in self._readers.get(query.signal, ()))
        return tuple({alert.name: alert for alert in found}.values())

    def promises(self, entry: PanelEntry) -> tuple[SloEntry, ...]:
        """The SLOs that a panel shows something of, each once."""
        shown = (self._promises(query, SLO_SERIES) for query in entry.queries)
        return tuple({slo.name: slo for slos in shown for slo in slos}.values())

    def of(self, panel: PanelEntry, query: QueryEntry, unit: Unit) -> tuple[Level, ...]:
        """The levels of a query, from the least to the most urgent."""
        found = [*_of_alerts(self._readers.get(query.signal, ()), unit)]
        if query.is_complement:
            found = [_complement(level, unit) for level in found]
        found = found or [*_of_paces(self._promises(query, (SLO_BURN_RATE,)))]
        if not found and query is panel.queries[0]:
            found = [*_of_limits(panel.value.levels.items(), unit)]
        order = {severity: number for number, severity in enumerate(reversed(SEVERITIES))}
        return tuple(sorted(_first_crossed(found), key=lambda level: order[level.severity]))

    def _promises(self, query: QueryEntry, series: Collection[str]) -> Iterator[SloEntry]:
        """The SLOs of which a query reads one of these series."""
        signal = self._project.signals.get(query.signal)
        for use in signal.value.uses() if signal is not None else ():
            if use.selector.metric in series:
                matchers = use.selector.matched("slo")
                for name, slo in self._project.slos.items():
                    if all(matcher.accepts(name) for matcher in matchers):
                        yield slo


def _of_paces(slos: Iterable[SloEntry]) -> Iterator[Level]:
    """From these burn rates on a window fires, if it lasts."""
    for slo in slos:
        for window in slo.windows:
            factor = float(slo.burn(window).shown_factor)
            value = int(factor) if factor == int(factor) else factor
            yield Level(severity=window.value.severity, operator=">", value=value, alert="")


def _of_alerts(alerts: Iterable[AlertEntry], unit: Unit) -> Iterator[Level]:
    for alert in alerts:
        yield from _of_limits(alert.value.thresholds.items(), unit, alert.name)


def _of_limits(limits: Iterable[tuple[str, Limit]], unit: Unit, alert: str = "") -> Iterator[Level]:
    for severity, limit in limits:
        if limit.limit is not None:
            value = limit.limit.in_unit(unit)
            yield Level(severity=severity, operator=limit.operator, value=value, alert=alert)


def _complement(level: Level, unit: Unit) -> Level:
    """The level of one minus the value; what is rounded away is noise of the subtraction."""
    value = round(unit.per_base - level.value, 12)
    return Level(
        severity=level.severity,
        operator=_FLIPPED[level.operator],
        value=int(value) if value == int(value) else value,
        alert=level.alert,
    )


def _first_crossed(levels: Iterable[Level]) -> list[Level]:
    """One level for each severity: where several alerts have one, the first to be crossed.

    Colours go one way: of alerts on what is high and on what is low, the first one counts.
    """
    found: dict[str, Level] = {}
    listed = [*levels]
    for level in (one for one in listed if one.operator == listed[0].operator):
        known = found.get(level.severity)
        sooner = known is None or (
            level.value < known.value if level.operator == ">" else level.value > known.value
        )
        if sooner:
            found[level.severity] = level
    return [*found.values()]
