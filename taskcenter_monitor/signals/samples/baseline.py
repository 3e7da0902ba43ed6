"""Samples of a counter with a past: a day ago, a week ago, and now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.past import Past, timeline
from taskcenter_monitor.signals.samples.sampler import BEYOND, MEMORY, SHORT, MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.units import PER_SECOND

_USUAL = 10.0
"""The past, in times of the floor below which it proves nothing."""
_EXTREME = 20.0


class BaselineSampler(MeasuredSampler[Baseline]):
    """Yesterday and today. All of a scene's past begins with time 0, which is one offset ago."""

    grain: ClassVar[int] = 10

    def __init__(self, signal: Baseline, stage: Stage, watch: Watch) -> None:
        super().__init__(signal, stage, watch)
        offsets = sorted(parse_duration(offset) for offset in signal.offsets)
        self.day, self.others = offsets[0], offsets[1:]
        self.recent = parse_duration(signal.window)
        self.wide = parse_duration(signal.baseline_window)
        self.falls = signal.direction == "drop"

    def sudden(self) -> Iterator[Scene]:
        yield self.outbreak()
        if self.falls:
            yield self._fading_now()
        yield self._fading_past()

    def calm(self) -> Iterator[Scene]:
        yield from super().calm()
        for other in self.others:
            yield from Past(self, other).scenes()

    def steady(self, value: float) -> Scene:
        begin = self._now
        end = self.clock.evaluation(begin + self.hold + self.clock.every)
        claim = Claim(since=begin, until=end, values=((self.result, value),), exact=True)
        readings = (
            self._reading(0, end, value * self.usual),
            self._reading(1, end, self.usual),
            self._reading(2, end, value),
        )
        stretches = (0.0, self.usual, self._past(end)), (self._start, value * self.usual, end)
        strangers = (
            self.series_of(labels, *stretches) for labels in self.stage.decoys(self.signal.metric)
        )
        return Scene(
            name="steady",
            samples=(self.series(*stretches), *strangers),
            claims=(claim,),
            readings=readings,
        )

    def outbreak(self) -> Scene:
        """From the first moment at which there is a past, the present is as bad as can be."""
        first = self.day + self.clock.every
        stop = self.clock.evaluation(first + self.hold + self.wide)
        over = self.clock.evaluation(stop + self.recent + 2 * self.clock.every)
        end = self.clock.evaluation(over + self.watch.hold + 2 * self.clock.every)
        past = self._sudden if self.falls else self.usual
        kept = 0.0 if self.falls else self.recent * MEMORY
        now = [(stop, past, end)] if self.falls else [(self._early, self._extreme, stop)]
        if not self.falls:
            now.append((stop, 0.0, end))
        bad = 0.0 if self.falls else self._extreme / self.usual
        # Of what is gone only the past can tell, and that knows groups, not instances.
        gone = self.stage.result(self._labels, self.signal.by or ()) if self.falls else self.result
        claims = (
            Claim(
                since=first,
                until=stop - self.clock.every + kept,
                values=((gone, bad),),
                sharp=True,
                exact=self.falls,
            ),
            Claim(since=over, until=end, values=((self.result, 1.0 if self.falls else 0.0),)),
        )
        samples = (self.series((0.0, past, self._past(end)), *now),)
        return Scene(name="an outbreak and its end", samples=samples, claims=claims)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        yield self._newborn()
        yield self._still_past()
        floor = self.signal.floor.text
        yield self._floor(f"less than {floor}", SHORT, is_enough=False)
        yield self._floor(f"just more than {floor}", BEYOND, is_enough=True)

    def _newborn(self) -> Scene:
        """Without a past nothing is unusual."""
        end = self.clock.evaluation(self.recent * 2 + self.wide + self.hold)
        series = self.series((0.0, self.usual, end / 2), (end / 2, self.usual / 100, end))
        return Scene(
            name="a service without a past",
            samples=(series,),
            claims=(Claim(since=0.0, until=end),),
        )

    def _still_past(self) -> Scene:
        """Nothing happened yesterday: against that everything would be endlessly more."""
        end = self.clock.evaluation(self._now + self.hold + self.clock.every)
        series = self.series((0.0, 0.0, self._past(end)), (self._start, self._extreme, end))
        last = self.stage.lowered.recordings[-1:]
        return Scene(
            name="nothing happened yesterday",
            samples=(series,),
            claims=(Claim(since=0.0, until=end),),
            silent=tuple((end, recording.name) for recording in last),
        )

    def _floor(self, name: str, part: float, is_enough: bool) -> Scene:
        """So little that it proves nothing, or just enough."""
        begin = self._now
        end = self.clock.evaluation(begin + self.hold + self.clock.every)
        little = part * self.floor
        past, now = (little, 0.0) if self.falls else (little / _EXTREME, little)
        value = 0.0 if self.falls else _EXTREME
        values = ((self.result, value),) if is_enough else ()
        claim = Claim(since=begin, until=end, values=values, exact=is_enough)
        series = self.series((0.0, past, self._past(end)), (self._start, now, end))
        return Scene(name=name, samples=(series,), claims=(claim,))

    def _fading_now(self) -> Scene:
        """Everything stops: the present falls as its window empties."""
        stop = self._now
        limit = self.watch.innermost
        crossing = (1 - limit) * self.recent
        end = self.clock.evaluation(stop + self.recent + self.hold + 2 * self.clock.every)
        early = self._whole(stop + crossing * 0.7)
        late = self.clock.evaluation(stop + (1 - self.watch.outermost) * self.recent * 1.3)
        claims = (
            Claim(since=stop - self.clock.every, until=early, values=((self.result, 1.0),)),
            Claim(since=late, until=end, values=((self.result, 0.0),)),
        )
        series = self.series(
            (0.0, self.usual, self._past(end)),
            (self._start, self.usual, stop),
            (stop, 0.0, end),
        )
        return Scene(name="everything stops", samples=(series,), claims=claims)

    def _fading_past(self) -> Scene:
        """The past ended at this hour: the baseline falls as its window empties."""
        limit = self.watch.innermost
        value = limit / 2
        stop = self.clock.evaluation(self._now + self.hold)
        early, late = self._whole(stop + self.wide * 0.35), stop + self.wide * 0.65
        before = Claim(since=self._now, until=early, values=((self.result, value),))
        after = Claim(
            since=self.clock.evaluation(late),
            until=self._whole(stop + self.wide * 0.85),
            values=((self.result, 3 * value),),
        )
        samples = (
            self.series(
                (0.0, self.usual, stop - self.day),
                (self._start, value * self.usual, stop + self.wide),
            ),
        )
        return Scene(name="the past ends", samples=samples, claims=(before, after))

    def series(self, *stretches: tuple[float, float, float]) -> Sample:
        """One counter that grows in stretches: from, amount (of the signal's function), until."""
        return self.series_of(self._labels, *stretches)

    def series_of(self, labels: Labels, *stretches: tuple[float, float, float]) -> Sample:
        """The same with other labels."""
        speeds = [(begin, self.speed(amount), end) for begin, amount, end in stretches]
        return sample(self.signal.metric.metric, labels, timeline(self.clock, speeds))

    def recorded_past(self, at: float, value: float) -> tuple[Reading, ...]:
        """That the past is recorded as about this, and of nothing else."""
        if len(self.stage.lowered.recordings) < 2:
            return ()
        return (replace(self._reading(1, at, value), within=value / 4),)

    def speed(self, amount: float) -> float:
        """Growth in a second: a rate is one, an increase is that of a window."""
        return amount if self.signal.function == "rate" else amount / self.recent

    @property
    def floor(self) -> float:
        """The least that proves something."""
        per_second = self.signal.function == "rate"
        return self.signal.floor.in_unit(PER_SECOND) if per_second else self.signal.floor.base

    @property
    def usual(self) -> float:
        """What there was in the past."""
        return self.floor * _USUAL if self.floor else _USUAL

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    def _reading(self, number: int, at: float, value: float) -> Reading:
        recording = self.stage.lowered.recordings[number]
        own = self.signal.by or () if number == 1 else tuple(self.result)
        labels = {name: self._labels[name] for name in own if name in self._labels}
        within = abs(value) / 1000 or 1e-9
        return Reading(at=at, name=recording.name, labels=labels, value=value, within=within)

    def _whole(self, seconds: float) -> float:
        """The last evaluation before a moment."""
        return self.clock.evaluation(seconds) - self.clock.every

    def _past(self, end: float) -> float:
        """Until when there must have been a past, for it to be known until `end`."""
        return end - self.day + 2 * self.clock.every

    @property
    def _now(self) -> float:
        """When past and present are both known for certain."""
        late = 0.0 if self.falls else self.recent + 2 * self.clock.every
        return self.clock.evaluation(self.day + self.wide + 2 * self.clock.every + late)

    @property
    def _start(self) -> float:
        """When the present begins: a drop would be seen before, a rise too early."""
        if self.falls:
            return self._early
        return self.clock.evaluation(self.day + self.wide + 2 * self.clock.every)

    @property
    def _early(self) -> float:
        """So early that the present is known as soon as there is a past."""
        lead = self.recent + 2 * self.clock.every
        return self.clock.evaluation(self.day - lead) - self.clock.every

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.metric)

    @property
    def _sudden(self) -> float:
        """So much that two samples of it already exceed the floor."""
        return self.floor * 3 * self.wide / self.clock.step

    @property
    def _extreme(self) -> float:
        return self.usual * self.watch.outermost * _EXTREME
