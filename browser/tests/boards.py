"""Dashboards as JSON, and what their thresholds ask for, read without any code of Grafana's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

DRAWN = ("bargauge", "stat", "table", "timeseries")
"""The kinds of panels that npm has components for."""
SINGLE = ("bargauge", "gauge", "stat")
"""The kinds of panels that show single values."""

COLOURS = {
    "blue": "#5794F2",
    "dark-red": "#C4162A",
    "green": "#73BF69",
    "orange": "#FF9830",
    "purple": "#B877D9",
    "red": "#F2495C",
    "semi-dark-orange": "#FF780A",
    "semi-dark-red": "#E02F44",
    "text": "#CCCCDC",
    "transparent": "rgba(0,0,0,0)",
    "yellow": "#FADE2A",
}
"""Names of colours as Grafana's dark theme shows them."""

Json = Mapping[str, Any]


def read(path: Path) -> dict[str, Any]:
    """The dashboard of a file."""
    dashboard: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return dashboard


def panels(dashboard: Json, *kinds: str) -> Iterator[Json]:
    """Its panels of some kinds, or all but rows; those of collapsed rows too."""
    for panel in dashboard["panels"]:
        for each in (panel, *panel.get("panels", ())):
            if each["type"] in kinds or (not kinds and each["type"] != "row"):
                yield each


def thresholds_of(panel: Json) -> list[Json]:
    """Every set of thresholds in a panel: its own and those of overrides."""
    config = panel["fieldConfig"]
    return [
        *_given(config["defaults"].get("thresholds")),
        *(
            each["value"]
            for rule in config["overrides"]
            for each in rule["properties"]
            if each["id"] == "thresholds"
        ),
    ]


def probes_of(panel: Json) -> list[float]:
    """Values below, at and above each step of the panel's thresholds."""
    limits = [
        step["value"]
        for thresholds in thresholds_of(panel)
        for step in thresholds["steps"]
        if step["value"] is not None
    ]
    around = [limit + shift * _nearby(limit) for limit in limits for shift in (-1, 0, 1)]
    return sorted({-1e12, -1.0, 0.0, *around, 1e12}) if thresholds_of(panel) else []


def colour_at(steps: Sequence[Json], value: float) -> str:
    """The colour of the last step that the value has reached."""
    base, *others = steps
    reached = [base, *(step for step in others if value >= step["value"])]
    return colour(reached[-1]["color"])


def colour(name: str) -> str:
    """A colour as Grafana shows it; KeyError for a name that is not among COLOURS."""
    return name.upper() if name.startswith("#") else COLOURS[name]


def is_mapped(mappings: Sequence[Json], value: float) -> bool:
    """Whether a text or a colour of its own stands for the value."""
    return any(_maps(each["type"], each["options"], value) for each in mappings)


def _maps(kind: str, options: Json, value: float) -> bool:
    if kind == "value":
        return any(_number(key) == value for key in options)
    if kind == "range":
        low, high = options.get("from"), options.get("to")
        return (low is None or value >= low) and (high is None or value <= high)
    return False


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _nearby(limit: float) -> float:
    return abs(limit) * 1e-6 or 1e-6


def _given(value: Any) -> list[Any]:
    return [] if value is None else [value]
