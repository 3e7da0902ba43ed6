"""The links between graphs, lines and traces lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import carried
from taskcenter_monitor.checks.usage import readers, signals_read
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.browser import parse_pattern

_ID = re.compile(r"[0-9a-f]{16}|[0-9a-f]{32}")


def example(project: Project) -> Iterator[Finding]:
    """Lines in which another trace id is found than the one that is meant."""
    if project.stack is None:
        return
    logs, place = project.stack.value.logs, project.stack.origin.at("logs", "examples")
    pattern = parse_pattern(logs.trace)
    for position, one in enumerate(logs.examples):
        match = pattern.search(one.line)
        found = match[1] if match is not None else None
        if found == one.trace:
            continue
        what = f"the trace {found}" if found is not None else "no trace"
        wanted = f"not {one.trace}" if one.trace is not None else "where none is meant"
        message = f"the expression finds {what} in this line, {wanted}"
        yield Finding(place.at(position, "line"), message, "correct `trace` of `logs`, or the line")


def no_example(project: Project) -> Iterator[Finding]:
    """Examples that prove nothing: no id of a trace among them."""
    if project.stack is None:
        return
    logs, place = project.stack.value.logs, project.stack.origin.at("logs", "examples")
    for position, one in enumerate(logs.examples):
        if one.trace is not None and not _ID.fullmatch(one.trace):
            message = f"{one.trace} is no trace id: those have 16 or 32 of 0-9 and a-f"
            yield Finding(place.at(position, "trace"), message, "take a real line")
    if all(one.trace is None for one in logs.examples):
        yield Finding(place, "none of the lines has a trace", "add a line that has one")


def signal(project: Project) -> Iterator[Finding]:
    """Signals that cannot be shown for a span."""
    if project.stack is None:
        return
    traces, origin = project.stack.value.traces, project.stack.origin
    for position, name in enumerate(traces.signals):
        if name in project.unreadable or _may_be_elsewhere(project, name):
            continue
        message, hint = _unfit(project, name, traces.metric_label)
        if message:
            yield Finding(origin.at("traces", "signals", position), message, hint)


def _may_be_elsewhere(project: Project, name: str) -> bool:
    """Whether a signal, or the alert that it is recorded for, may stand in a file unread."""
    if "signals" in project.incomplete:
        return name not in project.signals
    return "alerts" in project.incomplete and not _is_placed(project, name)


def _unfit(project: Project, name: str, label: str) -> tuple[str, str]:
    """Why a signal cannot be shown for a span, and what to do; "" where it can."""
    entry = project.signals.get(name)
    if entry is None:
        return f"there is no signal {name!r}", nearest(name, list(project.signals))
    if not entry.value.is_recorded:
        return f"{name} is not recorded under a name of its own", "give it `record: true`"
    if label not in carried(project).get(name, (label,)):
        message = f"{name} has no label {label!r}, by which the series of a span are found"
        return message, "take a signal that has it"
    if not _is_placed(project, name):
        return f"no rule group records {name}", "give it a `component`"
    return "", ""


def _is_placed(project: Project, name: str) -> bool:
    """Whether some rule group records a signal."""
    if (
        name in project.signals and project.signals[name].value.component is not None
    ) or name in readers(project):
        return True
    return any(read == name for _, read, _ in signals_read(project))


CHECKS: tuple[Check, ...] = (
    Check(
        id="datasource/example",
        why="An expression that misses the lines of one service leaves it without links, silently.",
        run=example,
    ),
    Check(
        id="datasource/no-example",
        why="Examples without a trace id would hold for an expression that finds nothing.",
        run=no_example,
    ),
    Check(
        id="datasource/signal",
        why="A link to a series that nobody records, or not by this label, shows an empty graph.",
        run=signal,
    ),
)
