"""What every panel needs: a kind that still exists, a title, a data source, something to show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    everything,
    inner,
    is_among,
    is_number,
    panels,
    part_of,
    text,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.facts import REMOVED_PANELS
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.panel_shapes import KINDS
from taskcenter_monitor.verifiers.dashboards.shapes import shown

WITHOUT_QUERIES = ("text", "alertlist")
"""Kinds that ask no data source by themselves."""
_WITHOUT_FIELDS = (*WITHOUT_QUERIES, "logs")
_COARSE = 200
"""Points of a panel; grafanalib's 100 are fewer than the pixels of any."""


def _type(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        kind = panel.get("type")
        if is_among(kind, KINDS):
            continue
        instead = REMOVED_PANELS.get(str(kind))
        message = f"{words_of(panel)} is of the kind {shown(kind)}, which "
        message += "Grafana has removed" if instead else "is not among those that are known here"
        yield Fault(part_of(panel), message, f"take {instead}" if instead else "")


def _title(board: Board, _: Known) -> Iterator[Fault]:
    for panel in everything(board):
        if not text(panel, "title").strip():
            yield Fault(part_of(panel), f"{words_of(panel)} has no title")
    for one, other in combinations(panels(board), 2):
        if text(one, "title").strip() == text(other, "title").strip() != "":
            yield Fault(part_of(other), f"two panels are called {text(one, 'title')!r}")


def _description(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        if panel.get("type") != "text" and not text(panel, "description").strip():
            yield Fault(part_of(panel), f"{words_of(panel)} has no description")


def _queries(board: Board, _: Known) -> Iterator[Fault]:
    for panel in _asking(board):
        if not entries(panel, "targets"):
            yield Fault(part_of(panel), f"{words_of(panel)} has no queries")


def _asking(board: Board) -> Iterator[Object]:
    return (panel for panel in panels(board) if panel.get("type") not in WITHOUT_QUERIES)


def _options(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        if not inner(panel, "options"):
            yield Fault(part_of(panel), f"{words_of(panel)} has no options")


def _fields(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        config = panel.get("fieldConfig")
        if config is None and panel.get("type") in _WITHOUT_FIELDS:
            continue
        for key, kind in (("defaults", dict), ("overrides", list)):
            if not isinstance(inner(panel, "fieldConfig").get(key), kind):
                yield Fault(part_of(panel), f"{words_of(panel)} has no fieldConfig.{key}")


def _points(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        points = panel.get("maxDataPoints")
        if is_number(points) and float(str(points)) < _COARSE:
            message = f"{words_of(panel)} draws at most {points} points"
            yield Fault(part_of(panel), message, "leave maxDataPoints out, or ask for more")


LINTS = (
    Lint("panel/type", "Grafana 12 shows nothing in the place of an Angular panel.", _type),
    Lint(
        "panel/title",
        "A panel without a title cannot be edited in Grafana 12; two of one title are taken for "
        "each other.",
        _title,
    ),
    Lint("panel/description", "Who is woken up does not know what a panel means.", _description),
    Lint("panel/no-targets", "A panel that asks nothing shows nothing.", _queries),
    Lint(
        "panel/options",
        "Without options a panel is migrated from its form of years ago.",
        _options,
    ),
    Lint(
        "panel/field-config",
        "Migrations and panels crash where the list of overrides is missing.",
        _fields,
    ),
    Lint("panel/max-data-points", "Few points hide peaks and make curves coarse.", _points),
)
