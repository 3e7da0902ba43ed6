"""Edits of a dashboard that say whether they found something to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Edit = Callable[[Json], bool]
"""Changes an object in place; False where there is nothing of that kind."""


def panels(board: Json) -> Iterator[Json]:
    """The panels of a dashboard without its rows."""
    return (panel for panel in board["panels"] if panel["type"] != "row")


def put(*path: Any) -> Edit:
    """Sets the last step under those before it, which must be there."""
    *steps, last, value = path

    def edit(data: Json) -> bool:
        found: Any = data
        for step in steps:
            if not _has(found, step):
                return False
            found = found[step]
        if not isinstance(found, (dict, list)):
            return False
        found[last] = value
        return True

    return edit


def drop(*path: Any) -> Edit:
    """Takes something away, if it is there."""
    *steps, last = path

    def edit(data: Json) -> bool:
        found: Any = data
        for step in steps:
            if not _has(found, step):
                return False
            found = found[step]
        if not _has(found, last):
            return False
        del found[last]
        return True

    return edit


def replace(key: str, old: str, new: str) -> Edit:
    """Replaces a piece of a text."""

    def edit(data: Json) -> bool:
        text = data.get(key)
        if not isinstance(text, str) or old not in text:
            return False
        data[key] = text.replace(old, new, 1)
        return True

    return edit


def holds(key: str, piece: str) -> Edit:
    """Changes nothing, and says whether a text has a piece in it."""
    return lambda data: piece in str(data.get(key))


def _has(found: Any, step: Any) -> bool:
    if isinstance(found, list):
        return isinstance(step, int) and -len(found) <= step < len(found)
    return isinstance(found, dict) and step in found


def _first(found: Iterator[Json], edit: Edit) -> bool:
    return any(edit(one) for one in found)


def panel(*kinds: str, edit: Edit) -> Edit:
    """Edits the first panel of some kinds, or of any, that has what the edit is about."""

    def of(board: Json) -> bool:
        return _first((one for one in panels(board) if not kinds or one["type"] in kinds), edit)

    return of


def query(*kinds: str, edit: Edit, source: str = "prometheus") -> Edit:
    """Edits the first query that has what the edit is about."""

    def of(board: Json) -> bool:
        found = (
            target
            for one in panels(board)
            if not kinds or one["type"] in kinds
            for target in one.get("targets", ())
            if target.get("datasource", one.get("datasource"))["type"] == source
        )
        return _first(found, edit)

    return of


def override(edit: Edit) -> Edit:
    """Edits the first override of a field by its name."""

    def of(board: Json) -> bool:
        found = (
            one
            for panel in panels(board)
            for one in panel.get("fieldConfig", {}).get("overrides", ())
            if one["matcher"]["id"] == "byName"
        )
        return _first(found, edit)

    return of


def variable(edit: Edit, kind: str = "query") -> Edit:
    """Edits the first variable of a kind."""

    def of(board: Json) -> bool:
        found = board["templating"]["list"]
        return _first((one for one in found if one["type"] == kind), edit)

    return of


def annotation(edit: Edit) -> Edit:
    """Edits the first annotation."""
    return lambda board: _first(iter(board["annotations"]["list"]), edit)


def row(edit: Edit) -> Edit:
    """Edits the second row."""

    def of(board: Json) -> bool:
        found = [one for one in board["panels"] if one["type"] == "row"]
        return len(found) > 1 and edit(found[1])

    return of


def both(*edits: Edit) -> Edit:
    """All edits, if each has something to change."""
    return lambda data: all(edit(data) for edit in edits)


def grow(key: str, make: Callable[[list[Any]], Any]) -> Edit:
    """Appends to a list that is not empty."""

    def edit(data: Json) -> bool:
        found = data.get(key)
        if not found:
            return False
        found.append(make(found))
        return True

    return edit
