"""How a query is asked: its id, its mode, its form, what it is called in the legend."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Query,
    entries,
    panels,
    part_of,
    queries,
    text,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.expressions import carried, readable, reads
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.vocabulary.flow import Labels
from taskcenter_monitor.vocabulary.trees import Tree

_AT_ONCE = ("table", "piechart", "bargauge", "barchart")
"""Kinds that show one moment: what came before it would be asked for in vain."""
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def _ref_id(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        seen: set[str] = set()
        for target in entries(panel, "targets"):
            ref = text(target, "refId")
            if not ref:
                yield Fault(part_of(panel), f"a query of {words_of(panel)} has no refId")
            elif ref in seen:
                yield Fault(part_of(panel), f"two queries of {words_of(panel)} are called {ref}")
            seen.add(ref)


def _asked(board: Board) -> Iterator[Query]:
    """The queries of panels to Prometheus."""
    return (query for query in queries(board) if query.source == "prometheus" and query.panel)


def _mode(board: Board, _: Known) -> Iterator[Fault]:
    for query in _asked(board):
        instant, ranged = (query.data.get(key) is True for key in ("instant", "range"))
        if not instant and not ranged:
            help_ = "set instant for the last value, range for a curve"
            yield Fault(query.part, f"{query.words} is neither instant nor range", help_)
        elif ranged and query.panel.get("type") in _AT_ONCE:
            message = f"{query.words} asks for a curve, of which its panel shows the end"
            yield Fault(query.part, message, "set instant, and range to false")
        if query.data.get("exemplar") is True and not ranged:
            yield Fault(query.part, f"{query.words} wants exemplars of a single moment")


def _format(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        fault = _misread(query, carried(tree, known)) if query.panel else None
        if fault:
            yield Fault(query.part, f"{query.words} {fault}")


def _misread(query: Query, labels: Labels | None) -> str:
    """How the form of a query does not fit to its panel or its series, "" if it does."""
    form, kind = query.data.get("format"), query.panel.get("type")
    has_edges = labels is None or "le" in labels
    if kind == "table" and form != "table":
        return "is not of the format table"
    if form == "table" and query.data.get("instant") is not True:
        return "makes a row of each moment: set instant"
    if kind == "heatmap" and form != "heatmap" and labels and "le" in labels:
        return "asks for buckets, which are drawn piled up unless the format is heatmap"
    if form == "heatmap" and not has_edges:
        return "is of the format heatmap, and its series carry no le"
    return ""


def _named(board: Board) -> Iterator[tuple[Query, Tree]]:
    """The queries whose series are called as their legend says."""
    for query, tree in readable(board):
        if query.panel and query.data.get("format") not in ("table", "heatmap"):
            yield query, tree


def _legend(board: Board, _: Known) -> Iterator[Fault]:
    for query, _tree in _named(board):
        legend = text(query.data, "legendFormat").strip()
        if legend in ("", "__auto"):
            yield Fault(query.part, f"{query.words} has no legend", "name it, or write {{label}}")
        elif any(mark in _PLACEHOLDER.sub("", legend) for mark in ("{", "}", "<<", ">>")):
            yield Fault(query.part, f"the legend {legend!r} of {query.words} has open brackets")


def _legend_label(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in _named(board):
        labels = carried(tree, known)
        for name in _PLACEHOLDER.findall(text(query.data, "legendFormat")):
            if not _LABEL.fullmatch(name):
                yield Fault(query.part, f"the legend of {query.words} has {{{{{name}}}}}, no label")
            elif labels is not None and name not in labels:
                message = f"the legend of {query.words} names {name}, which its series lack"
                help_ = f"they carry {', '.join(sorted(labels)) or 'no label'}"
                yield Fault(query.part, message, help_)


def _legend_same(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in _named(board):
        labels = carried(tree, known)
        pinned = {
            matcher.label
            for read in reads(tree)
            for matcher in read.selector.matchers
            if matcher.operator == "=" and "$" not in matcher.value
        }
        legend = text(query.data, "legendFormat")
        if labels and labels - pinned and legend and "{{" not in legend and "$" not in legend:
            message = f"all series of {query.words} are called {legend!r}"
            yield Fault(query.part, message, f"they differ in {', '.join(sorted(labels - pinned))}")


LINTS = (
    Lint(
        "query/ref-id",
        "Queries without a refId, or with that of another, overwrite each other's results.",
        _ref_id,
    ),
    Lint(
        "query/mode",
        "A table of a range has a row for each moment; exemplars belong to curves.",
        _mode,
    ),
    Lint(
        "query/format",
        "Tables and heatmaps read another form than curves, and show nonsense otherwise.",
        _format,
    ),
    Lint("query/legend", "Without a legend people read raw label sets.", _legend),
    Lint("query/legend-label", "A label that is not there prints as nothing.", _legend_label),
    Lint("query/legend-same", "Series of one name cannot be told apart.", _legend_same),
)
