"""What the PromQL of panels reads, and how."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    inner,
    is_number,
    key_of,
    part_of,
    queries,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.expressions import (
    INTERVAL,
    RANGE,
    RATE_INTERVAL,
    carried,
    labels_of,
    readable,
    reads,
    tree_of,
)
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.vocabulary.names import OF_RULES
from taskcenter_monitor.vocabulary.trees import Tree, kind, nodes

_RATES = ("rate", "irate", "increase")
_RISING = (*_RATES, "resets", "absent", "absent_over_time", "present_over_time")
"""What makes sense of a counter, which by itself only says how long a process lives."""


def _syntax(board: Board, _: Known) -> Iterator[Fault]:
    for query in queries(board):
        fault = tree_of(query.expr) if query.source == "prometheus" else None
        if isinstance(fault, str):
            yield Fault(query.part, f"broken PromQL in {query.words}: {fault}")


def _series(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for name in sorted({read.selector.metric for read in reads(tree)}):
            if ":" not in name and name not in known.metrics and name not in OF_RULES:
                message = f"{query.words} reads {name}, which nothing exports"
                yield Fault(query.part, message, "the catalogue of metrics has what there is")


def _recorded(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for name in sorted({read.selector.metric for read in reads(tree)}):
            if ":" in name and name not in known.recorded:
                yield Fault(query.part, f"{query.words} reads {name}, which no rule records")


def _labels(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for read in reads(tree):
            labels = labels_of(read.selector.metric, known)
            for matcher in read.selector.matchers if labels is not None else ():
                if matcher.label not in (labels or ()):
                    message = f"{query.words} selects by {matcher.label}, which "
                    yield Fault(query.part, f"{message}{read.selector.metric} does not have")
        for node in nodes(tree):
            named = kind(node) == "AggregateExpr" and str(node.modifier and node.modifier.type)
            inner = carried(node.expr, known) if named and named.endswith("By") else None
            for label in sorted(set(node.modifier.labels) - inner if inner is not None else ()):
                message = f"{query.words} groups by {label}, which nothing below carries"
                yield Fault(query.part, message)


def _counter(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for read in reads(tree):
            if read.selector.metric in known.counters and read.function not in _RISING:
                message = f"{query.words} shows the counter {read.selector.metric} as it is"
                yield Fault(query.part, message, "take rate() or increase()")


def _window(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        key = key_of(board, query.panel)
        allowed = known.windows.get(key, frozenset()) if key else frozenset()
        for read in reads(tree):
            if read.selector.metric in known.recorded or read.function not in _RATES:
                continue
            if read.window == INTERVAL:
                message = f"{query.words} takes {read.function} over $__interval"
                yield Fault(query.part, message, "it may be shorter than two scrapes")
            elif read.window not in {RATE_INTERVAL, RANGE, *allowed} and query.data.get("range"):
                message = f"{query.words} takes {read.function} over a fixed {read.window:g} s"
                yield Fault(query.part, message, "write [$__rate_interval]")


def _minimum(board: Board, _: Known) -> Iterator[Fault]:
    rising = [
        query.panel
        for query, tree in readable(board)
        if query.panel.get("type") == "timeseries"
        and any(read.function in _RATES for read in reads(tree))
    ]
    for panel in rising:
        defaults = inner(panel, "fieldConfig", "defaults")
        ends = (defaults.get("min"), inner(defaults, "custom").get("axisSoftMin"))
        if not any(is_number(end) for end in ends):
            message = f"the axis of {words_of(panel)} begins where its values do"
            yield Fault(part_of(panel), message, "set min to 0")


def _instance(board: Board, _: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for read in reads(tree):
            for matcher in read.selector.matchers:
                if matcher.label == "instance" and "$" not in matcher.value and matcher.value:
                    message = f"{query.words} asks for the instance {matcher.value!r} alone"
                    yield Fault(query.part, message, 'let people choose: instance=~"$instance"')


def _multi(board: Board, _: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        for read in reads(tree):
            for matcher in read.selector.matchers:
                if "$" in matcher.value and matcher.operator in ("=", "!="):
                    message = f"{query.words} compares {matcher.label} with {matcher.value} by "
                    message += matcher.operator
                    yield Fault(query.part, message, "of several values it finds none: write =~")


def _histogram(board: Board, known: Known) -> Iterator[Fault]:
    for query, tree in readable(board):
        quantiles = [
            node
            for node in nodes(tree)
            if kind(node) == "Call" and node.func.name == "histogram_quantile"
        ]
        for node in quantiles:
            labels = carried(node.args[1], known)
            if labels is not None and "le" not in labels:
                yield Fault(query.part, f"{query.words} takes a quantile of what has no le")
        if not quantiles and query.data.get("format") != "heatmap" and _piled(tree):
            message = f"{query.words} shows buckets, each with those below it"
            yield Fault(query.part, message, "take histogram_quantile, or a heatmap")


def _piled(tree: Tree) -> bool:
    """Whether buckets are read, and not one of them by its edge."""
    buckets = [one.selector for one in reads(tree) if one.selector.metric.endswith("_bucket")]
    return any("le" not in {matcher.label for matcher in one.matchers} for one in buckets)


LINTS = (
    Lint("query/promql", "Prometheus refuses it, and the panel shows an error.", _syntax),
    Lint("query/series", "A series that nothing exports is an empty panel.", _series),
    Lint("query/recorded", "A series that no rule writes is an empty panel.", _recorded),
    Lint("query/label", "A label that is not there selects nothing, or makes one group.", _labels),
    Lint("query/counter", "A counter as it is shows how long a process runs.", _counter),
    Lint(
        "query/window",
        "Over $__interval a rate may find no two samples; a fixed window that no spec names "
        "skips data when people look at days.",
        _window,
    ),
    Lint(
        "panel/minimum",
        "Where the axis does not begin at 0 a ripple looks like an outage.",
        _minimum,
    ),
    Lint("query/instance", "The instance of today is gone with the next deployment.", _instance),
    Lint("query/multi", "Two chosen values are a regular expression, which no = matches.", _multi),
    Lint(
        "query/histogram",
        "Without le a quantile means nothing, nor do curves of buckets.",
        _histogram,
    ),
)
