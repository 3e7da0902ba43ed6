"""Which burn-rate windows an SLO is held against: each once, each by somebody, and any at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import WindowEntry
from taskcenter_monitor.vocabulary.durations import parse_duration


def twice(project: Project) -> Iterator[Finding]:
    """Windows of an SLO that make two rules with the same labels."""
    for slo in project.slos.values():
        named = slo.value.windows or ()
        for position, name in enumerate(named):
            if name in named[:position]:
                place = slo.origin.at("windows", position)
                yield Finding(place, f"the window {name} is named twice", "remove one of them")
        for one, other in combinations(slo.windows, 2):
            if one.name != other.name and _told_as(one) == _told_as(other):
                yield Finding(
                    _later(project, one, other).at("long"),
                    f"{one.name} and {other.name} are both {one.value.severity} and look back"
                    f" {one.value.long}",
                    "their alerts have the same labels; let one of them look back longer",
                )


def _told_as(window: WindowEntry) -> tuple[str, float]:
    return window.value.severity, parse_duration(window.value.long)


def _later(project: Project, one: WindowEntry, other: WindowEntry) -> Origin:
    """The place of the one that stands further down."""
    names = list(project.windows)
    return max(one, other, key=lambda window: names.index(window.name)).origin


def unused(project: Project) -> Iterator[Finding]:
    """Windows that no SLO is held against."""
    if project.unreadable:
        return  # An SLO that could not be read may be the one that is meant.
    used = {window.name for slo in project.slos.values() for window in slo.windows}
    for name, window in project.windows.items():
        if name not in used:
            yield Finding(
                window.origin.at_key(),
                f"no SLO is held against the window {name}",
                "remove it, or name it under `windows` of an SLO in slos.yaml",
            )


def unwatched(project: Project) -> Iterator[Finding]:
    """SLOs without any window."""
    for slo in project.slos.values():
        if not slo.windows and slo.value.windows is None and not project.unreadable:
            yield Finding(
                slo.origin.at_key(),
                f"windows.yaml has no window to hold {slo.name} against",
                "write at least one, like fast: {budget: 2%, long: 1h, short: 5m, for: 2m,"
                " severity: critical}",
            )


CHECKS: tuple[Check, ...] = (
    Check(
        id="slo/window-twice",
        why="Two rules that tell of an SLO with the same labels are one alert told twice.",
        run=twice,
    ),
    Check(
        id="slo/unused-window",
        why="A window that no SLO is held against was meant to call somebody, and does not.",
        run=unused,
        needs=frozenset(("slos", "windows")),
        level=Level.WARNING,
    ),
    Check(
        id="slo/no-window",
        why="An SLO that is held against no window tells nobody that its budget goes.",
        run=unwatched,
        needs=frozenset(("windows",)),
    ),
)
