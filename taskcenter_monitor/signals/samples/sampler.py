"""What every signal kind offers to the tests of rules: scenes in which its value is known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Claim, Limit, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.humanize import reads_alike
from taskcenter_monitor.vocabulary.samples import number

Kind = TypeVar("Kind", bound=SignalModel)

BEYOND, SHORT = 1.05, 0.95
"""How far a value lies beyond a limit, or short of it: half of what a mutant shifts it by."""
_NUDGES = (1.0, 1.01, 0.99, 1.02, 0.98)
"""What a value is multiplied by until it can be printed without doubt."""
MEMORY = 0.75
"""A window that is filled with something extreme still shows it after this part of itself."""


class Sampler(ABC, Generic[Kind]):
    """Makes scenes for one signal; `watch` says what its alert wants to know of it."""

    def __init__(self, signal: Kind, stage: Stage, watch: Watch) -> None:
        self.signal = signal
        self.stage = stage
        self.clock = stage.clock
        self.watch = watch

    @classmethod
    def usual_limit(cls, signal: Kind, around: Surroundings) -> float:
        """A limit that would make sense where no alert has one: something must be told apart."""
        del signal, around
        return 10.0

    @abstractmethod
    def scenes(self) -> Iterator[Scene]:
        """Everything that there is to show. Raises NoExampleError."""

    def beyond(self, limit: float) -> float:
        """A value that is only just bad enough."""
        if limit == 0:
            return 1.0
        return printable(limit * (BEYOND if self.watch.operator == ">" else SHORT))

    def short(self, limit: float) -> float:
        """A value that is not quite bad enough."""
        return printable(limit * (SHORT if self.watch.operator == ">" else BEYOND))

    @cached_property
    def window(self) -> float:
        """The longest window over which samples are taken, in seconds; 0 for none."""
        return max((parse_duration(text) for _, text in self.signal.windows()), default=0.0)

    @property
    def settled(self) -> float:
        """When everything before the first sample has left the window for certain."""
        return self.window + 2 * self.clock.step if self.window else 0.0

    @property
    def known(self) -> float:
        """When a steady value is exact; before that a window is not full."""
        return self.settled

    @property
    def hold(self) -> float:
        """For how long something must last to be noticed by every severity, with time to spare."""
        return self.watch.hold + 2 * self.clock.every

    @property
    def first(self) -> float:
        """The first evaluation that can see a value: a rate needs two samples."""
        return self.clock.every if self.window else 0.0

    @property
    def bad(self) -> float:
        """For how long an outbreak lasts; a window is filled meanwhile."""
        return self.clock.evaluation(max(self.hold + self.first, self.settled + self.clock.every))

    @property
    def forgotten(self) -> float:
        """When nothing is left of an outbreak."""
        return self.bad + self.window + 2 * self.clock.every

    @property
    def end(self) -> float:
        """When a scene with an outbreak is over."""
        return self.clock.evaluation(self.forgotten + self.watch.keep + 3 * self.clock.every)

    def lasting(self, value: float, labels: Labels, since: float = -1.0) -> tuple[Claim, ...]:
        """The claims of a steady scene; `since` where it is not known as soon as usual."""
        known = self.known if since < 0 else since
        noticed = known + self.hold + self.clock.every
        until = self.clock.evaluation(max(noticed, self.settled + self.clock.every))
        return (
            Claim(
                since=known,
                until=until,
                values=((labels, value),),
                sharp=not self.window,
                exact=True,
            ),
        )

    def steps_until(self, claims: Sequence[Claim]) -> int:
        """Samples that are needed to get past the last claim."""
        return self.clock.count(max(claim.until for claim in claims)) + 2

    def nothing(self, name: str, samples: Sequence[Sample]) -> Scene:
        """A scene in which the signal has no value at any time."""
        until = self.clock.evaluation(self.settled + self.hold)
        return Scene(name=name, samples=tuple(samples), claims=(Claim(since=0.0, until=until),))


class MeasuredSampler(Sampler[Kind], Generic[Kind]):
    """For kinds whose samples can give the signal any value.

    `grain` is how many evaluations of a window tell enough: a window of hours needs no more.
    """

    grain: ClassVar[int] = 20

    @abstractmethod
    def steady(self, value: float) -> Scene:
        """The signal has this value all the time, or the nearest that it can have."""

    @abstractmethod
    def outbreak(self) -> Scene:
        """As bad as can be from the start, then good again."""

    def shapes(self) -> Iterator[Scene]:
        """What else its series can do."""
        yield from ()

    def scenes(self) -> Iterator[Scene]:
        yield from self.sudden()
        yield from self.calm()

    def sudden(self) -> Iterator[Scene]:
        """All scenes that are about when something is noticed."""
        yield self.outbreak()

    def calm(self) -> Iterator[Scene]:
        """All scenes in which it does not matter to the second when something is noticed."""
        for limit in self.watch.limits:
            beyond, short = self.beyond(limit.value), self.short(limit.value)
            yield named(f"just beyond {limit.text}", self.steady(beyond), limit)
            yield named(f"just short of {limit.text}", self.steady(short), limit)
            for scene in self.at_limit(limit.value):
                yield named(f"at {limit.text}", scene, limit)
        yield from self.shapes()

    def at_limit(self, value: float) -> Iterator[Scene]:
        """The value that is the limit, for kinds that can have exactly that."""
        del value
        yield from ()


def printable(value: float) -> float:
    """The value, or one close to it that reads the same when its last bits are off."""
    near = (number(value * nudge) for nudge in _NUDGES)
    return next((one for one in map(float, near) if reads_alike(one)), value)


def named(name: str, scene: Scene, limit: Limit) -> Scene:
    """The same scene under another name, for one severity."""
    return replace(scene, name=name, severity=limit.severity)
