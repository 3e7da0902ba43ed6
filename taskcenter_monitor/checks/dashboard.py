"""Dashboards as a whole: names, titles, the grid, and what people choose at their top."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.metric import is_elsewhere
from taskcenter_monitor.spec.dashboard_entries import DashboardEntry, RowEntry
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.panels import COLUMNS, TALLEST
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import DASHBOARD_UIDS, grid_id


def missing(project: Project) -> Iterator[Finding]:
    """Alerts and SLOs that lead to a dashboard which is not there."""
    known = [*(project.dashboards or DASHBOARD_UIDS)]
    for alert in project.alerting:
        name = alert.value.dashboard
        if name not in known:
            hint = nearest(name, known) or f"write dashboards/{name}.yaml"
            message = f"there is no dashboard {name!r} for its notifications"
            yield Finding(alert.origin.at("dashboard"), message, hint)


def title(project: Project) -> Iterator[Finding]:
    """Two dashboards of one title."""
    seen: dict[tuple[str, str], str] = {}
    for entry in project.dashboards.values():
        both = entry.value.title.zh, entry.value.title.en
        other = seen.setdefault(both, entry.name)
        if other != entry.name:
            message = f"the dashboard {other} has this title too"
            yield Finding(entry.origin.at("title"), message)


def name(project: Project) -> Iterator[Finding]:
    """Panels or rows that Grafana could not tell apart."""
    for entry in project.dashboards.values():
        yield from _repeated(entry)


def _repeated(entry: DashboardEntry) -> Iterator[Finding]:
    seen: dict[int, str] = {}
    named = [(f"row {row.name}", row.origin) for row in entry.rows]
    named += [(panel.name, panel.origin) for panel in entry.panels]
    for text, origin in named:
        known = seen.get(grid_id(text))
        if known is not None:
            what = "stands here twice" if known == text else f"gets the number of {known!r}"
            message = f"the panel {text!r} {what}"
            yield Finding(origin.at_key(), message, "give it another name")
        seen.setdefault(grid_id(text), text)


def layout(project: Project) -> Iterator[Finding]:
    """Lines of panels that leave holes in the grid."""
    for entry in project.dashboards.values():
        for row in entry.rows:
            yield from _row(row)


def _row(row: RowEntry) -> Iterator[Finding]:
    total = 0
    for line in row.lines:
        total += max(panel.value.height for panel in line)
        width = sum(panel.value.width for panel in line)
        last = line[-1]
        if width != COLUMNS:
            listed = " + ".join(str(panel.value.width) for panel in line)
            message = f"this line fills {listed} = {width} of {COLUMNS} columns"
            wider = last.value.width + COLUMNS - width
            yield Finding(last.origin.at("width"), message, f"make it {wider} wide")
        for panel in line[1:]:
            if panel.value.height != line[0].value.height:
                message = f"{line[0].name} beside it is {line[0].value.height} high"
                hint = "panels of one line are equally high"
                yield Finding(panel.origin.at("height"), message, hint)
    if total > TALLEST:
        message = f"the row is {total} high; {TALLEST} is as much as anybody scrolls through"
        yield Finding(row.origin.at_key(), message, "split it")


def variable(project: Project) -> Iterator[Finding]:
    """Variables of a metric or a label that does not exist."""
    for entry in project.dashboards.values():
        for key, one in entry.value.variables.items():
            origin = entry.origin.at("variables", key)
            metric = one.source.metric
            if project.catalogue.find(metric) is None:
                if not is_elsewhere(project, metric):
                    hint = nearest(metric, list(project.catalogue.metrics))
                    message = f"the metric {metric} is not in metrics.yaml"
                    yield Finding(origin.at("from"), message, hint)
            elif one.label not in project.catalogue.labels_of(metric):
                known = ", ".join(project.catalogue.labels_of(metric))
                message = f"{metric} has no label {one.label!r}"
                yield Finding(origin.at("label"), message, f"its labels are {known}")


CHECKS = (
    Check(
        id="dashboard/missing",
        why="A notification that leads to a dashboard which is not there helps nobody at night.",
        run=missing,
        needs=frozenset(("dashboards",)),
    ),
    Check(
        id="dashboard/title",
        why="Grafana refuses to provision two dashboards of one title in one folder.",
        run=title,
    ),
    Check(
        id="dashboard/name",
        why="Panels are known by a number that follows from their name; two of one number are one.",
        run=name,
    ),
    Check(
        id="dashboard/layout",
        why="Holes and steps in the grid make Grafana move panels to where nobody put them.",
        run=layout,
        needs=frozenset(("dashboards",)),
    ),
    Check(
        id="dashboard/variable",
        why="A variable of a series that does not exist offers nothing, and empties every panel.",
        run=variable,
    ),
)
