"""How values are shown: units, colours, thresholds, mappings, reductions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    inner,
    is_among,
    is_number,
    panels,
    part_of,
    text,
    texts,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.facts import COLOURS, REDUCERS, UNIT_FORMS, UNITS
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import shown

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MEASURED = (
    *("timeseries", "stat", "gauge", "bargauge", "table", "piechart", "barchart"),
    *("histogram", "heatmap"),
)
"""Kinds that print numbers."""
_REDUCED = ("stat", "gauge", "bargauge", "piechart")
"""Kinds that make one number of a series."""


def set_values(panel: Object, name: str) -> Iterator[object]:
    """What a panel sets for a property of its fields, by default and in overrides."""
    defaults = inner(panel, "fieldConfig", "defaults")
    if name in defaults:
        yield defaults[name]
    for override in entries(inner(panel, "fieldConfig"), "overrides"):
        for entry in entries(override, "properties"):
            if entry.get("id") == name:
                yield entry.get("value")


def _units(panel: Object) -> list[object]:
    options = inner(panel, "options")
    own = (inner(options, "yAxis"), inner(options, "cellValues"))
    return [*set_values(panel, "unit"), *(one["unit"] for one in own if "unit" in one)]


def _has_unit(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        shown_as = [*_units(panel), *set_values(panel, "mappings")]
        if panel.get("type") in _MEASURED and not any(shown_as):
            help_ = "none is a unit too: numbers that count nothing"
            yield Fault(part_of(panel), f"{words_of(panel)} has no unit", help_)


def _unit(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for unit in _units(panel):
            if not isinstance(unit, str) or not _is_unit(unit):
                message = f"{words_of(panel)} has the unit {shown(unit)}, which Grafana lacks"
                help_ = f"take one of its list, or one that begins with {', '.join(UNIT_FORMS)}"
                yield Fault(part_of(panel), message, help_)


def _is_unit(unit: str) -> bool:
    return unit in UNITS or any(
        unit.startswith(form) and unit.removeprefix(form).strip() for form in UNIT_FORMS
    )


def _colour(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for colour in set_values(panel, "color"):
            mode = colour.get("mode") if isinstance(colour, dict) else colour
            if not is_among(mode, COLOURS):
                message = f"{words_of(panel)} has the colour mode {shown(mode)}"
                yield Fault(part_of(panel), f"{message}, which Grafana does not know")
            elif mode == "fixed" and isinstance(colour, dict) and not text(colour, "fixedColor"):
                yield Fault(part_of(panel), f"{words_of(panel)} has a fixed colour without a name")


def _mapping(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for mappings in set_values(panel, "mappings"):
            for one in entries({"all": mappings}, "all"):
                for value in _only_coloured(one):
                    message = f"{words_of(panel)} maps {value} to a colour and no text"
                    yield Fault(part_of(panel), message, "not everybody can tell colours apart")


def _only_coloured(mapping: Object) -> Iterator[str]:
    """The numbers that get no text; a text that is only coloured is still read."""
    options = inner(mapping, "options")
    if mapping.get("type") == "value":
        results = {value: inner(options, value) for value in options if _NUMBER.fullmatch(value)}
    else:
        results = {str(mapping.get("type")): inner(options, "result")}
    yield from (value for value, result in results.items() if not text(result, "text").strip())


def _reducers(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        options = inner(panel, "options")
        named = [
            *texts(inner(options, "reduceOptions"), "calcs"),
            *texts(inner(options, "legend"), "calcs"),
            *texts(inner(options, "footer"), "reducer"),
        ]
        for name in named:
            if name not in REDUCERS:
                message = f"{words_of(panel)} reduces by {name!r}, which Grafana does not know"
                yield Fault(part_of(panel), message)


def _reduced(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        if panel.get("type") not in _REDUCED:
            continue
        calcs = texts(inner(panel, "options", "reduceOptions"), "calcs")
        if not calcs:
            message = f"{words_of(panel)} does not say which value of a series it shows"
            yield Fault(part_of(panel), message, "set options.reduceOptions.calcs: [lastNotNull]")
        elif "mean" in calcs:
            message = f"{words_of(panel)} averages over all the time that is looked at"
            yield Fault(part_of(panel), message, "take lastNotNull, or a query that averages")


def _no_value(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for value in set_values(panel, "noValue"):
            if value in ("none", ""):
                yield Fault(part_of(panel), f"{words_of(panel)} prints {value!r} for no data")


def _ends(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        if panel.get("type") != "gauge":
            continue
        least, most = (next(set_values(panel, key), None) for key in ("min", "max"))
        if not is_number(least) or not is_number(most):
            yield Fault(part_of(panel), f"{words_of(panel)} has no min and max", "set both")
        elif float(str(least)) >= float(str(most)):
            yield Fault(part_of(panel), f"{words_of(panel)} ends where it begins")


LINTS = (
    Lint("panel/no-unit", "A number without a unit is guessed at, at night.", _has_unit),
    Lint("panel/unit", "A unit that Grafana lacks is printed behind the number as it is.", _unit),
    Lint("panel/color", "A colour mode that Grafana does not know crashes the panel.", _colour),
    Lint("panel/mapping", "Colour alone says nothing to who cannot see it.", _mapping),
    Lint("panel/reducer", "An unknown calculation yields an empty panel.", _reducers),
    Lint("panel/calculation", "An average over hours hides what is happening now.", _reduced),
    Lint("panel/no-value", "The word none reads like a value.", _no_value),
    Lint("panel/range", "A gauge without ends takes those of its data and is always full.", _ends),
)
