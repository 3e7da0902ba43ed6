"""LogQL, as far as it can be judged without its parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import Board, Known, Query, queries
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.vocabulary.promql import masked

_PAIRS = {")": "(", "]": "[", "}": "{"}
_STREAM = re.compile(r"\{\s*[a-zA-Z_]\w*\s*(?:=~|!~|!=|=)\s*[\"`]")
_FILLED = re.compile(r"(?:=~|=)\s*(?:\"(?!\"|\.\*\")|`(?!`|\.\*`))")
_RANGE = re.compile(r"\[([^\]]*)\]")
_OVER_RANGE = re.compile(r"\b(?:\w+_over_time|rate|bytes_rate|absent_over_time)\s*\(")


def _asked(board: Board) -> Iterator[Query]:
    return (query for query in queries(board) if query.source == "loki")


def _syntax(board: Board, _: Known) -> Iterator[Fault]:
    for query in _asked(board):
        fault = _broken(query.expr)
        if fault:
            yield Fault(query.part, f"broken LogQL in {query.words}: {fault}")
        elif query.panel.get("type") == "logs" and _OVER_RANGE.search(masked(query.expr)):
            yield Fault(query.part, f"{query.words} counts lines, and its panel shows lines")
        elif query.panel and query.panel.get("type") != "logs" and not _RANGE.search(query.expr):
            yield Fault(query.part, f"{query.words} yields lines, and its panel shows numbers")


def _broken(expr: str) -> str:
    """What is wrong with LogQL, "" for nothing that shows."""
    seen: list[str] = []
    bare = masked(expr)
    for character in bare:
        if character in _PAIRS.values():
            seen.append(character)
        elif character in _PAIRS and (not seen or seen.pop() != _PAIRS[character]):
            return f"{character} closes nothing"
    if seen:
        return f"{seen[-1]} is not closed"
    if '"' in bare or "`" in bare:
        return "a quote is not closed"
    streams = [expr[match.start() :] for match in _STREAM.finditer(expr)]
    if not streams:
        return 'it selects no streams: {label="value"}'
    if not all(_FILLED.search(stream.partition("}")[0]) for stream in streams):
        return "Loki wants a label with a value that is not empty"
    return ""


def _window(board: Board, _: Known) -> Iterator[Fault]:
    for query in _asked(board):
        for window in _RANGE.findall(masked(query.expr)):
            if window not in ("$__auto", "$__range"):
                message = f"{query.words} counts over [{window}]"
                yield Fault(query.part, message, "write [$__auto]; Loki has no $__rate_interval")


LINTS = (
    Lint("query/logql", "Loki refuses it, and the panel shows an error.", _syntax),
    Lint(
        "query/logql-window",
        "A fixed window counts lines twice or not at all when people look at days.",
        _window,
    ),
)
