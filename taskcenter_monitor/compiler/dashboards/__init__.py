"""From the panels that people wrote to dashboards with queries, positions and thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.dashboards.describing import Words
from taskcenter_monitor.compiler.dashboards.layout import BAND, places
from taskcenter_monitor.compiler.dashboards.narrowing import Narrowing
from taskcenter_monitor.compiler.dashboards.queries import Queries
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Position, Row
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.signals.base import Render
from taskcenter_monitor.spec.dashboard_entries import DashboardEntry, PanelEntry, RowEntry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import dashboard_uid, grid_id

_ANNOTATION = {"zh": "触发中的告警", "en": "Firing alerts"}


class DashboardCompiler:
    """Compiles the dashboards of one project."""

    def __init__(
        self, project: Project, placement: Placement, promql: Render, render: RenderTemplate
    ) -> None:
        self._project = project
        self._placement = placement
        self._promql = promql
        self._words = Words(project, render)

    def dashboards(self) -> Iterator[Dashboard]:
        """All of them, in the order of their names."""
        for entry in self._project.dashboards.values():
            yield self._dashboard(entry)

    def _dashboard(self, entry: DashboardEntry) -> Dashboard:
        service = self._project.service.value
        narrowing = Narrowing(self._project, self._placement, entry)
        queries = Queries(self._project, self._placement, self._promql, narrowing)
        rows = tuple(self._row(row, number, queries) for number, row in enumerate(entry.rows))
        return Dashboard(
            name=entry.name,
            uid=dashboard_uid(entry.name),
            title=self._words.title(entry.value.title),
            description=self._words.explained(entry.value.description),
            tag=service.service,
            range=entry.value.range,
            refresh=entry.value.refresh,
            annotation=_ANNOTATION[self._words.language],
            runbooks=service.links.runbooks,
            prometheus=service.links.prometheus,
            language=self._words.language,
            variables=tuple(narrowing.variables(self._words.title)),
            rows=rows,
            origin=entry.origin,
        )

    def _row(self, row: RowEntry, number: int, queries: Queries) -> Row:
        top = number * BAND
        positions = places(row, top + 1)
        return Row(
            id=grid_id(f"row {row.name}"),
            title=self._words.title(row.title),
            y=top,
            panels=tuple(
                self._panel(panel, queries, position)
                for panel, position in zip(row.panels, positions, strict=True)
            ),
            origin=row.origin,
        )

    def _panel(self, entry: PanelEntry, queries: Queries, position: Position) -> Panel:
        return Panel(
            id=grid_id(entry.name),
            name=entry.name,
            title=self._words.panel_title(entry),
            description=self._words.description(entry),
            kind=entry.value.type,
            position=position,
            queries=tuple(queries.compiled(entry, self._words)),
            drawn=entry.value.drawn,
            step=entry.value.step or "",
            decimals=entry.value.decimals,
            links=self._words.links(entry),
            origin=entry.origin,
        )
