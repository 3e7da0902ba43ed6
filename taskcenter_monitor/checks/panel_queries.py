"""What panels ask for: windows and labels that fit, legends that tell series apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.panel import panels
from taskcenter_monitor.checks.results import carried, units
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.dashboard_entries import QueryEntry
from taskcenter_monitor.spec.panels import NamedQuery
from taskcenter_monitor.spec.project import Project

_COMPUTED = ("rate", "increase", "changes", "ratio", "latency", "quantile", "mean", "availability")
"""Kinds that a panel may compute anew, over a window or by labels of its own."""
_VARIABLE = re.compile(r"\$[A-Za-z_{]|\[\[\w+(?::\w+)?\]\]")
"""What Grafana takes for a variable; a bare $ ends a regular expression."""


def recomputed(project: Project) -> Iterator[Finding]:
    """Windows and labels for signals that cannot be computed anew."""
    for query, value in _named(project):
        entry = project.signals.get(query.signal)
        if entry is None:
            continue
        kind = str(getattr(entry.value, "kind", ""))
        for key, given in (("window", value.window), ("by", value.by)):
            if given is not None and kind not in _COMPUTED:
                message = f"the {kind} {query.signal} is what its rule makes of it"
                hint = f"remove `{key}`, or write the query out with `kind`"
                yield Finding(query.origin.at(key), message, hint)


def by(project: Project) -> Iterator[Finding]:
    """Labels that the metrics of a signal do not have."""
    for query, value in _named(project):
        entry = project.signals.get(query.signal)
        for number, label in enumerate(value.by or ()) if entry is not None else ():
            for use in entry.value.uses() if entry is not None else ():
                known = project.catalogue.labels_of(use.selector.metric)
                if project.catalogue.find(use.selector.metric) and label not in known:
                    message = f"{use.selector.metric} has no label {label!r}"
                    hint = f"its labels are {', '.join(known)}"
                    yield Finding(query.origin.at("by", number), message, hint)
                    break


def complement(project: Project) -> Iterator[Finding]:
    """One minus what is no share of one."""
    known = units(project)
    for query, value in _named(project):
        unit = known.get(query.signal)
        if value.shown == "complement" and unit is not None and unit.name != "ratio":
            message = f"{query.signal} is measured in {unit.name}, which has no complement"
            yield Finding(query.origin.at("shown"), message, "only a ratio has one")


def legend(project: Project) -> Iterator[Finding]:
    """Queries of one panel whose series would be called the same."""
    for panel in panels(project):
        named = [(query, _legend(project, query)) for query in panel.queries]
        counted = Counter(text for _, text in named)
        for query, text in named:
            if counted[text] > 1 and not (text is None or query.logs):
                message = "another query of this panel has the same legend"
                yield Finding(query.origin, message, "give it a `title`")


def _legend(project: Project, query: QueryEntry) -> tuple[str, frozenset[str]] | None:
    """Title and labels of a query; None where they are not known."""
    own = query.value.title
    if own is None and query.signal and not query.is_own:
        entry = project.signals.get(query.signal)
        own = entry.value.title if entry is not None else None
    labels = carried(project).get(query.signal, frozenset())
    if isinstance(query.value, NamedQuery) and query.value.by is not None:
        labels = frozenset(query.value.by)
    return (own.zh if own is not None else "", labels)


def variable(project: Project) -> Iterator[Finding]:
    """Variables that people write although the compiler knows where they belong."""
    for panel in panels(project):
        for query in panel.queries:
            entry = project.signals.get(query.signal) if query.is_own else None
            if entry is not None:
                yield from _variables(entry.value, query)


def _variables(signal: SignalModel, query: QueryEntry) -> Iterator[Finding]:
    written: list[tuple[tuple[str | int, ...], str]]
    written = [(use.path, str(use.selector)) for use in signal.uses()]
    if isinstance(signal, Expression):
        written = [(("expression",), signal.expression)]
    for path, text in written:
        if _VARIABLE.search(text):
            message = "a variable stands in this query"
            hint = "leave it out: the compiler narrows selectors to what people choose"
            yield Finding(query.origin.at(*path), message, hint)


def heatmap(project: Project) -> Iterator[Finding]:
    """Heatmaps of several queries, and buckets that are not summed by their bound."""
    for panel in panels(project):
        if panel.value.type != "heatmap":
            continue
        if len(panel.queries) > 1:
            message = "a heatmap shows one query"
            yield Finding(panel.queries[1].origin, message, "make two panels of it")
        for query in panel.queries[:1]:
            entry = project.signals.get(query.signal)
            uses = entry.value.uses() if entry is not None else ()
            if any(use.selector.metric.endswith("_bucket") for use in uses):
                labels = {*(entry.value.by or ())} if entry is not None else set()
                if labels != {"le"}:
                    message = "the rows of a heatmap are the buckets: sum them by `le` alone"
                    yield Finding(query.origin, message, "write `by: [le]`")


def _named(project: Project) -> Iterator[tuple[QueryEntry, NamedQuery]]:
    for panel in panels(project):
        for query in panel.queries:
            if isinstance(query.value, NamedQuery):
                yield query, query.value


CHECKS = (
    Check(
        id="panel/recomputed",
        why="What only a rule can compute cannot be computed for a panel alone.",
        run=recomputed,
    ),
    Check(
        id="panel/by",
        why="A sum by a label that the metric does not have makes one line of everything.",
        run=by,
    ),
    Check(
        id="panel/complement",
        why="One minus a number of requests means nothing.",
        run=complement,
    ),
    Check(
        id="panel/legend",
        why="Two lines of one name cannot be told apart.",
        run=legend,
    ),
    Check(
        id="panel/variable",
        why="A variable that is written in one query narrows only that one, and breaks with its "
        "name.",
        run=variable,
    ),
    Check(
        id="panel/heatmap",
        why="Buckets of several series on one another show a distribution that does not exist.",
        run=heatmap,
    ),
)
