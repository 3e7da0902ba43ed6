"""Dashboards and a Prometheus that answers as it is told, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Position, Query, Row, Variable
from taskcenter_monitor.live.client import Refused
from taskcenter_monitor.live.prometheus import Prometheus, Sample, Series, Steps
from taskcenter_monitor.vocabulary.units import COUNT

FILE = "specs/dashboards/x.yaml"


def variable(name: str, selector: str, *, hidden: bool = False) -> Variable:
    """A variable that shows the values of a label of its own name."""
    origin = Origin(FILE, ("variables", name))
    return Variable(
        name=name, title=name, label=name, selector=selector, is_hidden=hidden, origin=origin
    )


def query(expr: str, ref: str = "A", *, is_log: bool = False) -> Query:
    """A query of no particular meaning."""
    origin = Origin(FILE, ("queries", ref))
    return Query(ref=ref, expr=expr, title="", labels=(), unit=COUNT, is_log=is_log, origin=origin)


def panel(*queries: Query, kind: str = "timeseries") -> Panel:
    """A panel half as wide as a screen."""
    return Panel(
        id=7,
        name="p",
        title="P",
        description="",
        kind=kind,
        position=Position(x=0, y=0, width=12, height=9),
        queries=queries,
        drawn="lines",
        links=(),
        origin=Origin(FILE, ("panels", "p")),
    )


def dashboard(variables: Sequence[Variable] = (), panels: Sequence[Panel] = ()) -> Dashboard:
    """A dashboard of one row that looks back six hours."""
    here = Origin(FILE)
    return Dashboard(
        name="x",
        uid="x",
        title="X",
        description="",
        tag="t",
        range="6h",
        refresh="1m",
        annotation="",
        runbooks="",
        variables=tuple(variables),
        rows=(Row(id=1, title="", y=0, panels=tuple(panels), origin=here),),
        origin=here,
    )


class Answering:
    """Answers with `rows`, a value for each text that is asked, and `labels`, by selector."""

    def __init__(
        self, rows: Mapping[str, float | str], labels: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.rows = rows
        self.labels = labels or {}
        self.asked: list[str] = []

    def client(self) -> Prometheus:
        """The same for those that want a Prometheus."""
        return cast("Prometheus", cast("Any", self))

    def query(self, promql: str, at: float) -> tuple[Sample, ...]:
        """One sample, or none."""
        value = self._value(f"at {promql}")
        return () if value is None else (Sample(labels=(), value=value, at=at),)

    def query_range(self, promql: str, steps: Steps) -> tuple[Series, ...]:
        """One series of one point, or none."""
        value = self._value(promql)
        return () if value is None else (Series(labels=(), points=((steps.end, str(value)),)),)

    def label_values(self, label: str, selector: str, steps: Steps) -> tuple[str, ...]:
        """What stands in `labels`."""
        del label, steps
        self.asked.append(selector)
        return tuple(self.labels.get(selector, ()))

    def _value(self, text: str) -> float | None:
        self.asked.append(text)
        value = self.rows.get(text)
        if isinstance(value, str):
            raise Refused("answered 400", 400, value)
        return value
