"""How long things took in a drill, which follows from its moments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.live.drill.results import (
    FIRING,
    NOT_DELIVERED,
    NOT_FIRED,
    NOT_RECOVERED,
    OUTCOMES,
    Drill,
    Drilled,
)
from taskcenter_monitor.vocabulary.durations import mixed_text

_TENTH, _SLOW = 0.1, 100.0
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of one alert, in seconds of the wall clock; None for what never came.

    `off` is when its fault was switched off, `fired_after` and `notified_after` count from when it
    was switched on, `recovered_after` from when it was switched off. `told` has each receiver with
    the seconds until its first message that the alert fires, the earliest first.
    """

    off: float | None
    fired_after: float | None
    notified_after: float | None
    recovered_after: float | None
    told: tuple[tuple[str, float], ...]


def measured(drill: Drill, drilled: Drilled) -> Measured:
    """The stretches between the moments of an alert."""
    on = drilled.switched_on
    off = switched_off(drill, drilled)
    told: dict[str, float] = {}
    for notice in sorted(drilled.notices, key=lambda each: each.at):
        if notice.status == FIRING:
            told.setdefault(notice.receiver, notice.at - (on or 0.0))
    return Measured(
        off=off,
        fired_after=_between(on, drilled.fired),
        notified_after=min(told.values(), default=None),
        recovered_after=_between(off, drilled.resolved),
        told=tuple(told.items()),
    )


def switched_off(drill: Drill, drilled: Drilled) -> float | None:
    """When the fault of an alert was switched off; None where it never was, or nobody knows."""
    for one in drill.faults:
        if one.fault == drilled.fault and one.on == drilled.switched_on:
            return one.off
    return None


def _between(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else end - begin


def wall_text(seconds: float) -> str:
    """Seconds of the wall clock as exact as people care: `4.2s`, `3m41s`."""
    step = _TENTH if abs(seconds) < _SLOW else 1.0
    sign = "-" if seconds < 0 else ""
    return sign + mixed_text(round(abs(seconds) / step) * step)


def scaled_text(seconds: float, scale: float) -> str:
    """The same stretch on the clock of the servers, from an hour on to the minute: `4m12s`."""
    scaled = abs(seconds) * scale
    step = _MINUTE if scaled >= _MINUTE * _MINUTE else 1.0
    sign = "-" if seconds < 0 else ""
    return sign + mixed_text(round(scaled / step) * step)


def both_text(seconds: float | None, scale: float) -> str:
    """A stretch on both clocks, such as `4.2s = 4m12s`; "" where there is none."""
    if seconds is None:
        return ""
    wall = wall_text(seconds)
    return wall if scale == 1 else f"{wall} = {scaled_text(seconds, scale)}"


def counts(drill: Drill) -> dict[str, int]:
    """How many alerts had each outcome, in the order of OUTCOMES."""
    return {outcome: sum(each.outcome == outcome for each in drill.drilled) for outcome in OUTCOMES}


def summary(drill: Drill) -> str:
    """One line, such as `18 of 20 alerts passed, 2 not fired; 5 not drilled; took 3m40s at 60x`."""
    passed, *others = counts(drill).items()
    of = f"{passed[1]} of {_counted(len(drill.drilled), 'alert')} passed"
    parts = [", ".join([of, *(f"{number} {outcome}" for outcome, number in others if number)])]
    if drill.undrilled:
        parts.append(f"{len(drill.undrilled)} not drilled")
    if drill.unexpected:
        parts.append(f"{len(drill.unexpected)} fired without a fault")
    parts.append(f"took {wall_text(drill.took)} at {drill.time_scale:g}x")
    return "; ".join(parts)


def advice(drilled: Drilled) -> str:
    """What to do about an outcome; "" where there is nothing to do."""
    name = drilled.alert
    return {
        NOT_FIRED: f"`tcmon explain {name}` says when it fires; if it only comes late, run "
        f"`tcmon drill --alert {name}` with a smaller --time-scale",
        NOT_DELIVERED: f"`tcmon route {name}` shows who is told by which route, and what may "
        "mute it",
        NOT_RECOVERED: f"`tcmon explain {name}` says how long it goes on; compare that with the "
        "time that the drill waited, or run it with a smaller --time-scale",
    }.get(drilled.outcome, "")


def failures(drill: Drill) -> Iterator[tuple[Drilled, str]]:
    """Each alert that did not pass, and what to do."""
    for each in drill.drilled:
        to_do = advice(each)
        if to_do:
            yield each, to_do


def undrilled(drill: Drill) -> dict[str, list[str]]:
    """Each reason why alerts were not drilled, and those alerts."""
    found: dict[str, list[str]] = {}
    for each in drill.undrilled:
        found.setdefault(each.why, []).append(titled(each.alert, each.severity))
    return found


def titled(alert: str, severity: str) -> str:
    """An alert in one severity as results name it: `TaskCenterDown (critical)`."""
    return f"{alert} ({severity})"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
