"""What a dashboard is called, how it is addressed and how it behaves as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    everything,
    inner,
    is_number,
    part_of,
    text,
    texts,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import dotted, shown, steps

_UID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RELATIVE = re.compile(r"now(?:-\d+[smhdwMy])?(?:/[smhdwMy])?")
_REFRESH = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SOONEST = 30
VERSIONS = range(39, 42)
"""Versions of the schema that Grafana 11 to 13 all take as they are."""
_IMPORTED = ("__inputs", "__requires", "__elements")
_PLACEHOLDER = re.compile(r"\$\{(?:DS|VAR)_[A-Z0-9_-]+\}")


def _uid(board: Board, _: Known) -> Iterator[Fault]:
    uid = board.data.get("uid")
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        yield Fault("", f"the uid {shown(uid)} is not 1 to 40 of A-Z, a-z, 0-9, _ and -")
    elif any(other.get("uid") == uid for other in board.others):
        yield Fault("", f"another dashboard has the uid {uid!r} as well")


def _title(board: Board, _: Known) -> Iterator[Fault]:
    title = text(board.data, "title").strip()
    if not title:
        yield Fault("", "the dashboard has no title")
    elif any(text(other, "title").strip() == title for other in board.others):
        yield Fault("", f"another dashboard is called {title!r} as well")


def _id(board: Board, _: Known) -> Iterator[Fault]:
    if board.data.get("id") is not None:
        help_ = "leave it out; the uid addresses a dashboard"
        yield Fault("", f"the dashboard has the id {shown(board.data['id'])}", help_)


def _schema(board: Board, _: Known) -> Iterator[Fault]:
    version = board.data.get("schemaVersion")
    if version not in VERSIONS or isinstance(version, bool):
        wanted = f"{VERSIONS[0]} to {VERSIONS[-1]}"
        yield Fault("", f"schemaVersion is {shown(version)}, not one of {wanted}")


def _behaviour(board: Board, _: Known) -> Iterator[Fault]:
    if board.data.get("editable") is not False:
        help_ = "set editable to false"
        yield Fault("", "the dashboard can be edited, although the next build undoes it", help_)


def _tooltip(board: Board, _: Known) -> Iterator[Fault]:
    if board.data.get("graphTooltip") != 1 or board.data.get("graphTooltip") is True:
        yield Fault("", "panels do not share their crosshair", "set graphTooltip to 1")


def _time(board: Board, _: Known) -> Iterator[Fault]:
    span = inner(board.data, "time")
    for key in ("from", "to"):
        if not _RELATIVE.fullmatch(text(span, key)):
            yield Fault("", f"time.{key} is {shown(span.get(key))}, not a time like now-6h")


def _refresh(board: Board, _: Known) -> Iterator[Fault]:
    every = text(board.data, "refresh")
    match = _REFRESH.fullmatch(every)
    if not match:
        yield Fault("", f"refresh is {shown(board.data.get('refresh'))}, not a time like 30s")
    elif int(match[1]) * _SECONDS[match[2]] < _SOONEST:
        yield Fault("", f"the dashboard refreshes every {every}", "take 30s or longer")


def _tags(board: Board, _: Known) -> Iterator[Fault]:
    if not texts(board.data, "tags"):
        yield Fault("", "the dashboard has no tags", "links between dashboards go by a tag")


def _imported(board: Board, _: Known) -> Iterator[Fault]:
    for key in _IMPORTED:
        if key in board.data:
            yield Fault("", f"the dashboard has {key}", "only a person's import fills it in")
    for found in sorted(set(_PLACEHOLDER.findall(str(board.data)))):
        yield Fault("", f"{found} stands in the dashboard", "only a person's import fills it in")


def _null(board: Board, _: Known) -> Iterator[Fault]:
    own: Object = {key: value for key, value in board.data.items() if key not in ("id", "panels")}
    for path in _nulls(own, ()):
        yield Fault("", f"{dotted(path)} of the dashboard is null", "leave the key out")
    for panel in everything(board):
        own = {key: value for key, value in panel.items() if key != "panels"}
        for path in _nulls(own, ()):
            message = f"{dotted(path)} of {words_of(panel)} is null"
            yield Fault(part_of(panel), message, "leave the key out")


def _nulls(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    for key, below in steps(value):
        here = (*path, key)
        if below is None and not _may_be_null(here):
            yield here
        yield from _nulls(below, here)


def _may_be_null(path: tuple[str | int, ...]) -> bool:
    """The first threshold begins nowhere, and so may the range of a mapping."""
    return path[-3:] == ("steps", 0, "value") or path[-2:] in (
        ("options", "from"),
        ("options", "to"),
    )


def _number(board: Board, _: Known) -> Iterator[Fault]:
    seen: dict[object, str] = {}
    for panel in everything(board):
        number, words = panel.get("id"), words_of(panel)
        if not is_number(number) or not isinstance(number, int) or number < 1:
            yield Fault(part_of(panel), f"{words} has the id {shown(number)}, not 1 or more")
        elif number in seen:
            yield Fault(part_of(panel), f"{words} has the id {number} of {seen[number]}")
        else:
            seen[number] = words


LINTS = (
    Lint(
        "dashboard/uid",
        "Links lead to a uid; of two dashboards with one uid Grafana loads neither for certain.",
        _uid,
    ),
    Lint(
        "dashboard/title",
        "Two dashboards of one title in a folder stop Grafana from saving any of them.",
        _title,
    ),
    Lint("dashboard/id", "An id belongs to one database; elsewhere it hits a stranger.", _id),
    Lint(
        "dashboard/schema-version",
        "An old version makes Grafana migrate what is modern already; a newer one is refused.",
        _schema,
    ),
    Lint("dashboard/editable", "Edits in the browser are lost with the next build.", _behaviour),
    Lint("dashboard/tooltip", "A shared crosshair shows what happened at the same time.", _tooltip),
    Lint("dashboard/time", "A fixed or misspelt time shows the wrong hours for ever.", _time),
    Lint("dashboard/refresh", "Every open browser asks Prometheus anew that often.", _refresh),
    Lint("dashboard/tags", "Without tags nothing links the dashboards to each other.", _tags),
    Lint(
        "dashboard/import",
        "Placeholders of an export stay empty in provisioned files: no data source is found.",
        _imported,
    ),
    Lint("dashboard/null", "A null crashes migrations and panels that expect a value.", _null),
    Lint(
        "panel/id",
        "Panels of one id share links and repeats; one without an id gets another at every load.",
        _number,
    ),
)
