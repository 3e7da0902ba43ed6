"""Variables: what people choose at the top of a dashboard, and who uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    inner,
    text,
    variables,
)
from taskcenter_monitor.verifiers.dashboards.expressions import labels_of, reads, tree_of
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import shown, steps
from taskcenter_monitor.vocabulary.names import OF_RULES

_USED = re.compile(r"\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:[.:][^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]")
_VALUES = re.compile(r"label_values\(\s*(?:(.+)\s*,\s*)?([a-zA-Z_]\w*)\s*\)", re.DOTALL)
_FILTERS = ("job", "instance")
EVERYTHING = ".+"
"""What "all" stands for: any value, but not none."""
HIDDEN = 2
"""What `hide` says of a variable that nobody sees."""
FIRST = "prometheus_datasource"


def used(value: object) -> Iterator[str]:
    """The names of variables in all texts of some JSON, Grafana's own left out."""
    if isinstance(value, str):
        for match in _USED.finditer(value):
            name = match[1] or match[2] or match[3]
            if not name.startswith("__"):
                yield name
    for _, below in steps(value):
        yield from used(below)


def _part(variable: Object) -> str:
    return f"variable {text(variable, 'name')}"


def _kind(board: Board, kind: str) -> list[Object]:
    return [one for one in variables(board) if one.get("type") == kind]


def _sources(board: Board, _: Known) -> Iterator[Fault]:
    found = variables(board)
    if not found or found[0].get("name") != FIRST:
        yield Fault("", f"the first variable is not {FIRST}, by which people choose Prometheus")
    for variable in _kind(board, "datasource"):
        name, label, query = (text(variable, key) for key in ("name", "label", "query"))
        wanted = f"{query.lower()}_datasource", f"{query.capitalize()} data source"
        if (name, label) != wanted:
            message = f"the variable {name!r}, labelled {label!r}, chooses a source of {query!r}"
            yield Fault(_part(variable), message, f"call it {wanted[0]}, labelled {wanted[1]}")
        if not text(inner(variable, "current"), "value"):
            message = f"the variable {name} names no source that is taken at first"
            yield Fault(_part(variable), message, "set current to the provisioned uid")


def _filters(board: Board, _: Known) -> Iterator[Fault]:
    for variable in _kind(board, "query"):
        name, everything = text(variable, "name"), text(variable, "allValue")
        # A hidden one follows from others: all of it is what they leave, not any value.
        is_open = variable.get("includeAll") is True and variable.get("hide") != HIDDEN
        if is_open and everything != EVERYTHING:
            message = f"all of the variable {name} is {shown(everything)}"
            help_ = f"set allValue to {EVERYTHING}, else a long list of values is sent"
            yield Fault(_part(variable), message, help_)
        for key in ("multi", "includeAll") if name in _FILTERS else ():
            if variable.get(key) is not True:
                yield Fault(_part(variable), f"{key} of the variable {name} is not true")


def _refresh(board: Board, _: Known) -> Iterator[Fault]:
    for variable in _kind(board, "query"):
        if variable.get("refresh") != 2 or variable.get("refresh") is True:
            message = f"the variable {text(variable, 'name')} does not follow the time"
            yield Fault(_part(variable), message, "set refresh to 2")


def _query(board: Board, known: Known) -> Iterator[Fault]:
    for variable in _kind(board, "query"):
        for message in _asked(text(variable, "query"), known):
            yield Fault(_part(variable), f"the variable {text(variable, 'name')} {message}")


def _asked(query: str, known: Known) -> Iterator[str]:
    match = _VALUES.fullmatch(query.strip())
    if not match:
        yield f"asks {query!r} instead of label_values(selector, label)"
        return
    tree = tree_of(match[1]) if match[1] else "it names no series"
    if isinstance(tree, str):
        yield f"asks for labels of {match[1]!r}: {tree}"
        return
    for read in reads(tree):
        name, labels = read.selector.metric, labels_of(read.selector.metric, known)
        if name not in known.metrics and name not in known.recorded and name not in OF_RULES:
            yield f"reads {name}, which nothing exports"
        if labels is not None:
            asked = {match[2], *(matcher.label for matcher in read.selector.matchers)}
            for label in sorted(asked - labels):
                yield f"asks for the label {label}, which {name} does not have"


def _names(board: Board, _: Known) -> Iterator[Fault]:
    seen: set[str] = set()
    for variable in variables(board):
        name = text(variable, "name")
        if name in seen:
            yield Fault(_part(variable), f"two variables are called {name!r}")
        seen.add(name)
        if variable.get("hide") != HIDDEN and not text(variable, "label").strip():
            yield Fault(_part(variable), f"the variable {name} has no label")


def _unused(board: Board, _: Known) -> Iterator[Fault]:
    elsewhere = {key: value for key, value in board.data.items() if key != "templating"}
    taken = set(used(elsewhere))
    for variable in reversed(variables(board)):
        name = text(variable, "name")
        if name not in taken:
            help_ = "choosing it would change nothing"
            yield Fault(_part(variable), f"nothing uses the variable {name}", help_)
        taken.update(one for one in used(variable) if one != name)


def _undefined(board: Board, _: Known) -> Iterator[Fault]:
    names = {text(variable, "name") for variable in variables(board)}
    for name in sorted(set(used(board.data)) - names):
        yield Fault("", f"${name} is used, but there is no such variable")


LINTS = (
    Lint(
        "variable/datasource",
        "Tools and people find a data source by the name that Grafana's linter asks for.",
        _sources,
    ),
    Lint("variable/all", "All of a filter means any value, in one short expression.", _filters),
    Lint("variable/refresh", "Instances that came or went are missing from the list.", _refresh),
    Lint("variable/query", "A list that cannot be asked for stays empty.", _query),
    Lint("variable/name", "Of two variables of one name people choose the wrong one.", _names),
    Lint("variable/unused", "A choice that changes nothing misleads.", _unused),
    Lint("variable/undefined", "Grafana sends the name as it is written.", _undefined),
)
