"""From what was seen to what a drill has shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from taskcenter_monitor.live.drill.expectation import Expectation
from taskcenter_monitor.live.drill.faults import Switch
from taskcenter_monitor.live.drill.results import (
    NOT_DELIVERED,
    NOT_FIRED,
    NOT_RECOVERED,
    PASSED,
    Drilled,
    Faulted,
    Notice,
    Unexpected,
)
from taskcenter_monitor.live.drill.sequence import ENDLESS, Course
from taskcenter_monitor.live.drill.watch import Episode, Seen, Subject

OF_THE_MACHINE = frozenset(("PrometheusRuleIterationsMissed", "PrometheusRuleGroupSlow"))
"""Alerts that say of a drill that the machine is too slow for it."""


class Judge:
    """`began` is the moment of the monotonic clock that all times count from."""

    def __init__(self, seen: Seen, expected: Expectation, began: float) -> None:
        self._seen = seen
        self._expected = expected
        self._began = began

    def drilled(self, course: Course, wanted: Collection[Subject]) -> Iterator[Drilled]:
        """What became of the alerts of a fault that are `wanted`."""
        for step, _ in course.steps:
            for subject in step.fires:
                if subject in wanted:
                    yield self._drilled(course, subject)

    def faulted(self, course: Course) -> Iterator[Faulted]:
        """When the steps of a fault were on: the earlier ones go on while it gets worse."""
        for step, at in course.steps:
            if step.fires:
                yield Faulted(
                    fault=_fault(course, step.fires[0]),
                    on=self._since(at) or 0.0,
                    off=self._since(course.off),
                )

    def unexplained(self, courses: Sequence[Course]) -> Iterator[Episode]:
        """Alerts that fired while no fault was on that they can come from."""
        for episode in self._seen.episodes:
            alert = episode.subject.alert
            if episode.fired is None or alert in ENDLESS or alert in OF_THE_MACHINE:
                continue
            if not any(_explains(course, episode) for course in courses):
                yield episode

    def unexpected(self, episode: Episode) -> Unexpected:
        """What is said of such an alert."""
        return Unexpected(
            alert=episode.subject.alert,
            severity=episode.subject.level,
            fired=self._since(episode.fired) or 0.0,
            resolved=self._since(episode.resolved),
            note=", ".join(
                f"{name}={value}"
                for name, value in episode.labels
                if name in ("job", "instance", "queue", "business_id")
            ),
        )

    def _drilled(self, course: Course, subject: Subject) -> Drilled:
        began = course.began(subject) or 0.0
        episodes = [
            one for one in self._seen.of(subject, began, course.off) if one.fired is not None
        ]
        outcome, note = self._outcome(course, subject, episodes)
        ends = [one.resolved for one in episodes]
        return Drilled(
            alert=subject.alert,
            severity=subject.level,
            fault=_fault(course, subject),
            switched_on=None if subject.alert in ENDLESS else self._since(began),
            pending=self._first(one.pending for one in episodes),
            fired=self._first(one.fired for one in episodes),
            resolved=None if None in ends else self._last(ends),
            notices=tuple(self._notices(subject, began)),
            inhibited=tuple(
                sorted(
                    target.words
                    for target, sources in self._seen.inhibited.items()
                    if subject in sources
                )
            ),
            outcome=outcome,
            note=note,
        )

    def _outcome(
        self, course: Course, subject: Subject, episodes: Sequence[Episode]
    ) -> tuple[str, str]:
        if not episodes:
            return NOT_FIRED, ""
        began = course.began(subject) or 0.0
        missing = course.untold.get(subject, ())
        if missing:
            return NOT_DELIVERED, self._untold(missing)
        if subject.alert in ENDLESS:
            return PASSED, "it fires always"
        if any(one.resolved is None for one in episodes):
            return NOT_RECOVERED, ""
        quiet = self._seen.quiet(subject, began)
        if quiet and not any(True for _ in self._seen.notices(subject, began)):
            return PASSED, f"kept quiet by {', '.join(one.words for one in quiet)}"
        ends = self._expected.untold_end(subject)
        return PASSED, f"{', '.join(ends)} not yet told that it is over" if ends else ""

    def _untold(self, missing: Sequence[str]) -> str:
        said = [
            f"{name} was not told"
            if self._expected.has_channel(name)
            else f"the routes lead to {name}, which has no channel"
            for name in missing
        ]
        return "; ".join(said)

    def _notices(self, subject: Subject, began: float) -> Iterator[Notice]:
        """What people were told, each message once: a group repeats the alerts that it holds."""
        known: set[tuple[str, str]] = set()
        for one in self._seen.notices(subject, began):
            if (one.receiver, one.status) not in known:
                known.add((one.receiver, one.status))
                at = self._since(one.at) or 0.0
                yield Notice(receiver=one.receiver, at=at, status=one.status, title=one.title)

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else round(moment - self._began, 3)

    def _first(self, moments: Iterator[float | None]) -> float | None:
        return self._since(min((one for one in moments if one is not None), default=None))

    def _last(self, moments: Sequence[float | None]) -> float | None:
        return self._since(max((one for one in moments if one is not None), default=None))


def _explains(course: Course, episode: Episode) -> bool:
    """Whether a fault was on, or only just over, when an alert fired that it may cause.

    What is over at the service is not over in the windows that alerts look at.
    """
    fault = course.fault
    name = episode.subject.alert
    if name not in fault.also and episode.subject not in fault.fires:
        return False
    return episode.fired is not None and course.steps[0][1] <= episode.fired


def _fault(course: Course, subject: Subject) -> str:
    """What was switched on for an alert, with its parameters."""
    step = next(step for step, _ in course.steps if subject in step.fires)
    return f"{course.fault.name}: " + ", ".join(map(_words, step.switches))


def _words(switch: Switch) -> str:
    given = ", ".join(
        f"{name}={value}" for name, value in switch.parameters.items() if name != "text"
    )
    said = _SAID.get(switch.kind, "{where} {name}").format(where=switch.where, name=switch.name)
    return f"{said} ({given})" if given else said


_SAID = {
    "outage": "{where} is killed",
    "restarts": "{where} is killed and started again",
    "stand-in": "{where} does not answer",
    "configuration": "{name} of {where} written anew",
    "channel": "{where} refuses all messages",
    "nothing": "no fault at all",
}
"""A kind of switch to how people speak of it."""
