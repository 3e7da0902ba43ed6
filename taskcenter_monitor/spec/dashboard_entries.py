"""Dashboards as they were read: every row, panel and query with its place."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.dashboards import Dashboard
from taskcenter_monitor.spec.panels import Drawn, Panel


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
        return "/" in self.signal


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
