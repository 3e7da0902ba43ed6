"""Samples of a 0/1 gauge that tells whether something is there."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import Sampler
from taskcenter_monitor.signals.samples.scene import Claim, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.vocabulary.samples import STALE, joined, level


class LivenessSampler(Sampler[Liveness]):
    """Instances that die, come back, or leave."""

    def scenes(self) -> Iterator[Scene]:
        yield self._outage()
        yield from self._shapes()

    def _outage(self) -> Scene:
        """Down from the start, back up later."""
        bad, end = self._count(self.bad), self._count(self.end - self.bad)
        values = joined([level(0.0, bad), level(1.0, end)])
        claims = (
            self._down(self.bad - self.clock.every),
            Claim(since=self.bad + self.clock.every, until=self.end),
        )
        samples = (*self._others(bad + end), self._sample(self._one, values))
        return Scene(name="down, then up again", samples=samples, claims=claims)

    def _shapes(self) -> Iterator[Scene]:
        until = self.clock.evaluation(self.hold)
        count = self._count(until)
        quiet = (Claim(since=0.0, until=until),)
        alive = self._sample(self._one, level(1.0, count))
        decoys = [self._sample(labels, level(0.0, count)) for labels in self._decoys()]
        others = tuple(self._others(count))
        yield Scene(name="all is up", samples=(*others, alive, *decoys), claims=quiet)
        yield self._failed_once()
        if self.signal.mode == "instance_down":
            yield self._neighbours(count, until)
            yield self.nothing("no series", ())
            yield self._leaving()
        else:
            partner = self._sample({**self._one, "instance": "partner:80"}, level(0.0, count))
            yield Scene(name="one of two is down", samples=(*others, alive, partner), claims=quiet)
            for job in self.signal.jobs:
                yield self._vanished(job, until)

    def _failed_once(self) -> Scene:
        """One bad scrape, then all is well again."""
        end = self.clock.evaluation(self.hold + 4 * self.clock.every)
        count = self._count(end)
        values = joined([level(1.0, 2), "0", level(1.0, count)])
        samples = (*self._others(count + 3), self._sample(self._one, values))
        claim = Claim(since=4 * self.clock.every, until=end)
        return Scene(name="one scrape fails", samples=samples, claims=(claim,))

    def _neighbours(self, count: int, until: float) -> Scene:
        """One instance is down and another is not: only the one is told."""
        partner = {**self._one, "instance": "partner:80"}
        claim = self._down(until)
        samples = (
            self._sample(self._one, level(0.0, count)),
            self._sample(partner, level(1.0, count)),
        )
        return Scene(name="one of two is down", samples=samples, claims=(claim,))

    def _leaving(self) -> Scene:
        """A dead instance leaves discovery: nobody is told of it any more."""
        values = joined([level(0.0, self._count(self.bad)), STALE])
        claims = (
            self._down(self.bad - self.clock.every),
            Claim(since=self.bad + 2 * self.clock.every, until=self.end),
        )
        samples = (self._sample(self._one, values),)
        return Scene(name="the instance vanishes", samples=samples, claims=claims)

    def _vanished(self, job: str, until: float) -> Scene:
        """A whole job is in no scrape at all."""
        count = self._count(until)
        # What else is up says nothing of this job.
        there = [*self._others(count, but=job)]
        stranger = {**self._one, "job": f"not-{job}", "instance": "stranger:80"}
        there.append(self._sample(stranger, level(1.0, count)))
        labels = {"job": job} if self.signal.mode == "all_instances_down" else {}
        claim = Claim(since=0.0, until=until, values=((labels, 1.0),), sharp=True, exact=True)
        return Scene(name=f"{job} is in no scrape", samples=tuple(there), claims=(claim,))

    def _others(self, count: int, but: str = "") -> Iterator[Sample]:
        """A healthy instance of each job that must be there, but not of the one looked at."""
        looked_at = but or self._one.get("job", "")
        for job in self.signal.jobs:
            if job != looked_at:
                labels = {"job": job, "instance": self.stage.around.instance_of(job)}
                yield self._sample(labels, level(1.0, count))

    def _down(self, until: float) -> Claim:
        return Claim(since=0.0, until=until, values=self._told, sharp=True, exact=True)

    @property
    def _told(self) -> tuple[tuple[Labels, float], ...]:
        """What the signal says when the one instance is down: how many are up, or that none is."""
        labels = self.stage.result(self._one, self.signal.carried(self.stage.around))
        return ((labels, 1.0 if self.signal.mode == "target_vanished" else 0.0),)

    def _decoys(self) -> Iterator[Labels]:
        jobs = set(self.signal.jobs)
        for labels in self.stage.decoys(self.signal.metric):
            if labels.get("job") not in jobs:
                yield labels

    def _sample(self, labels: Labels, values: str) -> Sample:
        return sample(self.signal.metric.metric, labels, values)

    def _count(self, seconds: float) -> int:
        return self.clock.count(seconds)

    @property
    def _one(self) -> Labels:
        given = {}
        if self.signal.jobs:
            job = self.signal.jobs[0]
            given = {"job": job, "instance": self.stage.around.instance_of(job)}
        return self.stage.labels(self.signal.metric, given=given)
