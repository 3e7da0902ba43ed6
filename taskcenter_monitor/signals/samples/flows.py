"""Samples of signals that are made of counters, each of which grows at some speed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Generic, Self

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.samples.exact import exact_clock
from taskcenter_monitor.signals.samples.flow import Flow, speed_in
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import MEMORY, Kind, MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.vocabulary.samples import STALE, counter, gap, joined

_TURNED = 0.04
"""How near a value is told to be that has come half of its way, as a part of that way."""
MANY = 100.0
"""How much more happens in an outbreak than usual, so that it outweighs everything else."""


FINE = 16
"""Evaluations of a window from which on a moment within it is known well enough."""
LONG = 1800.0
"""Seconds of a window from which on an outbreak is not looked at closely to its end."""


class FlowSampler(MeasuredSampler[Kind], Generic[Kind]):
    """Counters that grow evenly, break out, are reset, stand still or go away."""

    @abstractmethod
    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        """The counters that give the signal this value, at so many times the usual traffic."""

    @property
    @abstractmethod
    def extreme(self) -> float:
        """A value far beyond every limit."""

    @property
    @abstractmethod
    def normal(self) -> float:
        """A value that nobody minds."""

    @property
    @abstractmethod
    def result(self) -> Labels:
        """The labels of the value."""

    def decoys(self) -> Iterator[Flow]:
        """Counters that the signal must not read, at their worst."""
        yield from ()

    def idle(self) -> tuple[tuple[Labels, float], ...]:
        """What the signal shows while nothing happens."""
        return ()

    def silent(self) -> Iterator[str]:
        """What is not recorded while nothing happens."""
        yield from ()

    def guarded(self) -> Iterator[tuple[str, float, bool]]:
        """Traffic, in times of the usual one, around what the guard asks for; is it enough?"""
        yield from ()

    def readings(self, at: float, value: float, traffic: float) -> Iterator[Reading]:
        """What is recorded while the value is steady."""
        del traffic
        for recording in self.stage.lowered.recordings[-1:]:
            yield self.reading(recording.name, at, value, abs(value) / 1000 or 1e-9)

    def reading(self, name: str, at: float, value: float, within: float) -> Reading:
        """One recorded series of the signal's own labels."""
        return Reading(at=at, name=name, labels=self.result, value=value, within=within)

    def sudden(self) -> Iterator[Scene]:
        yield self._onset() if self.window >= LONG else self.outbreak()

    def calm(self) -> Iterator[Scene]:
        if self.window >= LONG:
            yield self.outbreak()
        yield from super().calm()

    def _onset(self) -> Scene:
        """Only the beginning of an outbreak: all of it lasts too long to be looked at closely."""
        whole = self.outbreak()
        first = whole.claims[0]
        noticed = replace(first, until=min(first.until, first.since + self.hold))
        return replace(whole, name="it breaks out", claims=(noticed,), readings=())

    def steady(self, value: float) -> Scene:
        return self.even(value, 1.0, tuple(self.decoys()))

    def outbreak(self) -> Scene:
        count = self.clock.count(self.bad)
        after = self.clock.count(self.end - self.bad)
        bad, good = self.by_key(self.extreme, MANY), self.by_key(self.normal, 1.0)
        samples = [
            self.grown(flow, (speed_in(bad, key), count), (speed_in(good, key), after))
            for key, flow in (good | bad).items()
        ]
        claims = (
            self._bad(self.bad - self.clock.every + self.lasts * MEMORY),
            Claim(since=self.forgotten, until=self.end, values=((self.result, self.normal),)),
        )
        readings = tuple(self.fading())
        name = "an outbreak and its end"
        return Scene(name=name, samples=tuple(samples), claims=claims, readings=readings)

    def fading(self) -> Iterator[Reading]:
        """What is recorded while half of the window is past the outbreak."""
        yield from ()

    def hits(self, value: float, traffic: float) -> bool:
        """Whether the value comes out exactly under an exact clock, at so many times the usual."""
        del value, traffic
        return False

    def hitting(self, value: float) -> float | None:
        """At how many times the usual traffic a value comes out exactly; None for never."""
        return 1.0 if self.hits(value, 1.0) else None

    def edges(self) -> Iterator[tuple[str, float, bool]]:
        """The traffic that is exactly what the guard asks for, as in `guarded`."""
        yield from ()

    def at_limit(self, value: float) -> Iterator[Scene]:
        exact = self._exactly()
        traffic = exact.hitting(value)
        if traffic is not None:
            yield self._slowly(exact.even(value, traffic))

    def _exactly(self) -> Self:
        return type(self)(self.signal, self.stage.at(exact_clock(self.window)), self.watch)

    def _slowly(self, scene: Scene) -> Scene:
        clock = exact_clock(self.window)
        return replace(scene, step=clock.step, every=clock.every)

    @property
    def is_fine(self) -> bool:
        """Whether a window has so many evaluations that half of it can be told from less."""
        return self.window >= FINE * self.clock.every

    @property
    def lasts(self) -> float:
        """For how long an outbreak is remembered."""
        return self.window

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        yield self._still("nothing happens", 0.0, self.flows(self.normal, 1.0))
        yield self._still("new series begin high", self.settled, self.flows(self.extreme, 1.0))
        for name, traffic, is_enough in self.guarded():
            yield self.guard(name, traffic, is_enough, self.extreme)
        exact = self._exactly()
        for name, traffic, is_enough in exact.edges():
            yield self._slowly(exact.guard(name, traffic, is_enough, exact.crowded))
        yield self._reset()
        yield self._failed_scrape()
        yield self._vanishing()

    def turning(self, before: tuple[float, float], after: tuple[float, float]) -> Iterator[Scene]:
        """One value and traffic for long, then another one: half a window later both show.

        The value is then that of both halves together, which no other window would show.
        """
        if not self.is_fine:
            return
        begin = self.clock.evaluation(2 * self.window + 2 * self.clock.every)
        at = self.clock.evaluation(begin + self.window / 2)
        counts = self.clock.count(begin), self.clock.count(self.window)
        old, new = self.by_key(*before), self.by_key(*after)
        samples = tuple(
            self.grown(flow, (speed_in(old, key), counts[0]), (speed_in(new, key), counts[1]))
            for key, flow in (old | new).items()
        )
        late = (at - begin) / self.window
        shares = (1 - late) * before[1], late * after[1]
        value = (before[0] * shares[0] + after[0] * shares[1]) / sum(shares)
        readings = tuple(
            self.reading(recording.name, at, value, abs(after[0] - before[0]) * _TURNED)
            for recording in self.stage.lowered.recordings[-1:]
        )
        blurred = abs(after[1] - before[1]) * _TURNED
        readings += tuple(self.passing(at, sum(shares), blurred))
        if readings:
            yield Scene(
                name="it turns while watched", samples=samples, claims=(), readings=readings
            )

    def passing(self, at: float, traffic: float, within: float) -> Iterator[Reading]:
        """What else is recorded while traffic changes, which is in times of the usual one."""
        del at, traffic, within
        yield from ()

    def even(
        self, value: float, traffic: float, decoys: Sequence[Flow] = (), since: float = -1.0
    ) -> Scene:
        """The value all the time, at so many times the usual traffic; `since` as in `lasting`."""
        claims = self.lasting(value, self.result, since)
        count = self.steps_until(claims)
        flows = (*self.flows(value, traffic), *decoys)
        samples = [self.grown(flow, (flow.speed, count)) for flow in flows]
        readings = tuple(self.readings(claims[0].until, value, traffic))
        return Scene(name="steady", samples=tuple(samples), claims=claims, readings=readings)

    def _still(self, name: str, begin: float, flows: Sequence[Flow]) -> Scene:
        """Counters that do not grow, however large they are."""
        since = self.clock.evaluation(begin + self.clock.every)
        until = since + self.clock.evaluation(self.settled + self.hold)
        count = self.clock.count(until) + 1
        samples = [
            sample(
                flow.metric,
                flow.labels,
                joined([gap(self.clock.count(begin)), counter((0.0, count), start=7.0 + number)]),
            )
            for number, flow in enumerate(flows)
        ]
        claim = Claim(since=since + self.clock.every, until=until, values=self.idle())
        silent = tuple((until, name) for name in self.silent())
        return Scene(name=name, samples=tuple(samples), claims=(claim,), silent=silent)

    @property
    def crowded(self) -> float:
        """A value beyond every limit at which the least traffic comes out exactly."""
        return self.extreme

    def guard(self, name: str, traffic: float, is_enough: bool, value: float) -> Scene:
        """A bad value at so many times the usual traffic."""
        # The guard is not a share: it wants a full window.
        scene = self.even(value, traffic, since=self.settled)
        if is_enough:
            return replace(scene, name=name)
        return replace(scene, name=name, claims=(replace(scene.claims[0], values=()),))

    def _reset(self) -> Scene:
        """The process restarts: its counters begin again, and nothing was lost or gained."""
        value = self.short(self.watch.innermost)
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        samples = []
        for flow in self.flows(value, 1.0):
            slope = flow.speed * self.clock.step
            first = counter((slope, count // 2), start=slope * 1000)
            # The first sample after a restart has counted for one step.
            rest = counter((slope, count - count // 2), start=slope)
            samples.append(sample(flow.metric, flow.labels, joined([first, rest])))
        return Scene(name="the counters are reset", samples=tuple(samples), claims=claims)

    def _failed_scrape(self) -> Scene:
        """One scrape fails: the window does not care."""
        value = self.beyond(self.watch.outermost)
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        first = self.clock.count(self.known + self.watch.hold / 2)
        samples = []
        for flow in self.flows(value, 1.0):
            slope = flow.speed * self.clock.step
            rest = counter((slope, count - first), start=slope * (first + 2))
            values = joined([counter((slope, first)), STALE, rest])
            samples.append(sample(flow.metric, flow.labels, values))
        return Scene(name="one scrape fails", samples=tuple(samples), claims=claims)

    def _vanishing(self) -> Scene:
        """The instance goes away while everything is bad."""
        samples = [
            self.grown(flow, (flow.speed, self.clock.count(self.bad)), end=STALE)
            for flow in self.flows(self.extreme, MANY)
        ]
        claims = (
            self._bad(self.bad - self.clock.every + self.window / 2),
            Claim(since=self.forgotten, until=self.end),
        )
        return Scene(name="the instance vanishes", samples=tuple(samples), claims=claims)

    def _bad(self, until: float) -> Claim:
        values = ((self.result, self.extreme),)
        return Claim(since=self.first, until=until, values=values, sharp=True)

    def by_key(self, value: float, traffic: float) -> dict[object, Flow]:
        """The counters that give the signal this value, by what tells them apart."""
        return {flow.key: flow for flow in self.flows(value, traffic)}

    def grown(
        self, flow: Flow, *stretches: tuple[float, int], start: float = 0.0, end: str = ""
    ) -> Sample:
        """The series of a counter that grows in these stretches: speed, and how many steps."""
        slopes = [(speed * self.clock.step, count) for speed, count in stretches]
        return sample(flow.metric, flow.labels, joined([counter(*slopes, start=start), end]))
