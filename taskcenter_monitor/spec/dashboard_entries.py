"""Dashboards as they were read: every row, panel and query with its place."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.dashboards import Dashboard
from taskcenter_monitor.spec.panels import COLUMNS, Drawn, NamedQuery, Panel


def is_own(signal: str) -> bool:
    """Whether a signal is written in a panel: no other can have such a name."""
    return "/" in signal


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryEntry:
    """A query with its place. `signal` is the name of a signal, of `Project.signals` or one that
    was written here; "" for LogQL, which stands in `logs`.
    """

    signal: str = ""
    logs: str = ""
    value: Drawn
    origin: Origin

    @property
    def is_own(self) -> bool:
        """Whether its signal is written in the panel, and has no title but that of the query."""
        return is_own(self.signal)

    @property
    def is_complement(self) -> bool:
        """Whether it shows what a share leaves of all."""
        return isinstance(self.value, NamedQuery) and self.value.shown == "complement"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelEntry:
    """A panel with its queries and its place."""

    name: str
    value: Panel
    queries: tuple[QueryEntry, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEntry:
    """A row with its panels and its place."""

    name: str
    title: Text
    panels: tuple[PanelEntry, ...]
    origin: Origin

    @property
    def lines(self) -> list[list[PanelEntry]]:
        """The panels that stand beside each other, line by line."""
        lines: list[list[PanelEntry]] = []
        filled = COLUMNS
        for panel in self.panels:
            if filled + panel.value.width > COLUMNS:
                lines.append([])
                filled = 0
            lines[-1].append(panel)
            filled += panel.value.width
        return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardEntry:
    """A dashboard with its rows and its place."""

    name: str
    value: Dashboard
    rows: tuple[RowEntry, ...]
    origin: Origin

    @property
    def panels(self) -> tuple[PanelEntry, ...]:
        """All panels, in the order in which they stand."""
        return tuple(panel for row in self.rows for panel in row.panels)
