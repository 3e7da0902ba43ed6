"""Burn-rate windows by themselves: how long they look back, and how long they wait."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import SloEntry, WindowEntry
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration

_SLOWEST = 4
"""How often the short window should go into the long one; that of the workbook goes 12 times."""


def order(project: Project) -> Iterator[Finding]:
    """Windows whose short, long and period do not grow."""
    for window in project.windows.values():
        own = window.value
        if not window.is_ordered:
            message = f"`short` {own.short} is not shorter than `long` {own.long}"
            yield Finding(window.origin.at("short"), message, _usual(parse_duration(own.long), 1))
        if parse_duration(own.short) < BASE_SECONDS:
            message = f"{own.short} is shorter than {BASE}, and all windows are sums of rates over"
            yield Finding(window.origin.at("short"), f"{message} {BASE}", f"take at least {BASE}")
    for slo in project.slos.values():
        for window in slo.windows:
            if parse_duration(window.value.long) >= parse_duration(slo.value.period):
                yield _endless(slo, window)


def _endless(slo: SloEntry, window: WindowEntry) -> Finding:
    return Finding(
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
                _usual(long, _SLOWEST),
            )


def _usual(long: float, most: int) -> str:
    """What to take for `short`, which must go more than `most` times into `long`, or for `long`."""
    if long / most <= BASE_SECONDS:
        least = clock_text(BASE_SECONDS * most)
        return f"take a `long` of more than {least}: no window is shorter than {BASE}"
    if long / 12 < BASE_SECONDS:
        return f"take {BASE}, the shortest that there is"
    return f"a twelfth is usual: {clock_text(long / 12)}"


def _half(duration: str) -> str:
    return clock_text(parse_duration(duration) / 2)


CHECKS: tuple[Check, ...] = (
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
)
