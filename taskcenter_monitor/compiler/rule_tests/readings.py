"""Assertions on what is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.ir.rule_tests import QueryAssertion
from taskcenter_monitor.signals.samples.labels import written
from taskcenter_monitor.signals.samples.scene import Reading, Scene
from taskcenter_monitor.vocabulary.samples import number


def reading_queries(scene: Scene, setting: Setting) -> Iterator[QueryAssertion]:
    """That each recorded series is as near to its value as the scene says, and no other there."""
    alike: dict[tuple[float, str], list[Reading]] = {}
    for reading in scene.readings:
        if reading.name in setting.recordings:
            alike.setdefault((reading.at, reading.name), []).append(reading)
    for (at, name), found in alike.items():
        if len({(one.value, one.within) for one in found}) == 1:
            yield _near(at, name, found)
            continue
        for one in found:
            yield _near(at, written(name, one.labels), [one])
        labels = tuple((written("", one.labels) or "{}", 0.0) for one in found)
        yield QueryAssertion(at=at, expr=f"{name} * 0", yields=labels)
    for at, name in scene.silent:
        if name in setting.recordings:
            yield QueryAssertion(at=at, expr=name, yields=())


def _near(at: float, series: str, readings: Sequence[Reading]) -> QueryAssertion:
    """That these series, and no others, are near to the value that all of them have."""
    value, within = number(readings[0].value), number(readings[0].within)
    return QueryAssertion(
        at=at,
        expr=f"abs({series} - {value}) <= bool {within}",
        yields=tuple((written("", one.labels) or "{}", 1.0) for one in readings),
    )
