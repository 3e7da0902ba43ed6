"""Shares of time are claimed so that every version of Prometheus agrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals.availability import LOOKS_EVERY, Availability
from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.signals.samples.availability import AvailabilitySampler
from taskcenter_monitor.signals.samples.outages import sides
from taskcenter_monitor.signals.samples.scene import Clock, Limit, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.units import COUNT

Signal = Callable[..., SignalModel]

AROUND = Surroundings(
    labels_of=lambda _: ("job", "instance"),
    unit_of=lambda _: COUNT,
    jobs_of=lambda _: ("api", "web"),
    instance_of=lambda job: f"{job}:80",
)


def sampler(
    signal: Signal, operator: str, limit: float, window: str = "5m", **keys: Any
) -> AvailabilitySampler:
    value = signal("availability", metric='up{job="api"}', window=window, **keys)
    assert isinstance(value, Availability)
    stage = Stage(AROUND, Clock(15.0, 15.0), Lowered((), "x"))
    limits = (Limit(severity="warning", text="", value=limit),)
    return AvailabilitySampler(value, stage, Watch(operator=operator, limits=limits, hold=120.0))


@pytest.mark.parametrize(
    ("key", "limit", "reaches", "expected"),
    [
        ("above", 100, False, (105.0, 100.0)),
        ("above", 100, True, (100.0, 95.0)),
        ("below", 100, False, (95.0, 100.0)),
        ("below", 100, True, (100.0, 105.0)),
        ("above", 0, False, (1.0, 0.0)),
        ("below", 0, True, (0.0, 1.0)),
    ],
)
def test_one_side_is_the_limit_itself(
    signal: Signal, key: str, limit: int, reaches: bool, expected: tuple[float, float]
) -> None:
    value = signal("availability", metric="x", window="5m", **{key: limit})
    assert isinstance(value, Availability)
    assert sides(value.changed(reaches_limit=reaches)) == expected


def looks(scene: Scene) -> list[bool]:
    """Whether the first series is bad, look by look."""
    found: list[bool] = []
    for part in scene.samples[0].values.split():
        value, times = re.fullmatch(r"(\d+)(?:\+0x(\d+))?", part).groups()  # type: ignore[union-attr]
        found += [value == "0"] * (int(times or 0) + 1)
    return found


def shares(scene: Scene, window: str, at: float) -> tuple[float, float]:
    """The share that is bad in a window, without and with the look at its beginning."""
    last = int(at // LOOKS_EVERY)
    many = int(parse_duration(window) // LOOKS_EVERY)
    every = looks(scene)
    return tuple(  # type: ignore[return-value]
        sum(every[last - count + 1 : last + 1]) / count for count in (many, many + 1)
    )


@pytest.mark.parametrize("window", ["1m", "5m", "100s", "1h"])
@pytest.mark.parametrize("limit", [0.0, 0.01, 0.05, 0.2, 0.5, 0.95, 0.99])
@pytest.mark.parametrize("operator", [">", "<"])
def test_a_share_lies_on_its_side_of_the_limit_all_the_time(
    signal: Signal, operator: str, limit: float, window: str
) -> None:
    one = sampler(signal, operator, limit, window)
    for value, is_beyond in ((one.beyond(limit), True), (one.short(limit), False)):
        scene = one.steady(value)
        (claim,) = scene.claims
        at = claim.since
        while at <= claim.until:
            for share in shares(scene, window, at):
                if operator == ">":
                    assert (share > limit) is is_beyond
                elif limit:
                    assert (share < limit) is is_beyond
            at += 15.0


def test_what_a_signal_of_all_misses_it_can_tell_from_others(signal: Signal) -> None:
    names = [scene.name for scene in sampler(signal, ">", 0.2).scenes()]
    assert "nothing was ever there" in names
    assert len(names) == len(set(names))
    grouped = [scene.name for scene in sampler(signal, ">", 0.2, by=["job"]).scenes()]
    assert "nothing was ever there" not in grouped


def test_a_group_that_is_gone_has_no_value(signal: Signal) -> None:
    def last(**keys: Any) -> tuple[object, ...]:
        scenes = sampler(signal, ">", 0.2, **keys).scenes()
        return next(one for one in scenes if one.name == "everything vanishes").claims[-1].values

    assert last() == (({}, 1.0),)
    assert last(by=["job"]) == ()


def test_the_limit_of_the_gauge_is_bad_and_just_beyond_it_is_good(signal: Signal) -> None:
    scene = sampler(signal, ">", 0.5, above=40).steady(0.5)
    assert {part.partition("+")[0] for part in scene.samples[0].values.split()} == {"40", "42"}
