"""Thresholds of panels: those of the alerts that read the same signal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taskcenter_monitor.ir.dashboards import Level
from taskcenter_monitor.spec.alerts import Limit
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.severities import SEVERITIES
from taskcenter_monitor.vocabulary.units import Unit

_FLIPPED = {">": "<", "<": ">"}


class Levels:
    """Which alerts read which signal, and from where on they fire."""

    def __init__(self, project: Project) -> None:
        self._readers: dict[str, list[AlertEntry]] = {}
        for alert in project.alerts.values():
            self._readers.setdefault(alert.value.signal, []).append(alert)

    def readers(self, entry: PanelEntry) -> tuple[AlertEntry, ...]:
        """The alerts that read what a panel shows, each once."""
        found = (alert for query in entry.queries for alert in self._readers.get(query.signal, ()))
        return tuple({alert.name: alert for alert in found}.values())

    def of(self, panel: PanelEntry, query: QueryEntry, unit: Unit) -> tuple[Level, ...]:
        """The levels of a query, from the least to the most urgent."""
        found = [*_of_alerts(self._readers.get(query.signal, ()), unit)]
        if query.is_complement:
            found = [_complement(level, unit) for level in found]
        if not found and query is panel.queries[0]:
            found = [*_of_limits(panel.value.levels.items(), unit)]
        order = {severity: number for number, severity in enumerate(reversed(SEVERITIES))}
        return tuple(sorted(_first_crossed(found), key=lambda level: order[level.severity]))


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
