"""The order of a drill: faults are switched on, watched until people know, and switched off."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from taskcenter_monitor.live.drill.board import Board, Turn
from taskcenter_monitor.live.drill.expectation import Expectation
from taskcenter_monitor.live.drill.faults import Fault, Step, Switch
from taskcenter_monitor.live.drill.machine import is_shared
from taskcenter_monitor.live.drill.patience import Timing
from taskcenter_monitor.live.drill.watch import Seen, Subject

PAUSE = 0.05
"""Seconds between two looks."""
LAST = 8.0
"""Seconds at the end for messages that say that all is well again."""

ENDLESS = frozenset(("Watchdog",))
"""Alerts that always fire, so that their silence is noticed."""
PATIENCE = 40.0
"""Seconds more until an alert must fire, where others want the cores too: a fault may be weaker
than meant, or its series may have gaps. The threshold must be reached all the same.
"""

Timings = Mapping[Subject, Timing]


@dataclass(slots=True)
class Course:
    """A fault as it went: when each of its steps began, and when all was switched off.

    `untold` has, for alerts that fired, who had not heard of it when the step was over.
    """

    fault: Fault
    steps: list[tuple[Step, float]] = field(default_factory=list)
    untold: dict[Subject, tuple[str, ...]] = field(default_factory=dict)
    off: float | None = None

    def began(self, subject: Subject) -> float | None:
        """When the step was switched on that an alert belongs to."""
        return next((at for step, at in self.steps if subject in step.fires), None)


@dataclass(slots=True)
class Run:
    """One drill, from the first fault to the last message."""

    board: Board
    seen: Seen
    expected: Expectation
    timings: Timings
    courses: list[Course] = field(default_factory=list)
    _open: set[str] = field(default_factory=set)

    def through(self, faults: Sequence[Fault], look: Callable[[], None]) -> None:
        """All faults, each in its lane; `look` is called again and again."""
        lanes: dict[str, list[Fault]] = {}
        for fault in faults:
            lanes.setdefault(fault.lane, []).append(fault)
        self._open = {fault.name for fault in faults}
        _together([self._lane(each) for each in lanes.values()], look)
        _together([self._last(faults)], look)

    def _lane(self, faults: Sequence[Fault]) -> Turn:
        for fault in faults:
            while self._open.intersection(fault.after):
                yield
            course = Course(fault)
            self.courses.append(course)
            yield from self._faulty(course)
            course.off = time.monotonic()
            yield from self._over(course)
            self._open.discard(fault.name)

    def _faulty(self, course: Course) -> Turn:
        """Step after step, then all is switched off."""
        switched: dict[tuple[str, str, str], Switch] = {}
        for step in course.fault.steps:
            since = time.monotonic()
            course.steps.append((step, since))
            for switch in step.switches:
                switched[switch.kind, switch.where, switch.name] = switch
                yield from self.board.on(switch)
            yield from self._told(step, since)
            course.untold |= {one: self.expected.missing(one, since) for one in step.fires}
        for switch in switched.values():
            yield from self.board.off(switch)

    def _told(self, step: Step, since: float) -> Turn:
        """Until all alerts of a step have fired and people know, or will not know any more."""
        while any(self._waits(one, since) for one in step.fires):
            yield

    def _waits(self, subject: Subject, since: float) -> bool:
        now = time.monotonic()
        fired = [one for one in self.seen.of(subject, since) if one.fired is not None]
        if not fired:
            must = since + self.timings[subject].to_fire
            return now < must or (now < must + PATIENCE and is_shared())
        if not self.expected.missing(subject, since):
            return False
        # One that a lost scrape has ended too early for a message fires once more.
        last = max(one.fired for one in fired if one.fired is not None)
        latest = since + self.timings[subject].to_fire + PATIENCE
        return now < min(max(last, since), latest) + self.expected.to_tell(fired[0])

    def _over(self, course: Course) -> Turn:
        """Until no alert of a fault fires any more, or it should not.

        Nobody waits here for those that go on for a while after all is well: they disturb nothing.
        """
        brief = [
            one
            for one in course.fault.fires
            if not self.timings[one].keep and one.alert not in ENDLESS
        ]
        while any(self._still(one, course.off) for one in brief):
            yield

    def _still(self, subject: Subject, since: float | None) -> bool:
        if since is None or time.monotonic() > since + self.timings[subject].to_recover:
            return False
        return any(one.resolved is None for one in self.seen.of(subject, since))

    def _last(self, faults: Sequence[Fault]) -> Turn:
        """Until all is over, and everybody knows."""
        for course in self.courses:
            ending = [one for one in course.fault.fires if one.alert not in ENDLESS]
            while any(self._still(one, course.off) for one in ending):
                yield
        until = time.monotonic() + LAST
        subjects = {one for fault in faults for one in fault.fires}
        while time.monotonic() < until and self.expected.unfinished(subjects):
            yield


def _together(turns: list[Turn], look: Callable[[], None]) -> None:
    while turns:
        look()
        turns = [turn for turn in turns if next(turn, _OVER) is not _OVER]
        time.sleep(PAUSE)


_OVER = object()
