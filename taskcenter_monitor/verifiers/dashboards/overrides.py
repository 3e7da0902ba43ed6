"""Overrides of single fields, and transformations of all: what they select and what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.board_shapes import DEFAULTS
from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    inner,
    is_among,
    panels,
    part_of,
    text,
    texts,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.columns import is_named, names
from taskcenter_monitor.verifiers.dashboards.facts import MATCHERS, REDUCERS, TRANSFORMERS
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.panel_shapes import KINDS
from taskcenter_monitor.verifiers.dashboards.shapes import Shape, dotted, mismatches, shown


def _matcher(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for matcher in _matchers(panel):
            name = matcher.get("id")
            if not is_among(name, MATCHERS):
                message = f"{words_of(panel)} selects fields by {shown(name)}"
                yield Fault(part_of(panel), f"{message}, which Grafana does not know")
            elif not _has_options(matcher):
                message = f"{words_of(panel)} selects fields {name} of {shown(matcher['options'])}"
                yield Fault(part_of(panel), message)


def _matchers(panel: Object) -> list[Object]:
    overrides = entries(inner(panel, "fieldConfig"), "overrides")
    return [inner(override, "matcher") for override in overrides]


def _has_options(matcher: Object) -> bool:
    options = matcher.get("options")
    if matcher["id"] in ("byName", "byFrameRefID", "byType"):
        return isinstance(options, str) and options != ""
    if matcher["id"] == "byRegexp":
        return isinstance(options, str) and _is_regex(options)
    return True


def _is_regex(pattern: str) -> bool:
    try:
        re.compile(pattern.strip("/"))
    except re.error:
        return False
    return pattern != ""


def _property(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        kind = KINDS.get(str(panel.get("type")))
        custom = kind.custom.fields if kind else {}
        known: dict[str, Shape] = {
            **{name: shape for name, shape in DEFAULTS.items() if name != "custom"},
            **{f"custom.{name}": shape for name, shape in custom.items()},
        }
        for override in entries(inner(panel, "fieldConfig"), "overrides"):
            for entry in entries(override, "properties"):
                for fault in _set(entry, known) if kind else ():
                    yield Fault(part_of(panel), f"an override of {words_of(panel)} {fault}")


def _set(entry: Object, known: dict[str, Shape]) -> Iterator[str]:
    name = text(entry, "id")
    if name not in known:
        yield f"sets {name!r}, which its kind does not have"
        return
    for mismatch in mismatches(entry.get("value"), known[name]):
        if mismatch.key:
            yield f"sets {name} with the unknown key {mismatch.key}"
        else:
            yield f"sets {dotted((name, *mismatch.path))}, which {mismatch.message}"


def _names(board: Board, known: Known) -> Iterator[Fault]:
    for panel in panels(board):
        patterns = names(panel, known)
        for name in _named(panel) if patterns is not None else ():
            if not is_named(name, patterns or []):
                message = f"{words_of(panel)} speaks of the field {name!r}, which it does not have"
                yield Fault(part_of(panel), message)
        refs = {text(target, "refId") for target in entries(panel, "targets")}
        for matcher in _matchers(panel):
            ref = matcher.get("options")
            if matcher.get("id") == "byFrameRefID" and not is_among(ref, refs):
                message = f"{words_of(panel)} speaks of the query {shown(ref)}"
                yield Fault(part_of(panel), f"{message}, which it does not have")


def _named(panel: Object) -> Iterator[str]:
    """The fields that overrides, sorting and transformations name."""
    for matcher in _matchers(panel):
        if matcher.get("id") == "byName":
            yield text(matcher, "options")
        if matcher.get("id") == "byNames":
            yield from texts(inner(matcher, "options"), "names")
    for column in entries(inner(panel, "options"), "sortBy"):
        yield text(column, "displayName")
    for step in entries(panel, "transformations"):
        yield from _taken(step.get("id"), inner(step, "options"))


def _taken(name: object, options: Object) -> Iterator[str]:
    """The fields that one transformation names."""
    if name == "organize":
        for key in ("excludeByName", "indexByName", "renameByName"):
            yield from inner(options, key)
    if name == "sortBy":
        yield from (text(one, "field") for one in entries(options, "sort"))


def _transformation(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for step in entries(panel, "transformations"):
            name = step.get("id")
            if not is_among(name, TRANSFORMERS):
                message = f"{words_of(panel)} has the transformation {shown(name)}"
                yield Fault(part_of(panel), f"{message}, which Grafana does not know")
            for reducer in texts(inner(step, "options"), "reducers"):
                if reducer not in REDUCERS:
                    message = f"a transformation of {words_of(panel)} reduces by {reducer!r}"
                    yield Fault(part_of(panel), f"{message}, which Grafana does not know")


LINTS = (
    Lint(
        "panel/matcher",
        "An unknown matcher has crashed whole dashboards; else the override is skipped.",
        _matcher,
    ),
    Lint("panel/override", "A property that a panel does not have changes nothing.", _property),
    Lint(
        "panel/field",
        "What names a field that is not there does nothing, and nobody hears of it.",
        _names,
    ),
    Lint(
        "panel/transformation",
        "Grafana leaves out what it does not know.",
        _transformation,
    ),
)
