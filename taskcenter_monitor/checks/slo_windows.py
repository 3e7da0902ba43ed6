"""Burn-rate windows: alone, beside each other, and against the objective of an SLO."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from itertools import combinations

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import SloEntry, WindowEntry
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.objectives import number
from taskcenter_monitor.vocabulary.severities import SEVERITIES

_HUNDREDTHS = Decimal("0.01")
_SLOWEST = 4
"""How often the short window should go into the long one; that of the workbook goes 12 times."""

_Pair = tuple[SloEntry, WindowEntry]


def _held(project: Project) -> Iterator[_Pair]:
    """Every SLO with every window that it is held against."""
    for slo in project.slos.values():
        for window in slo.windows:
            yield slo, window


def unreachable(project: Project) -> Iterator[Finding]:
    """Objectives so low that a window would have to see more than everything go wrong."""
    for slo, window in _held(project):
        burn = slo.burn(window)
        if not burn.is_reachable:
            factor, budget = number(burn.shown_factor), number(100 * burn.budget)
            least = _percent(1 - 1 / burn.factor)
            yield Finding(
                slo.origin.at("objective"),
                f"the window {window.name} can never fire: {factor} x {budget}% ="
                f" {number((100 * burn.factor * burn.budget).quantize(_HUNDREDTHS))}% of events"
                " cannot be bad",
                f"{slo.value.objective.text} leaves {budget}% for errors; promise more than"
                f" {least}, or list the `windows` of this SLO without {window.name}",
            )


def pace(project: Project) -> Iterator[Finding]:
    """Windows that fire although the budget lasts."""
    for slo, window in _held(project):
        burn = slo.burn(window)
        if burn.long < burn.period and burn.factor < 1:
            own = window.value
            yield Finding(
                slo.origin.at("period"),
                f"the window {window.name} fires while the budget still lasts: {own.budget.text} x"
                f" {slo.value.period} / {own.long} = {number(burn.shown_factor)}, less than 1",
                f"list the `windows` of this SLO without {window.name}, or make its `budget` at"
                f" least {_percent(Decimal(burn.long) / Decimal(burn.period))}",
            )


def order(project: Project) -> Iterator[Finding]:
    """Windows whose short, long and period do not grow."""
    for window in project.windows.values():
        own = window.value
        if parse_duration(own.short) >= parse_duration(own.long):
            message = f"`short` {own.short} is not shorter than `long` {own.long}"
            hint = f"a twelfth is usual: {clock_text(parse_duration(own.long) / 12)}"
            yield Finding(window.origin.at("short"), message, hint)
        if parse_duration(own.short) < BASE_SECONDS:
            message = f"{own.short} is shorter than {BASE}, and all windows are sums of rates over"
            yield Finding(window.origin.at("short"), f"{message} {BASE}", f"take at least {BASE}")
    for slo, window in _held(project):
        if parse_duration(window.value.long) >= parse_duration(slo.value.period):
            yield Finding(
                slo.origin.at("period"),
                f"the window {window.name} looks back {window.value.long}, and the period is"
                f" {slo.value.period}",
                f"list the `windows` of this SLO without {window.name}, or take a longer period",
            )


def forgotten(project: Project) -> Iterator[Finding]:
    """Windows whose `for` outlasts the short window."""
    for window in project.windows.values():
        short, wait = window.value.short, window.value.wait
        if parse_duration(wait) >= parse_duration(short):
            yield Finding(
                window.origin.at("for"),
                f"the short window forgets within {short} what was bad, before {wait} are over",
                f"wait half of it at most: {_half(short)}",
            )


def long_wait(project: Project) -> Iterator[Finding]:
    """Windows whose `for` takes most of the short window."""
    for window in project.windows.values():
        short, wait = window.value.short, window.value.wait
        if parse_duration(short) / 2 < parse_duration(wait) < parse_duration(short):
            yield Finding(
                window.origin.at("for"),
                f"a failure must last for {wait} of the {short} that `short` looks back",
                f"wait half of it at most: {_half(short)}",
            )


def slow_reset(project: Project) -> Iterator[Finding]:
    """Windows whose short part says little more than the long one."""
    for window in project.windows.values():
        own = window.value
        short, long = parse_duration(own.short), parse_duration(own.long)
        if long / _SLOWEST < short < long:
            yield Finding(
                window.origin.at("short"),
                f"after the last bad event the alert goes on for up to {own.short}",
                f"take a quarter of {own.long} at most; a twelfth is usual:"
                f" {clock_text(long / 12)}",
            )


def severity_order(project: Project) -> Iterator[Finding]:
    """Windows of which the milder one is told sooner, or of the faster pace."""
    for slo in project.slos.values():
        ranked = sorted(slo.windows, key=lambda one: SEVERITIES.index(one.value.severity))
        for urgent, milder in combinations(ranked, 2):
            if urgent.value.severity != milder.value.severity:
                yield from _disordered(slo, urgent, milder)


def _disordered(slo: SloEntry, urgent: WindowEntry, milder: WindowEntry) -> Iterator[Finding]:
    severities = urgent.value.severity, milder.value.severity
    fast, slow = slo.burn(urgent), slo.burn(milder)
    if fast.factor < slow.factor:
        yield Finding(
            milder.origin.at("severity"),
            f"{milder.name} is {severities[1]} at {number(slow.shown_factor)} times the pace, and"
            f" {urgent.name} is {severities[0]} at {number(fast.shown_factor)} times",
            "the faster the budget goes the more urgent it is; swap their severities",
        )
    if fast.wait > slow.wait:
        yield Finding(
            urgent.origin.at("for"),
            f"{urgent.name} is {severities[0]} and waits {urgent.value.wait}, longer than"
            f" {milder.name} with {milder.value.wait}",
            "what is worse must not be told later",
        )


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
    used = {window.name for _, window in _held(project)}
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


def _percent(part: Decimal) -> str:
    """A part of a whole in percent, rounded up so that it is enough."""
    return f"{number((100 * part).quantize(_HUNDREDTHS, ROUND_UP))}%"


def _half(duration: str) -> str:
    return clock_text(parse_duration(duration) / 2)


CHECKS: tuple[Check, ...] = (
    Check(
        id="slo/unreachable",
        why="No more than everything can go wrong: a burn rate beyond that never fires, and the"
        " promise is watched by nobody.",
        run=unreachable,
    ),
    Check(
        id="slo/pace",
        why="At a burn rate below 1 the budget outlives its period; an alert on it calls people"
        " for a promise that is kept.",
        run=pace,
    ),
    Check(
        id="slo/window-order",
        why="The short window says that what the long one saw still goes on, so it must be the"
        " shorter one; and nothing is recorded that is shorter than the base of all windows.",
        run=order,
    ),
    Check(
        id="slo/forgotten",
        why="A burst leaves the short window before `for` is over, so the alert is pending and"
        " never fires, whatever the burst has cost.",
        run=forgotten,
    ),
    Check(
        id="slo/long-wait",
        why="The longer `for` is, the longer a failure must last to be told of at all; half of the"
        " short window keeps the flapping away just as well.",
        run=long_wait,
        level=Level.WARNING,
    ),
    Check(
        id="slo/slow-reset",
        why="An alert that goes on long after all is well is silenced, and the next failure with"
        " it.",
        run=slow_reset,
        level=Level.WARNING,
    ),
    Check(
        id="slo/severity-order",
        why="A page for a slow burn and a ticket for a fast one wake people for what can wait, and"
        " let the rest burn until the morning.",
        run=severity_order,
    ),
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
