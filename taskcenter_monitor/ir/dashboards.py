"""Dashboards, ready to be written down; positions, units and thresholds are worked out."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.vocabulary.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """From where on a value is bad.

    `severity` is critical, warning or info; `operator` is `>` or `<`; `value` is in the unit of
    the query. `alert` is the alert that says so, "" where the panel does.
    """

    severity: str
    operator: str
    value: int | float
    alert: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a panel asks a data source.

    `ref` is A, B, and so on. `expr` is PromQL or LogQL with Grafana's macros and variables; `title`
    is what its legend begins with, "" for nothing; `labels` are those that tell its series apart.
    `noun` is what a rate counts, "" where that is unknown. `is_log` tells LogQL, `is_complement`
    that a value is what a bad share leaves of all, `exemplars` that its series have some.
    """

    ref: str
    expr: str
    title: str
    labels: tuple[str, ...]
    unit: Unit
    noun: str = ""
    is_log: bool = False
    is_complement: bool = False
    exemplars: bool = False
    style: str = "solid"
    colour: str = ""
    levels: tuple[Level, ...] = ()
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with what people read instead of it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the grid: 24 columns, rows of 30 pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel. `kind` is Grafana's type, `drawn` is lines, stacked or bars.

    `step` is the least time between two points, "" for as little as there is room for; `decimals`
    are digits after the point, None for those that Grafana chooses.

    `id` follows from its name alone, so that it stays when others come or move.
    """

    id: int
    name: str
    title: str
    description: str
    kind: str
    position: Position
    queries: tuple[Query, ...]
    drawn: str
    step: str = ""
    decimals: int | None = None
    links: tuple[Link, ...]
    origin: Origin

    @property
    def is_trend(self) -> bool:
        """Whether it is a stat of one number, with room for where that comes from."""
        return self.kind == "stat" and all(not query.labels for query in self.queries)

    @property
    def is_over_time(self) -> bool:
        """Whether it is about all of the time that is looked at, and not about its end alone."""
        return self.kind in ("timeseries", "heatmap") or self.is_trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A headline over panels."""

    id: int
    title: str
    y: int
    panels: tuple[Panel, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What people choose: the values of `label` on the series of `selector`."""

    name: str
    title: str
    label: str
    selector: str
    is_hidden: bool
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One dashboard; `range` is how far it looks back, `tag` what all of a service share.

    `runbooks` is the address that pages of alerts are found under, `prometheus` that of Prometheus,
    `annotation` the title of the firing alerts that are marked in every panel. `language` is that
    of titles.
    """

    name: str
    uid: str
    title: str
    description: str
    tag: str
    range: str
    refresh: str
    annotation: str
    runbooks: str
    prometheus: str = ""
    language: str = "en"
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]
    origin: Origin

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, in the order in which they stand."""
        return tuple(panel for row in self.rows for panel in row.panels)
