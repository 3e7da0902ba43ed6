"""Dashboards: rows of panels, and what people choose at their top."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field

from taskcenter_monitor.spec.base import (
    LabelName,
    ReadBy,
    SelectorField,
    SpecModel,
    Text,
    checked,
)
from taskcenter_monitor.spec.panels import Title
from taskcenter_monitor.spec.shapes import matching
from taskcenter_monitor.vocabulary.durations import parse_duration


def _refresh(text: str) -> str:
    if not _REFRESH.fullmatch(text):
        raise ValueError(f"{text!r} is no refresh that Grafana knows: a number and s, m, h or d")
    if parse_duration(text) < _SHORTEST:
        raise ValueError(f"{text} is too often: every look asks Prometheus; 30s or longer")
    return text


def _range(text: str) -> str:
    if not _RANGE.fullmatch(text):
        raise ValueError(
            f"Grafana does not understand now-{text}: one number and s, m, h, d, w or y"
        )
    parse_duration(text)
    return text


_SHORTEST = 30.0
"""Seconds: what is scraped every 15 s shows nothing new sooner than that."""
_REFRESH = re.compile(r"[1-9][0-9]{0,5}[smhd]")
_RANGE = re.compile(r"[1-9][0-9]{0,5}[smhdwy]")
"""What follows `now-` in Grafana: one number with one unit. M, a month, has no length."""

LookBack = Annotated[str, ReadBy(checked("duration/value", _range))]
"""How far a dashboard looks back."""
Refresh = Annotated[str, ReadBy(checked("duration/value", _refresh))]
"""How often a dashboard looks again."""
Slug = Annotated[
    str,
    matching(r"[a-z][a-z0-9_]{0,59}", "a name of lower case letters, digits and _", "spec/name"),
]
"""The name of a row, a panel or a variable."""
PanelData = Annotated[dict[str, Any], "a panel"]
"""A `Panel` that is not read yet."""


class Row(SpecModel):
    """Panels under a headline, from left to right and from top to bottom."""

    title: Title
    panels: Annotated[dict[Slug, PanelData], Field(min_length=1)]


class Variable(SpecModel):
    """What people choose at the top of a dashboard: values that `label` has on `source`.

    Every selector of a panel whose series carry the label, and come from the same jobs, is
    narrowed to what was chosen. A `hidden` one follows from those above it.
    """

    title: Title
    label: LabelName
    source: SelectorField = Field(alias="from")
    hidden: bool = False


class Dashboard(SpecModel):
    """`specs/dashboards/<name>.yaml`; the name has at most 36 lower case letters, digits and -.

    `range` is how far it looks back at first (`6h`, `7d`), `refresh` how often it looks again
    (`30s` or longer): each is one number with one unit, as Grafana reads it.
    """

    title: Title
    description: Text
    range: LookBack = "6h"
    refresh: Refresh = "30s"
    variables: dict[Slug, Variable] = Field(default_factory=dict)
    rows: Annotated[dict[Slug, Row], Field(min_length=1)]
