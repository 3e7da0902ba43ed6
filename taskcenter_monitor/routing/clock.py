"""Time intervals at a given moment; nobody here reads a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from taskcenter_monitor.ir.routing import Route, TimeInterval
from taskcenter_monitor.vocabulary.moments import Moment, holds

Intervals = Mapping[str, TimeInterval]
"""Time intervals by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Why a route tells nobody now: it is within a `muted` interval, or outside all `active` ones.

    `key` is that of the route, `intervals` are the names.
    """

    key: str
    intervals: tuple[str, ...]


def quiet_at(route: Route, intervals: Intervals, moment: datetime) -> tuple[Quiet, ...]:
    """What keeps the route quiet at an aware moment; empty where people are told."""
    within = {
        name: is_within(intervals[name], moment)
        for name in (*route.muted, *route.active)
        if name in intervals
    }
    reasons = []
    muting = tuple(name for name in route.muted if within.get(name))
    if muting:
        reasons.append(Quiet(key="muted", intervals=muting))
    if route.active and not any(within.get(name) for name in route.active):
        reasons.append(Quiet(key="active", intervals=route.active))
    return tuple(reasons)


def is_within(interval: TimeInterval, moment: datetime) -> bool:
    """Whether an aware moment lies in any range of the interval, by the clock of its place."""
    there = moment_of(moment, interval.location)
    return any(holds(one.times, one.weekdays, one.days, there) for one in interval.ranges)


def moment_of(moment: datetime, location: str) -> Moment:
    """What the clock on the wall shows there at an aware moment."""
    there = moment.astimezone(zone(location))
    return Moment(there.year, there.month, there.day, there.hour, there.minute)


def aware(moment: Moment, location: str) -> datetime:
    """The aware moment at which the clock on the wall shows this there."""
    return datetime(
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        tzinfo=zone(location),
    )


@lru_cache(maxsize=64)
def zone(location: str) -> tzinfo:
    """The time zone of an interval; Alertmanager takes UTC where none is named."""
    return ZoneInfo(location or "UTC")
