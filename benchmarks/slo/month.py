"""A month of Task Center's request counters, as its instances would have shown them.

What happened is known exactly: every request is an integer of a counter that somebody may have
scraped or not. Nothing is random; the same month is the same bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from benchmarks.slo.traffic import DAY, MINUTE, Traffic
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.seeding.openmetrics import head, lines

METRIC = "task_center_http_requests_total"
CODES = (("200", 0.85), ("201", 0.1), ("404", 0.05), ("500", 0.7), ("503", 0.3))
"""The status codes, and their part of the good or of the bad requests."""
ENDPOINTS = ("tasks", "tasks/:id", "plans", "plans/:id", "queues", "callbacks", "businesses",
             "results", "retries", "cancellations", "health", "versions")  # fmt: skip

BORN, FROM_START = 1, 0
"""Requests that a counter has counted when it is first shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """It answers `share` of the requests and is scraped `phase` seconds after the full minute.

    Its process was started anew at each of `starts`, seconds since 1970; the last of them is when
    it went away for good. It could not be scraped within `gaps`.
    """

    name: str
    share: float
    phase: int
    starts: tuple[int, ...]
    gaps: tuple[tuple[int, int], ...] = ()

    def lives(self) -> Iterator[tuple[int, int]]:
        """When each of its processes began and ended."""
        return zip(self.starts, self.starts[1:], strict=False)

    def is_scraped(self, moment: int) -> bool:
        """Whether a scrape at that time succeeds."""
        return not any(begin <= moment < end for begin, end in self.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One series of an instance: `weight` of its good or of its bad requests."""

    labels: Pairs
    is_bad: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A counter of one process, with its values at the moments when it was scraped."""

    counter: Counter
    moments: Sequence[int]
    values: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Month:
    """From `begin` to `end`, seconds since 1970, scraped every `every` seconds.

    A process shows a counter once `least` requests were counted: with its first one, or with 0 of
    them where it was told to show its counters from the start.
    """

    begin: int
    end: int
    every: int
    traffic: Traffic
    instances: tuple[Instance, ...]
    endpoints: int = len(ENDPOINTS)
    least: int = BORN

    @cached_property
    def _sums(self) -> tuple[Sequence[float], Sequence[float]]:
        """Good and bad requests since the beginning, at each full minute."""
        rates = [self.traffic(at) for at in range(self.begin, self.end + MINUTE, MINUTE)]
        good, bad = (
            [0.0, *accumulate(rate[kind] * MINUTE for rate in rates)] for kind in (False, True)
        )
        return good, bad

    def counted(self, since: int, until: int) -> tuple[int, int]:
        """How many requests there were in between, the bad ones and all: whole requests."""
        counts = [0, 0]
        for instance in self.instances:
            first, last = instance.starts[0], instance.starts[-1]
            begin, end = (min(max(at, first), last) for at in (since, until))
            for counter in self.counters(instance):
                counts[counter.is_bad] += self._at(counter, end) - self._at(counter, begin)
        return counts[True], sum(counts)

    def counters(self, instance: Instance) -> Iterator[Counter]:
        """What an instance exposes once it has been asked for it."""
        named = ENDPOINTS[: self.endpoints]
        parts = [1 / (number + 1) for number in range(len(named))]
        for endpoint, part in zip(named, parts, strict=True):
            for code, of_its_kind in CODES:
                labels = (
                    ("endpoint", f"/api/v1/{endpoint}"),
                    ("http_code", code),
                    ("instance", instance.name),
                    ("job", "task-center-api"),
                    ("method", "GET"),
                )
                weight = instance.share * of_its_kind * part / sum(parts)
                yield Counter(labels=labels, is_bad=code.startswith("5"), weight=weight)

    def texts(self, since: int, until: int) -> Iterator[str]:
        """The samples from `since` to before `until`."""
        for instance in self.instances:
            for shown in self.shown(instance, since, until):
                yield lines(head(METRIC, shown.counter.labels), shown.moments, shown.values)

    def shown(self, instance: Instance, since: int, until: int) -> Iterator[Shown]:
        """What the scrapes from `since` to before `until` find, one process after the other."""
        for begin, end in instance.lives():
            if begin >= until or end <= since:
                continue
            moments = [*self._scrapes(instance, max(begin, since), min(end, until))]
            sums = [[self._sum(kind, at) for at in moments] for kind in (False, True)]
            for counter in self.counters(instance):
                before = self._at(counter, begin)
                weight = counter.weight
                values = [int(weight * each) - before for each in sums[counter.is_bad]]
                unborn = bisect_left(values, self.least)
                if unborn < len(values):
                    yield Shown(counter=counter, moments=moments[unborn:], values=values[unborn:])

    def _scrapes(self, instance: Instance, since: int, until: int) -> Iterator[int]:
        first = since + (self.begin + instance.phase - since) % self.every
        return (at for at in range(first, until, self.every) if instance.is_scraped(at))

    def _at(self, counter: Counter, moment: int) -> int:
        return int(counter.weight * self._sum(counter.is_bad, moment))

    def _sum(self, is_bad: bool, moment: int) -> float:
        sums = self._sums[is_bad]
        minute, rest = divmod(moment - self.begin, MINUTE)
        return sums[minute] + (sums[minute + 1] - sums[minute]) * rest / MINUTE


def service(begin: int, end: int) -> tuple[Instance, ...]:
    """Four instances through a month: four releases, one replaced for good, two scrape gaps."""
    releases = [begin + int(day * DAY) for day in (5.43, 11.6, 18.4, 26.45)]
    moved = begin + 17 * DAY + 40_000
    unplugged = (begin + 9 * DAY + 50_000, begin + 9 * DAY + 51_500)
    restarted = (begin + 22 * DAY + 70_000, begin + 22 * DAY + 70_700)

    def one(name: str, share: float, phase: int, first: int, last: int) -> Instance:
        # A release reaches the instances one after the other.
        starts = [at + phase * 7 for at in releases if first < at + phase * 7 < last]
        gaps = (unplugged, restarted) if name == "api-1" else (restarted,)
        return Instance(
            name=name, share=share, phase=phase, starts=(first, *starts, last), gaps=gaps
        )

    return (
        one("api-1", 0.4, 7, begin, end + 1),
        one("api-2", 0.3, 22, begin, end + 1),
        one("api-3", 0.2, 38, begin, end + 1),
        one("api-4", 0.1, 51, begin, moved),
        one("api-5", 0.1, 13, moved, end + 1),
    )
