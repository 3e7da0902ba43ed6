"""What a rule's alarms are worth."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.anomaly.incidents import JUDGED, WEEKS, Incident
from benchmarks.anomaly.shapes import HOUR, WEEK
from benchmarks.anomaly.traffic import Traffic

LATE = 15
"""Minutes after an incident in which an alarm still tells of it: windows are that long."""
AFTERMATH = HOUR
"""Minutes after it in which an alarm is its end, and no false one."""
SAME = 2 * HOUR
"""Minutes: alarms nearer to each other are one ticket, whatever rule they come from."""

Alarm = tuple[int, int]
"""The minute from which on an alert fires, and the one from which on it does not."""


@dataclass(slots=True, kw_only=True)
class Score:
    """How a rule did in some series: `found` and `missed` by the kind of incident."""

    weeks: float = 0.0
    false: int = 0
    holidays: int = 0
    delays: dict[str, list[int]] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)

    @property
    def detected(self) -> float:
        """The share of incidents that were found."""
        found = sum(map(len, self.delays.values()))
        return found / max(found + sum(self.missed.values()), 1)

    @property
    def false_a_week(self) -> float:
        """False alarms of one series in a week."""
        return self.false / self.weeks

    def delay(self, kind: str | None = None) -> float:
        """The median of the minutes from the beginning of an incident to its alarm."""
        chosen = self.delays.values() if kind is None else [self.delays.get(kind, [])]
        delays = [delay for one in chosen for delay in one]
        return statistics.median(delays) if delays else float("nan")


def alarms(bad: Sequence[bool], wait: int) -> tuple[Alarm, ...]:
    """When an alert fires that is bad in these minutes and waits so many; 0 is minute JUDGED."""
    found: list[Alarm] = []
    since = -1
    for minute, is_bad in enumerate((*bad, False)):
        if is_bad and since < 0:
            since = minute
        if not is_bad and since >= 0:
            if minute - since > wait:
                found.append((JUDGED + since + wait, JUDGED + minute))
            since = -1
    return tuple(found)


def judge(score: Score, traffic: Traffic, told: Sequence[Alarm]) -> None:
    """Adds what a rule has told of one series."""
    judged = [one for one in traffic.incidents if one.begin >= JUDGED]
    real = [one for one in judged if not one.is_false]
    for one in real:
        delays = [begin - one.begin for begin, _ in told if 0 <= begin - one.begin <= _length(one)]
        if delays:
            score.delays.setdefault(one.kind, []).append(min(delays))
        else:
            score.missed[one.kind] = score.missed.get(one.kind, 0) + 1
    false = [begin for begin, _ in tickets(told) if not _is_of(begin, real)]
    holidays = [one for one in judged if one.is_false]
    score.false += len(false)
    score.holidays += sum(one.begin <= begin < one.end for begin in false for one in holidays)
    score.weeks += WEEKS - JUDGED / WEEK


def tickets(told: Sequence[Alarm]) -> Iterator[Alarm]:
    """The same, with those that are near to each other in one."""
    current: Alarm | None = None
    for begin, end in sorted(told):
        if current is not None and begin - current[1] < SAME:
            current = current[0], max(end, current[1])
            continue
        if current is not None:
            yield current
        current = begin, end
    if current is not None:
        yield current


def _length(one: Incident) -> int:
    return one.end - one.begin + LATE


def _is_of(minute: int, real: Sequence[Incident]) -> bool:
    return any(one.begin <= minute <= one.end + AFTERMATH for one in real)
