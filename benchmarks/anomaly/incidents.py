"""What happens to traffic, and when: fixed before any rule was tuned.

Every series has the same incidents at other moments: in the four judged weeks there are fourteen
slots of two days, and chance decides which of them holds what. What is no incident is a holiday: a
day unlike others of which everybody knows. The weeks before have had an outage and a holiday too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.anomaly.shapes import DAY, HOUR, WEEK

WEEKS = 8
JUDGED = 4 * WEEK
"""The minute from which on alarms are judged: all rules know four weeks by then."""

_SLOT = 2 * DAY
_SLOTS = (
    *("drop", "step", "leak", "spike") * 2,
    "outage",
    "holiday",
    *("nothing",) * 4,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """From minute `begin` to `end`, its last one excluded, traffic is `factor` times the usual."""

    kind: str
    begin: int
    end: int
    factor: Callable[[int], float]

    @property
    def is_false(self) -> bool:
        """Whether an alarm during it is a false one."""
        return self.kind == "holiday"


def incidents(seed: str) -> tuple[Incident, ...]:
    """Those of one series, in the order in which they come."""
    chance = random.Random(f"incidents {seed}")
    slots = [*_SLOTS]
    chance.shuffle(slots)
    found = [
        _drop(1 * WEEK + 2 * DAY, chance, "earlier"),
        _holiday(2 * WEEK + chance.randrange(7) * DAY, chance),
    ]
    for number, kind in enumerate(slots):
        found += _MAKERS[kind](JUDGED + number * _SLOT + DAY, chance)
    return tuple(found)


def applied(levels: Sequence[float], happening: Sequence[Incident]) -> list[float]:
    """The level of every minute with what happens to it."""
    found = [*levels]
    for one in happening:
        for minute in range(one.begin, min(one.end, len(found))):
            found[minute] *= one.factor(minute - one.begin)
    return found


def _within_the_day(day: int, hours: int, chance: random.Random) -> int:
    """A moment of a day, so that it is over before midnight after so many hours."""
    return day + chance.randrange(8 * HOUR, (24 - hours) * HOUR)


def _drop(day: int, chance: random.Random, kind: str = "drop") -> Incident:
    """30 to 50 % are left, for two to four hours."""
    left = chance.uniform(0.3, 0.5)
    begin = _within_the_day(day, 4, chance)
    end = begin + chance.randrange(2 * HOUR, 4 * HOUR)
    return Incident(kind=kind, begin=begin, end=end, factor=lambda _: left)


def _step(day: int, chance: random.Random) -> Incident:
    """2 to 2.5 times as much, for three to six hours."""
    times = chance.uniform(2, 2.5)
    begin = _within_the_day(day, 6, chance)
    end = begin + chance.randrange(3 * HOUR, 6 * HOUR)
    return Incident(kind="step", begin=begin, end=end, factor=lambda _: times)


def _leak(day: int, chance: random.Random) -> Incident:
    """5 to 8 % of the usual are lost every hour until 40 to 50 % are left; over after 14 hours."""
    lost, left = chance.uniform(0.05, 0.08), chance.uniform(0.4, 0.5)
    begin = day + chance.randrange(6 * HOUR, 8 * HOUR)

    def factor(minute: int) -> float:
        return max(left, 1 - lost * minute / HOUR)

    return Incident(kind="leak", begin=begin, end=begin + 14 * HOUR, factor=factor)


def _spike(day: int, chance: random.Random) -> Incident:
    """3 to 4 times as much, for 20 to 30 minutes."""
    times = chance.uniform(3, 4)
    begin = _within_the_day(day, 1, chance)
    end = begin + chance.randrange(20, 31)
    return Incident(kind="spike", begin=begin, end=end, factor=lambda _: times)


def _outage(day: int, chance: random.Random) -> Iterator[Incident]:
    """Nearly nothing for two hours, and a drop at the same time a day later."""
    little = chance.uniform(0, 0.1)
    today = _drop(day, chance, "after an outage")
    begin = today.begin - DAY
    yield Incident(kind="outage", begin=begin, end=begin + 2 * HOUR, factor=lambda _: little)
    yield today


def _holiday(day: int, chance: random.Random) -> Incident:
    """35 to 50 % of the usual, from midnight to midnight."""
    left = chance.uniform(0.35, 0.5)
    return Incident(kind="holiday", begin=day, end=day + DAY, factor=lambda _: left)


_MAKERS: dict[str, Callable[[int, random.Random], Sequence[Incident]]] = {
    "drop": lambda day, chance: [_drop(day, chance)],
    "step": lambda day, chance: [_step(day, chance)],
    "leak": lambda day, chance: [_leak(day, chance)],
    "spike": lambda day, chance: [_spike(day, chance)],
    "outage": lambda *given: [*_outage(*given)],
    "holiday": lambda day, chance: [_holiday(day, chance)],
    "nothing": lambda *_: [],
}
