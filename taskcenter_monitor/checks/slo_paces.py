"""Burn-rate windows against what an SLO promises: whether they can fire, and who is told when."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from itertools import combinations

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import SloEntry, WindowEntry
from taskcenter_monitor.vocabulary.objectives import number
from taskcenter_monitor.vocabulary.severities import SEVERITIES

_HUNDREDTHS = Decimal("0.01")


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


def severity_order(project: Project) -> Iterator[Finding]:
    """Windows of which the milder one is told sooner, or of the faster pace."""
    for slo in project.slos.values():
        ranked = sorted(
            (one for one in slo.windows if one.is_ordered),
            key=lambda one: SEVERITIES.index(one.value.severity),
        )
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


def _held(project: Project) -> Iterator[tuple[SloEntry, WindowEntry]]:
    """Every SLO with every window that it is held against.

    Those with a fault in their order have been told of, and their pace is that of nothing.
    """
    for slo in project.slos.values():
        for window in slo.windows:
            if window.is_ordered:
                yield slo, window


def _percent(part: Decimal) -> str:
    """A part of a whole in percent, rounded up so that it is enough."""
    return f"{number((100 * part).quantize(_HUNDREDTHS, ROUND_UP))}%"


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
        id="slo/severity-order",
        why="A page for a slow burn and a ticket for a fast one wake people for what can wait, and"
        " let the rest burn until the morning.",
        run=severity_order,
    ),
)
