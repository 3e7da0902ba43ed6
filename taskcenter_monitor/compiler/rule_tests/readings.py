"""Assertions on what is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.ir.rule_tests import QueryAssertion
from taskcenter_monitor.signals.samples.labels import written
from taskcenter_monitor.signals.samples.scene import Scene
from taskcenter_monitor.vocabulary.samples import number


def reading_queries(scene: Scene, setting: Setting) -> Iterator[QueryAssertion]:
    """That each recorded series is as near to its value as the scene says."""
    for reading in scene.readings:
        if reading.name in setting.recordings:
            series = written(reading.name, reading.labels)
            value, within = number(reading.value), number(reading.within)
            yield QueryAssertion(
                at=reading.at,
                expr=f"abs({series} - {value}) <= bool {within}",
                yields=((written("", reading.labels) or "{}", 1.0),),
            )
