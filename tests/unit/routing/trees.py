"""Small configurations for tests of the router."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.receivers import Receiver
from taskcenter_monitor.ir.routing import (
    AlertmanagerConfig,
    Inhibition,
    Notices,
    Route,
    TimeInterval,
    TimeRange,
)
from taskcenter_monitor.vocabulary.calendar import parse_dates, parse_times, parse_weekdays

HERE = Origin("specs/routing.yaml")
NOBODY = Notices(tongues=(), alertmanager="", timezone="", origin=HERE)


def route(name: str, *matchers: str, **values: Any) -> Route:
    """A route to the receiver of its own name, unless another is given."""
    plain: dict[str, Any] = {
        "receiver": name,
        "continues": False,
        "group_by": (),
        "group_wait": "",
        "group_interval": "",
        "repeat_interval": "",
        "muted": (),
        "active": (),
        "routes": (),
        "origin": HERE.at("routes", name),
    }
    return Route(name=name, matchers=matchers, **{**plain, **values})


def root(*routes: Route) -> Route:
    """The root, with all that it must have."""
    times = {"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h"}
    return route("root", routes=routes, group_by=("alertname", "job"), **times)


def inhibition(
    name: str, source: Sequence[str], target: Sequence[str], equal: Sequence[str] = ()
) -> Inhibition:
    """An inhibition as it is written for an older Alertmanager: without its name."""
    return Inhibition(
        name="",
        source=tuple(source),
        target=tuple(target),
        equal=tuple(equal),
        origin=HERE.at("inhibitions", name),
    )


def interval(name: str, *, location: str = "Asia/Shanghai", **texts: str) -> TimeInterval:
    """A time interval from `times`, `weekdays` and `dates` as people write them."""
    times = parse_times(texts["times"]) if "times" in texts else ()
    weekdays = (parse_weekdays(texts["weekdays"]),) if "weekdays" in texts else ()
    stretches = parse_dates(texts["dates"]) if "dates" in texts else (None,)
    ranges = (TimeRange(times=times, weekdays=weekdays, days=days) for days in stretches)
    return TimeInterval(name=name, location=location, ranges=tuple(ranges), origin=HERE)


def config(
    tree: Route, inhibitions: Sequence[Inhibition] = (), intervals: Sequence[TimeInterval] = ()
) -> AlertmanagerConfig:
    """A configuration with a receiver for every route."""
    names = sorted(set(_receivers(tree)))
    return AlertmanagerConfig(
        mail=None,
        root=tree,
        inhibitions=tuple(inhibitions),
        receivers=tuple(Receiver(name=name, integrations=(), origin=HERE) for name in names),
        intervals=tuple(intervals),
        notices=NOBODY,
        origin=HERE,
    )


def _receivers(tree: Route) -> list[str]:
    below = [name for child in tree.routes for name in _receivers(child)]
    return [tree.receiver, *below] if tree.receiver else below
