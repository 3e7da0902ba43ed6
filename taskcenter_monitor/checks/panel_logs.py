"""LogQL of panels can be read by Loki, and yields what the panel shows."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.logql import LINES, read
from taskcenter_monitor.checks.panel import panels
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.panels import LogQuery
from taskcenter_monitor.spec.project import Project


def logql(project: Project) -> Iterator[Finding]:
    """Queries that Loki refuses, and lines where numbers are shown, or the other way round."""
    for panel in panels(project):
        for query in panel.queries:
            if not isinstance(query.value, LogQuery):
                continue
            place = query.origin.at("logs")
            found = read(query.logs)
            if not isinstance(found, str):
                where = _within(place, query.logs, found.start, found.length)
                yield Finding(where, f"broken LogQL: {found.message}", found.hint)
            elif panel.value.type == "logs" and found != LINES:
                message = "a panel of logs shows lines, and this query yields numbers"
                yield Finding(place, message, "write `{...}` with its stages alone")
            elif panel.value.type != "logs" and found == LINES:
                message = f"a {panel.value.type} shows numbers, and this query yields lines"
                yield Finding(place, message, "count them: count_over_time({...} [$__auto])")


def _within(place: Origin, text: str, start: int, length: int) -> Origin:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    rest = text[start:].split("\n", 1)[0]
    return place.within(line, column, max(min(length, len(rest)), 1))


CHECKS = (
    Check(
        id="panel/logql",
        why="Nothing here asks Loki: what it cannot read is an empty panel with a red corner.",
        run=logql,
    ),
)
