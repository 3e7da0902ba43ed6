"""How the fields of a panel look: units, thresholds, mappings, and what single queries override."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.emitters.grafana.classes import Json, step
from taskcenter_monitor.emitters.grafana.units import full_scale, grafana_unit
from taskcenter_monitor.ir.dashboards import Level, Panel, Query

SEVERITY_COLOURS = {"critical": "red", "warning": "orange", "info": "blue"}
_VALUE_COLOURS: Mapping[str, Mapping[str, str]] = {
    "severity": SEVERITY_COLOURS,
    "status": {"success": "green", "failed": "red", "timeout": "orange"},
    "http_code": {
        "2[0-9][0-9]": "green",
        "3[0-9][0-9]": "blue",
        "4[0-9][0-9]": "orange",
        "5[0-9][0-9]": "red",
    },
    "level": {"error": "red", "slow": "orange"},
}
"""Labels whose values mean the same everywhere, to a regular expression and the colour of it."""
_GOOD = "green"
_UNSEEN = "transparent"
_FROM_ZERO = ("timeseries", "gauge", "bargauge", "barchart")
_BY_LEVEL = ("stat", "gauge", "bargauge")
"""Panels whose colour says whether a value is good."""
_SCALED = ("gauge", "bargauge")
_HIDDEN = "hidden"
_DASHES = {"dash": [10, 10], "fill": "dash"}
_UP_OR_DOWN: list[Json] = [
    {
        "options": {
            "0": {"color": "red", "index": 0, "text": "DOWN"},
            "1": {"color": "green", "index": 1, "text": "UP"},
        },
        "type": "value",
    },
    {
        "options": {
            "match": "null",
            "result": {"color": "orange", "index": 2, "text": "MISSING"},
        },
        "type": "special",
    },
]


def defaults(panel: Panel) -> Json:
    """What holds for all fields that no override speaks of: the look of the first query."""
    if not panel.queries:
        return {}
    main = panel.queries[0]
    written: Json = {"color": _colour(panel), "unit": grafana_unit(main), **_digits(panel)}
    scale = full_scale(main)
    if panel.kind in _FROM_ZERO and not main.is_complement:
        written["min"] = 0
    # What is left of all lies close to all of it: an axis from 0 would show a straight line.
    if scale is not None and (panel.kind in _SCALED or main.is_complement):
        written["max"] = scale
    if main.levels or panel.kind in _BY_LEVEL:
        written["thresholds"] = _thresholds(panel, main.levels)
    if main.unit.name == "bool":
        written["mappings"] = _UP_OR_DOWN
    if main.unit.name == "alerts":
        written["noValue"] = "0"
    if panel.links and panel.kind not in ("table", "logs"):
        written["links"] = [
            {"targetBlank": True, "title": link.title, "url": link.url} for link in panel.links
        ]
    return written


def _digits(panel: Panel) -> Json:
    return {} if panel.decimals is None else {"decimals": panel.decimals}


def _thresholds(panel: Panel, levels: Sequence[Level]) -> Json:
    """The steps of a panel. Grafana draws the line of a step in its colour, or, where that is
    transparent, in the colour of the step below: a limit that must not be fallen below is no good
    news, so its line is not green.
    """
    return thresholds(levels, _UNSEEN if panel.kind == "timeseries" else _GOOD)


def thresholds(levels: Sequence[Level], good: str = _GOOD) -> Json:
    """Steps from the base upwards; where values are bad below, the base is the worst colour."""
    ascending = sorted(levels, key=lambda level: level.value)
    if ascending and ascending[0].operator == "<":
        colours = [*(SEVERITY_COLOURS[level.severity] for level in ascending), good]
    else:
        colours = [_GOOD, *(SEVERITY_COLOURS[level.severity] for level in ascending)]
    values = [None, *(level.value for level in ascending)]
    steps = [step(colour, value) for colour, value in zip(colours, values, strict=True)]
    return {"mode": "absolute", "steps": steps}


def overrides(panel: Panel) -> Iterator[Json]:
    """What differs from query to query, and the colours of values that everybody knows."""
    for query in panel.queries:
        properties = [*_properties(panel, query)]
        if properties:
            matcher = {"id": "byFrameRefID", "options": query.ref}
            yield {"matcher": matcher, "properties": properties}
    for label, colours in _VALUE_COLOURS.items():
        labelled = [query for query in panel.queries if label in query.labels]
        for value, colour in colours.items() if labelled else ():
            # What a series is called has the values of its labels between spaces.
            matcher = {"id": "byRegexp", "options": f"/(^| ){value}( |$)/"}
            mode = "fixed" if all(query.labels == (label,) for query in labelled) else "shades"
            yield {"matcher": matcher, "properties": [_fixed(colour, mode)]}


def _properties(panel: Panel, query: Query) -> Iterator[Json]:
    main = panel.queries[0]
    own_unit = grafana_unit(query)
    if own_unit != grafana_unit(main):
        yield {"id": "unit", "value": own_unit}
        if panel.kind == "timeseries":
            yield {"id": "custom.axisPlacement", "value": _axis(panel, own_unit)}
    if query is not main and query.levels != main.levels and (query.levels or main.levels):
        yield {"id": "thresholds", "value": _thresholds(panel, query.levels)}
        if panel.kind == "timeseries":
            # A line on an axis that nobody sees would be read on one of the others.
            seen = query.levels if _axis(panel, own_unit) != _HIDDEN else ()
            yield {"id": "custom.thresholdsStyle", "value": threshold_style(seen)}
    if query.colour:
        yield _fixed(query.colour)
    if query.style == "dashed" and panel.kind == "timeseries":
        yield from _dashed(panel)


def _dashed(panel: Panel) -> Iterator[Json]:
    """A dashed line stands by itself, whatever the others are piled up to."""
    yield {"id": "custom.lineStyle", "value": _DASHES}
    yield {"id": "custom.fillOpacity", "value": 0}
    if panel.drawn == "bars":
        yield {"id": "custom.drawStyle", "value": "line"}
    if panel.drawn != "lines":
        yield {"id": "custom.stacking", "value": {"group": "A", "mode": "none"}}


def threshold_style(levels: Sequence[Level]) -> Json:
    """Thresholds of a line are lines themselves."""
    return {"mode": "dashed" if levels else "off"}


def _axis(panel: Panel, unit: str) -> str:
    """The second unit of a panel has its axis on the right; a third one has none."""
    units = [*dict.fromkeys(map(grafana_unit, panel.queries))]
    return ("left", "right")[units.index(unit)] if units.index(unit) <= 1 else _HIDDEN


def _fixed(colour: str, mode: str = "fixed") -> Json:
    """A colour, or `shades` of it where several series have it."""
    return {"id": "color", "value": {"fixedColor": colour, "mode": mode}}


def _colour(panel: Panel) -> Json:
    main = panel.queries[0]
    if panel.kind in _BY_LEVEL and (main.levels or main.unit.name == "bool"):
        return {"mode": "thresholds"}
    if panel.kind in _BY_LEVEL:
        return {"fixedColor": "blue", "mode": "fixed"}
    return {"mode": "palette-classic"}
