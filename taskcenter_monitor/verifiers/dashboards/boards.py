"""Dashboards as they were written down, read for the lints; nothing here trusts their shape."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taskcenter_monitor.ir.artifact import Artifact

FOLDER = "grafana/dashboards/"
Object = Mapping[str, Any]
PanelKey = tuple[str, int]
"""The uid of a dashboard and the id of a panel in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What dashboards may speak of.

    `metrics` has every series that is scraped, with its labels, those of targets among them; a
    histogram is there as `_bucket`, `_count` and `_sum`. `counters` are those that only rise.
    `recorded` has the series of the rules, None where their labels cannot be told. `thresholds`
    has the limits of alerts for a panel that draws them; `windows` the seconds of the windows that
    the signals of a panel are defined with, where it does not take Grafana's own.
    """

    metrics: Mapping[str, frozenset[str]]
    counters: frozenset[str] = frozenset()
    recorded: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    thresholds: Mapping[PanelKey, frozenset[float]] = field(default_factory=dict)
    windows: Mapping[PanelKey, frozenset[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard, and the others beside it in the order of their files."""

    artifact: Artifact
    data: Object
    others: tuple[Object, ...] = ()

    @property
    def uid(self) -> str:
        """Its uid, "" where there is none."""
        return text(self.data, "uid")


@dataclass(frozen=True, slots=True)
class Query:
    """A query; `part` is where it was written, `words` how a message speaks of it.

    `source` is the type of its data source. `panel` is empty for the query of an annotation.
    """

    data: Object
    panel: Object
    source: str
    part: str
    words: str

    @property
    def expr(self) -> str:
        """What is asked."""
        return text(self.data, "expr")


def read(artifacts: Sequence[Artifact]) -> Iterator[Board | Artifact]:
    """Every dashboard; the artifact itself where it cannot be read."""
    loaded = [(artifact, _loaded(artifact.text)) for artifact in artifacts if _is_board(artifact)]
    for number, (artifact, data) in enumerate(loaded):
        others = [one for at, (_, one) in enumerate(loaded) if at != number and one is not None]
        yield artifact if data is None else Board(artifact, data, tuple(others))


def _is_board(artifact: Artifact) -> bool:
    return artifact.path.startswith(FOLDER) and artifact.path.endswith(".json")


def _loaded(source: str) -> Object | None:
    try:
        data = json.loads(source)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def inner(data: Object, *keys: str) -> Object:
    """The object under some keys, empty where there is none."""
    for key in keys:
        below = data.get(key)
        data = below if isinstance(below, dict) else {}
    return data


def entries(data: Object, key: str) -> list[Object]:
    """The objects of the list under a key."""
    below = data.get(key)
    return [one for one in below if isinstance(one, dict)] if isinstance(below, list) else []


def texts(data: Object, key: str) -> list[str]:
    """The texts of the list under a key."""
    below = data.get(key)
    return [one for one in below if isinstance(one, str)] if isinstance(below, list) else []


def text(data: Object, key: str) -> str:
    """The text under a key, "" where there is none."""
    below = data.get(key)
    return below if isinstance(below, str) else ""


def is_among(value: object, ids: Collection[str]) -> bool:
    """Whether a value is one of some ids; in JSON it may be anything."""
    return isinstance(value, str) and value in ids


def is_number(value: object) -> bool:
    """Whether a value is a number in JSON, where true is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def everything(board: Board) -> Iterator[Object]:
    """Rows and panels in the order of the file, those inside of rows after their row."""
    for panel in entries(board.data, "panels"):
        yield panel
        yield from entries(panel, "panels")


def panels(board: Board) -> Iterator[Object]:
    """The panels without the rows."""
    return (panel for panel in everything(board) if panel.get("type") != "row")


def part_of(panel: Object) -> str:
    """The name under which the emitter says where a panel or a row was written."""
    return f"{'row' if panel.get('type') == 'row' else 'panel'} {panel.get('id')}"


def words_of(panel: Object) -> str:
    """How a message speaks of a panel or a row."""
    kind = "row" if panel.get("type") == "row" else "panel"
    return f"{kind} {text(panel, 'title') or panel.get('id')!r}"


def key_of(board: Board, panel: Object) -> PanelKey | None:
    """The key of a panel in what is known."""
    number = panel.get("id")
    return (board.uid, number) if isinstance(number, int) else None


def variables(board: Board) -> list[Object]:
    """The variables, in the order in which people choose."""
    return entries(inner(board.data, "templating"), "list")


def marks(board: Board) -> list[Object]:
    """The annotations, but for Grafana's own."""
    found = entries(inner(board.data, "annotations"), "list")
    return [one for one in found if not one.get("builtIn")]


def queries(board: Board) -> Iterator[Query]:
    """Every query of panels and annotations."""
    for panel in panels(board):
        for data in entries(panel, "targets"):
            source = text(inner(data, "datasource") or inner(panel, "datasource"), "type")
            words = f"query {data.get('refId') or '?'} of {words_of(panel)}"
            yield Query(data, panel, source, part_of(panel), words)
    for annotation in marks(board):
        data = inner(annotation, "target")
        if "expr" in data:
            source = text(inner(annotation, "datasource"), "type")
            words = f"annotation {text(annotation, 'name')}"
            yield Query(data, {}, source, "", words)
