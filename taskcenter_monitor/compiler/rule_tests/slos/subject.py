"""One SLO as its tests see it: its rules by what they are for, and the series of its events."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.setting import Numbered, Setting
from taskcenter_monitor.compiler.rule_tests.slos.story import Story, of_events, of_seconds
from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.ir.slos import Slo, SloWindow
from taskcenter_monitor.signals.availability import LOOKS_EVERY
from taskcenter_monitor.signals.base import Lowered
from taskcenter_monitor.signals.samples import events
from taskcenter_monitor.signals.samples.events import Stretch
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.burning import BASE
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import slo_series
from taskcenter_monitor.vocabulary.samples import STALE, gap, joined, level

USUAL = 1e7
"""Events between two samples: every window has enough, and a share is one of whole events.

A month of them has twelve digits, which is as many as are written.
"""


class Subject:
    """An SLO with its rule group. Raises NoExampleError where its events cannot be made up."""

    def __init__(self, slo: Slo, setting: Setting) -> None:
        self.slo = slo
        self.setting = setting
        self.interval = parse_duration(slo.interval)
        self.stage = Stage(setting.around, Clock(self.interval, self.interval), Lowered((), ""))
        signal = setting.signals[slo.signal].value
        self.events = events(signal, self.stage, slo.labels)
        self.own, *others = self.events.groups()
        self.others: tuple[Labels, ...] = tuple(others)
        self.bad = slo_series(slo.name, f"bad_rate{BASE}")
        self.total = slo_series(slo.name, f"total_rate{BASE}")

    def share(self, window: str) -> str:
        """The series with the share of bad events over a window."""
        return slo_series(self.slo.name, f"error_ratio_rate{window}")

    def rule(self, window: SloWindow) -> Numbered:
        """The alert on a window."""
        found = self.setting.alerts[self.slo.burning]
        return next(one for one in found if dict(one.rule.labels)["window"] == window.long)

    def missing(self) -> Numbered | None:
        """The alert on missing data, where there is one."""
        found = self.setting.alerts.get(self.slo.missing, []) if self.slo.missing else []
        return found[0] if found else None

    def story(self, clock: Clock, *stretches: tuple[float, float, float]) -> Story:
        """What happens, as (until, share, speed) of each stretch."""
        if self.slo.counts_time:
            return of_seconds(clock, stretches, LOOKS_EVERY)
        return of_events(clock, stretches)

    def counted(self, speed: float) -> float:
        """Events in a second that are recorded where so many come."""
        return 1.0 if self.slo.counts_time else speed

    def samples(self, story: Story) -> tuple[Sample, ...]:
        """The events of a story, beside another group in which nothing ever goes wrong."""
        step = story.clock.step
        stretches = (*story.stretches, self._rest(story))
        return (
            *self.events.series(stretches, step, self.own),
            *self._healthy(stretches[-1].until, story.clock),
        )

    def vanishing(self, story: Story, back: float = math.inf) -> tuple[Sample, ...]:
        """The same, which all go away at its end, and are there again from `back` on."""
        clock = story.clock
        end = [STALE]
        if back < math.inf:
            away = clock.count(back) - clock.count(story.until)
            end += [gap(away - 2), level(1.0, 4 * clock.count(clock.every))]
        found = (
            *self.events.series(story.stretches, clock.step, self.own),
            *self._healthy(story.until, clock),
        )
        return tuple(Sample(one.series, joined([one.values, *end])) for one in found)

    def _healthy(self, until: float, clock: Clock) -> Iterator[Sample]:
        calm = (Stretch(until=until, share=0.0, speed=usual(clock)),)
        for group in self.others:
            yield from self.events.series(calm, clock.step, group)

    @staticmethod
    def _rest(story: Story) -> Stretch:
        """The last stretch goes on a little, so that nothing is asserted at the end of series."""
        end = story.stretches[-1]
        return Stretch(until=end.until + 2 * story.clock.every, share=end.share, speed=end.speed)


def whole(share: float) -> float:
    """The nearest share that is one of whole events."""
    return round(share * USUAL) / USUAL


def usual(clock: Clock) -> float:
    """Events a second with which every window has enough of them at once."""
    return USUAL / clock.step
