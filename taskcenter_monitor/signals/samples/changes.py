"""Samples of a value that changes, such as the start time of a process."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import MEMORY, Sampler
from taskcenter_monitor.signals.samples.scene import Claim, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.vocabulary.samples import STALE, counter, joined, level

_START = 1000.0


class ChangesSampler(Sampler[Changes]):
    """A value that changes once a step for a while."""

    def scenes(self) -> Iterator[Scene]:
        for limit in self.watch.limits:
            most = math.ceil(limit.value) - 1 if self.watch.operator == "<" else limit.value
            yield self._burst(f"one change beyond {limit.text}", math.floor(most) + 1)
            yield self._burst(f"as many changes as {limit.text}", math.floor(most))
        yield self.nothing("no series", ())
        until = self.clock.evaluation(self.settled + self.hold)
        count = self.clock.count(until) + 1
        calm = joined([level(_START, count // 2), STALE, level(_START, count)])
        claim = Claim(since=self.clock.every, until=until, values=((self.result, 0.0),))
        yield Scene(name="one scrape fails", samples=(self._series(calm),), claims=(claim,))
        if self.watch.operator == ">":
            yield self._moving()

    def _burst(self, name: str, times: int) -> Scene:
        """`times` changes from the start, one a step, and then none."""
        last = self.clock.evaluation(times * self.clock.step)
        kept = last + (self.window - last) * MEMORY
        over = self.clock.evaluation(last + self.window + 2 * self.clock.every)
        end = self.clock.evaluation(over + self.watch.hold + 2 * self.clock.every)
        values = counter((60.0, times), (0.0, self.clock.count(end - last) + 1), start=_START)
        decoy = counter((60.0, self.clock.count(end)), start=_START)
        decoys = tuple(
            sample(self.signal.metric.metric, labels, decoy)
            for labels in self.stage.decoys(self.signal.metric)
        )
        claims = (
            Claim(
                since=last,
                until=math.floor(kept / self.clock.every) * self.clock.every,
                values=((self.result, float(times)),),
                sharp=self.clock.step == self.clock.every,
                exact=True,
            ),
            Claim(since=over, until=end, values=((self.result, 0.0),)),
        )
        return Scene(name=name, samples=(self._series(values), *decoys), claims=claims)

    def _moving(self) -> Scene:
        """Each new process has an instance of its own: none of them has changed."""
        times = math.floor(self.watch.outermost) + 2
        samples = []
        for number in range(times):
            before = f"_x{number * 2} " if number else ""
            labels = {**self._labels, "instance": f"moved-{number}:80"}
            values = f"{before}{_START + number:.0f} {_START + number:.0f} stale"
            samples.append(sample(self.signal.metric.metric, labels, values))
        until = self.clock.evaluation(times * 2 * self.clock.step + self.hold)
        claim = Claim(since=0.0, until=until, values=((self.result, 0.0),))
        if "instance" not in self.result:
            claim = Claim(since=0.0, until=until)
        return Scene(name="the instance moves", samples=tuple(samples), claims=(claim,))

    def _series(self, values: str) -> Sample:
        return sample(self.signal.metric.metric, self._labels, values)

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.metric)
