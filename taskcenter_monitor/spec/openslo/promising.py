"""What a document promises, held against what can be kept."""

from __future__ import annotations

import re
from decimal import Decimal

from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.openslo.documents import UNSUPPORTED, IndicatorSpec, SloDocument
from taskcenter_monitor.spec.openslo.written import Written
from taskcenter_monitor.vocabulary.objectives import number

_OBJECTIVE = "openslo/objective"
_PERIOD = re.compile(r"[1-9][0-9]*[mhdw]")
_VARYING = re.compile(r"[1-9][0-9]*[MQY]")
_PERIOD_BY_DEFAULT = "30d"
_SHORTEST = ("1m", 1)
"""The shortest slice that OpenSLO can write; a number is minutes."""


def period(desk: Desk, written: Written[SloDocument]) -> str | None:
    """The one rolling window; None, with the reason noted, for any other."""
    windows, place = written.document.spec.time_window, written.origin.at("spec", "timeWindow")
    if not windows:
        return _PERIOD_BY_DEFAULT
    duration = windows[0].duration
    if len(windows) > 1:
        message, hint = "an SLO has one period", "write one rolling window"
        desk.say(UNSUPPORTED, message, place.at(1), hint)
    elif not windows[0].is_rolling:
        message = "a period that does not roll cannot be kept"
        desk.say(UNSUPPORTED, message, place.at(0, "isRolling"), "write `isRolling: true`")
    elif _VARYING.fullmatch(duration):
        message = f"{duration} is not always as long, and a rolling period is"
        hint = "write it in days or weeks, like 30d"
        desk.say(UNSUPPORTED, message, place.at(0, "duration"), hint)
    elif not _PERIOD.fullmatch(duration):
        message = f"{duration!r} is no duration of OpenSLO; write a number with m, h, d or w"
        desk.say("duration/value", message, place.at(0, "duration"))
    else:
        return duration
    return None


def target(desk: Desk, written: Written[SloDocument]) -> str | None:
    """The objective in percent; None, with the reason noted, where it has no single meaning."""
    objective, place = written.document.spec.objectives[0], written.objective
    share, percent = objective.target, objective.target_percent
    if (share is None) is (percent is None):
        message = "an objective has either `target` or `targetPercent`"
        desk.say(_OBJECTIVE, message, place)
    elif share is not None:
        if share <= 1:
            return f"{number(Decimal(repr(share)) * 100)}%"
        message = f"a `target` lies between 0 and 1, and {share} does not"
        hint = f"if {share}% is meant, write `targetPercent: {share}`"
        desk.say(_OBJECTIVE, message, place.at("target"), hint)
    elif percent is not None:
        if not 0 < percent < 1:
            return f"{number(Decimal(repr(percent)))}%"
        message = f"`targetPercent: {percent}` lets more than 99 of 100 events fail"
        hint = f"if the ratio {percent} is meant, write `target: {percent}`"
        desk.say(_OBJECTIVE, message, place.at("targetPercent"), hint)
    return None


def is_one_objective(desk: Desk, written: Written[SloDocument]) -> bool:
    """Whether there is exactly one objective; what is wrong is noted."""
    objectives, place = written.document.spec.objectives, written.origin.at("spec", "objectives")
    if not objectives:
        desk.say(_OBJECTIVE, "an SLO has an objective", place)
    elif len(objectives) > 1:
        message = "an SLO has one objective: its budget and its alerts are those of that one"
        desk.say(UNSUPPORTED, message, place.at(1), "write an SLO for each objective")
    return len(objectives) == 1


def is_counted_as_written(
    desk: Desk, written: Written[SloDocument], indicator: IndicatorSpec
) -> bool:
    """Whether the way of budgeting can be kept, and all keys have a meaning in it."""
    before = len(desk.diagnostics)
    is_sliced = written.document.spec.budgeting_method == "Timeslices"
    if indicator.ratio_metric is not None:
        _refuse_comparison(desk, written)
    if is_sliced and indicator.ratio_metric is not None:
        message = "slices of time that a ratio decides are not counted: requests are"
        hint = "write `budgetingMethod: Occurrences`"
        desk.say(UNSUPPORTED, message, written.origin.at("spec", "budgetingMethod"), hint)
    elif is_sliced:
        _look_at_slices(desk, written)
    else:
        _refuse_slices(desk, written)
    return len(desk.diagnostics) == before


def _refuse_comparison(desk: Desk, written: Written[SloDocument]) -> None:
    objective = written.document.spec.objectives[0]
    for key, given in (("op", objective.op), ("value", objective.value)):
        if given is not None:
            message = f"`{key}` belongs to a thresholdMetric; this is a ratioMetric"
            desk.say(_OBJECTIVE, message, written.objective.at_key(key), "remove it")


def _refuse_slices(desk: Desk, written: Written[SloDocument]) -> None:
    objective = written.document.spec.objectives[0]
    given = {
        "timeSliceTarget": objective.time_slice_target,
        "timeSliceWindow": objective.time_slice_window,
    }
    for key in (key for key, value in given.items() if value is not None):
        message = f"`{key}` belongs to `budgetingMethod: Timeslices`; this is Occurrences"
        desk.say(_OBJECTIVE, message, written.objective.at_key(key), "remove it")


def _look_at_slices(desk: Desk, written: Written[SloDocument]) -> None:
    """Time is counted in slices that are shorter than any that can be written."""
    objective, place = written.document.spec.objectives[0], written.objective
    if objective.time_slice_target != 1:
        message = "a slice is good or bad as a whole, since it is looked at once"
        desk.say(UNSUPPORTED, message, place.at("timeSliceTarget"), "write `timeSliceTarget: 1`")
    if objective.time_slice_window not in _SHORTEST:
        message = "time is counted in short slices, and longer ones would be judged otherwise"
        desk.say(UNSUPPORTED, message, place.at("timeSliceWindow"), "write `timeSliceWindow: 1m`")
