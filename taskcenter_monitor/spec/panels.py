"""Panels and their queries, as people write them.

What can be known from signals and alerts is not written here: units, legends, thresholds with their
colours, descriptions, links to runbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from taskcenter_monitor.spec.alerts import Limit
from taskcenter_monitor.spec.base import (
    AnyUnitName,
    LabelName,
    ReadBy,
    SignalName,
    SpecModel,
    Text,
    Window,
    checked,
    described,
    fault,
)
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.macros import AUTO, RANGE

COLUMNS = 24
"""Columns of Grafana's grid: the widths of the panels in a line add up to it."""
TALLEST = 190
"""Units of height that the panels of a row may take; nobody scrolls through more."""
PANEL_WINDOWS = {"auto": AUTO, "range": RANGE}
"""Windows that only a panel has: as long as a point of it, and the whole time looked at."""

PanelKind = Literal[
    "alertlist",
    "barchart",
    "bargauge",
    "gauge",
    "heatmap",
    "logs",
    "piechart",
    "stat",
    "table",
    "timeseries",
]


def _title(value: object) -> Text:
    """A text in both languages, or one that is the same in each, like P95."""
    if isinstance(value, str):
        return Text(zh=value, en=value)
    if isinstance(value, Mapping) and {*value} == {"zh", "en"}:
        zh, en = value["zh"], value["en"]
        if isinstance(zh, str) and isinstance(en, str):
            return Text(zh=zh, en=en)
    raise fault("spec/type", f"expected text, or {{zh: ..., en: ...}}, found {described(value)}")


def _window(text: str) -> str:
    if text in PANEL_WINDOWS:
        return PANEL_WINDOWS[text]
    if parse_duration(text) <= 0:
        raise ValueError("a window must be longer than nothing")
    return text


Title = Annotated[Text, ReadBy(_title)]
"""A text for people; where it is the same in both languages it may stand alone."""
PanelWindow = Annotated[str, ReadBy(checked("duration/value", _window))]
"""A duration, `auto` or `range`."""
QueryData = Annotated[dict[str, Any], "a query"]
"""A `NamedQuery`, a signal with its `kind`, or a `LogQuery` that is not read yet."""
Colour = Literal["blue", "green", "orange", "purple", "red", "yellow"]


class Drawn(SpecModel):
    """How a query looks: `title` in its legend, `style` and `colour` of its line."""

    title: Title | None = None
    style: Literal["solid", "dashed"] = "solid"
    colour: Colour | None = None


class NamedQuery(Drawn):
    """A signal by its name.

    With `window` or `by` it is not read as the alert reads it, but computed anew for the panel:
    over `auto` (as long as a point of the panel, with exemplars), `range` (the whole time looked
    at) or a duration; by other labels. `shown: complement` draws one minus a ratio.
    """

    signal: SignalName
    window: PanelWindow | None = None
    by: list[LabelName] | None = None
    shown: Literal["value", "complement"] = "value"


class LogQuery(Drawn):
    """LogQL: lines for a panel of logs, or numbers of a `unit` for any other.

    Its windows may be `[$__auto]`, `[$__interval]` or `[$__range]`; it has no other variable.
    """

    logs: str
    unit_name: AnyUnitName = Field(default="count", alias="unit")


class Level(Limit):
    """Where a panel changes its colour although no alert says so."""

    @model_validator(mode="after")
    def _one(self) -> Level:
        if (self.above is None) is (self.below is None):
            raise fault("panel/levels", "either `above` or `below` says where the colour changes")
        return self


class Panel(SpecModel):
    """One panel; `width` in columns of 24, `height` in Grafana's units of 30 pixels.

    `signals` are names; `queries` are names with more to say, signals that are written here alone
    (with `kind`, as in signals.yaml), or LogQL. `drawn` is how lines stand to each other. `levels`
    colour what no alert watches, `top` keeps that many of the largest values, `step` is the
    least time between two points. `decimals` are the digits after the point, where those that
    Grafana chooses hide a difference that counts.
    """

    title: Title | None = None
    description: Text | None = None
    type: PanelKind
    width: Annotated[int, Field(ge=2, le=COLUMNS)]
    height: Annotated[int, Field(ge=2, le=40)]
    signals: Annotated[list[SignalName], Field(min_length=1)] | None = None
    queries: Annotated[list[QueryData], Field(min_length=1, max_length=26)] | None = None
    drawn: Literal["lines", "stacked", "bars"] = "lines"
    levels: dict[Literal["critical", "warning"], Level] = Field(default_factory=dict)
    step: Window | None = None
    top: Annotated[int, Field(ge=1, le=100)] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
