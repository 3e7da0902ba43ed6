"""Limits that panels draw."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    inner,
    is_among,
    is_number,
    key_of,
    panels,
    part_of,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.facts import COLOURS
from taskcenter_monitor.verifiers.dashboards.fields import set_values
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import shown

_COLOURED = ("stat", "gauge", "bargauge")
"""Kinds that colour by thresholds unless they are told otherwise."""


def _drawn(panel: Object) -> Iterator[Object]:
    for thresholds in set_values(panel, "thresholds"):
        yield thresholds if isinstance(thresholds, dict) else {}


def _limits(thresholds: Object) -> list[float]:
    """The values of the steps behind the first."""
    values = [step.get("value") for step in entries(thresholds, "steps")[1:]]
    return [float(str(value)) for value in values if is_number(value)]


def _steps(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for thresholds in _drawn(panel):
            steps = entries(thresholds, "steps")
            if not steps:
                message = f"{words_of(panel)} has thresholds without steps"
                yield Fault(part_of(panel), message, "a list whose first step has the value null")
            elif steps[0].get("value") is not None:
                value = shown(steps[0]["value"])
                message = f"the first threshold of {words_of(panel)} is {value} instead of null"
                yield Fault(part_of(panel), message, "the first step is the colour below all")


def _order(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for thresholds in _drawn(panel):
            for low, high in pairwise(_limits(thresholds)):
                if low >= high:
                    message = f"thresholds of {words_of(panel)} do not rise: {low:g}, {high:g}"
                    yield Fault(part_of(panel), message)


def _default(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        defaults = inner(panel, "fieldConfig", "defaults")
        mode = inner(defaults, "color").get("mode", "thresholds")
        # A mode that does not exist is the fault of another lint.
        coloured = mode == "thresholds" or not is_among(mode, COLOURS)
        if panel.get("type") in _COLOURED and coloured and "thresholds" not in defaults:
            message = f"{words_of(panel)} has no thresholds, so Grafana paints it red from 80 on"
            yield Fault(part_of(panel), message, "set thresholds, or another colour mode")


def _alerts(board: Board, known: Known) -> Iterator[Fault]:
    for panel in panels(board):
        key = key_of(board, panel)
        allowed = known.thresholds.get(key) if key else None
        if allowed is None:
            continue
        drawn = {limit for thresholds in _drawn(panel) for limit in _limits(thresholds)}
        for limit in sorted(drawn - allowed):
            message = f"{words_of(panel)} draws {limit:g}, which is no threshold of its alerts"
            yield Fault(part_of(panel), message, f"they are {_listed(allowed)}")


def _listed(numbers: frozenset[float]) -> str:
    return ", ".join(f"{number:g}" for number in sorted(numbers)) or "none"


LINTS = (
    Lint(
        "panel/thresholds",
        "Steps that are no list crash the panel; a first step with a value leaves it grey, or "
        "green for ever.",
        _steps,
    ),
    Lint("panel/thresholds-order", "Of limits that fall the later never shows.", _order),
    Lint("panel/thresholds-default", "Red from 80 on means nothing to most values.", _default),
    Lint(
        "panel/thresholds-alert",
        "A line that is not where the alert fires makes people doubt both.",
        _alerts,
    ),
)
