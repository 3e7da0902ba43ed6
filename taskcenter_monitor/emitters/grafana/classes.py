"""What we take of grafanalib: its panels, targets and dashboards, cut down to what Grafana reads.

grafanalib 0.7.1 writes for a Grafana of years ago: panel types that are gone, keys that nobody
knows any more, a schema version that has Grafana migrate what is modern already (and lose the
shared crosshair on the way), thresholds whose base is the text "null". The classes here keep its
structure and write only the keys that are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grafanalib.core import Dashboard as LibraryDashboard
from grafanalib.core import Panel as LibraryPanel
from grafanalib.core import Target as LibraryTarget
from grafanalib.core import Templating, Time

Json = dict[str, Any]

SCHEMA_VERSION = 39
"""The newest that every Grafana from 11 on understands without migrating; above its own version a
server refuses a dashboard, and below it only no-ops follow for what is written here."""
CROSSHAIR = 1
"""`graphTooltip`: the time under the pointer is marked in all panels."""
_PANEL_KEYS = (
    *("datasource", "description", "fieldConfig", "gridPos", "id", "interval", "links"),
    *("options", "targets", "title", "transformations", "type"),
)
_BOARD_KEYS = (
    *("annotations", "description", "editable", "graphTooltip", "links", "panels", "refresh"),
    *("schemaVersion", "tags", "templating", "time", "timezone", "title", "uid"),
)


def step(colour: str, value: float | None) -> Json:
    """A step of thresholds; `value` None is the base, from minus infinity."""
    return {"color": colour, "value": value}


class Prom(LibraryTarget):  # type: ignore[misc]
    """A PromQL query. `shape` is time_series, table or heatmap; instant unless `is_range`."""

    def __init__(self, *, shape: str, is_range: bool, exemplar: bool, **shared: object) -> None:
        super().__init__(format=shape, instant=not is_range, **shared)
        self.exemplar = exemplar

    def to_json_data(self) -> Json:
        """Without what the data source of today does not know."""
        written: Json = {
            "datasource": self.datasource,
            "editorMode": "code",
            "expr": self.expr,
            "format": self.format,
            "instant": self.instant,
            "legendFormat": self.legendFormat,
            "range": not self.instant,
            "refId": self.refId,
        }
        return {**written, "exemplar": True} if self.exemplar else written


class Loki(LibraryTarget):  # type: ignore[misc]
    """A LogQL query over the time that is looked at."""

    def to_json_data(self) -> Json:
        """What Loki's data source reads."""
        written: Json = {
            "datasource": self.datasource,
            "editorMode": "code",
            "expr": self.expr,
            "queryType": "range",
            "refId": self.refId,
        }
        return {**written, "legendFormat": self.legendFormat} if self.legendFormat else written


class Viz(LibraryPanel):  # type: ignore[misc]
    """A panel of any type: its options, and how its fields look."""

    def __init__(
        self,
        *,
        kind: str,
        options: Mapping[str, Any],
        defaults: Mapping[str, Any],
        overrides: Sequence[Json],
        **shared: object,
    ) -> None:
        super().__init__(**shared)
        self.kind = kind
        self.options = options
        self.defaults = defaults
        self.overrides = overrides

    def to_json_data(self) -> Json:
        """Only what is listed, and nothing that is empty."""
        fields: Json = {"defaults": dict(self.defaults), "overrides": [*self.overrides]}
        written = self.panel_json({"type": self.kind, "options": dict(self.options)})
        written["fieldConfig"] = fields
        kept = {key: written[key] for key in _PANEL_KEYS}
        return {key: value for key, value in kept.items() if value not in (None, [])}


class Headline(LibraryPanel):  # type: ignore[misc]
    """A row: a headline over the panels that follow."""

    def to_json_data(self) -> Json:
        """An open row, whose panels stand beside it in the list."""
        return {
            "collapsed": False,
            "gridPos": self.gridPos,
            "id": self.id,
            "panels": [],
            "title": self.title,
            "type": "row",
        }


class Board(LibraryDashboard):  # type: ignore[misc]
    """A dashboard that nobody edits in Grafana, because the next build would undo it."""

    def __init__(
        self,
        *,
        looks_back: str,
        variables: Sequence[Json],
        annotations: Sequence[Json],
        **shared: object,
    ) -> None:
        super().__init__(
            editable=False,
            graphTooltip=CROSSHAIR,
            schemaVersion=SCHEMA_VERSION,
            templating=Templating(list=[*variables]),
            time=Time(f"now-{looks_back}", "now"),
            timezone="browser",
            **shared,
        )
        self.marks = annotations

    def to_json_data(self) -> Json:
        """Plain data: what grafanalib leaves to its encoder is written out."""
        written = super().to_json_data()
        written["annotations"] = {"list": [*self.marks]}
        written["panels"] = [_plain(panel.to_json_data()) for panel in self.panels]
        written["templating"] = {"list": self.templating.list}
        written["time"] = {"from": self.time.start, "to": self.time.end}
        return {key: written[key] for key in _BOARD_KEYS}


def _plain(panel: Json) -> Json:
    targets = panel.get("targets")
    if targets is None:
        return panel
    return {**panel, "targets": [target.to_json_data() for target in targets]}
