"""Decides of each error, before anything of it is formatted, whether it is a repeat."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from math import inf
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.levels import ERROR
from taskcenter_monitor.telemetry.logging.record import Place, Record, Said
from taskcenter_monitor.telemetry.logging.rendering import shown
from taskcenter_monitor.telemetry.logging.storms.groups import Group
from taskcenter_monitor.telemetry.logging.storms.likeness import measure
from taskcenter_monitor.telemetry.logging.storms.sightings import Sighting, key_of
from taskcenter_monitor.telemetry.logging.storms.windows import Key, Windows
from taskcenter_monitor.telemetry.policy.document import Aggregation
from taskcenter_monitor.telemetry.redaction import Redactor

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel


class Storms:
    """Lets the first errors of a window pass and counts the others.

    `aggregated` is how many were counted since the process began. Callers of all threads come here;
    the lock can be taken twice, because a signal handler may log while its own thread holds it.
    """

    def __init__(self, aggregation: Aggregation, redactor: Redactor) -> None:
        self.bound_by(aggregation, redactor)
        self.forked()

    def forked(self) -> None:
        """In a new process: what the parent has counted, the parent tells."""
        self.aggregated = 0
        self._lock = RLock()
        self._windows = Windows()
        self._ended: deque[Group] = deque()
        self._at_end = False

    def bound_by(self, aggregation: Aggregation, redactor: Redactor) -> None:
        """The limits of a policy hold from now on; windows that have begun end as they would.

        What the redactor hides is told by no summary: they are cut, and half a secret is not found.
        """
        self.aggregation = aggregation
        self._redactor = redactor.uncounted()

    def admits(
        self,
        channel: Channel,
        said: Said,
        place: Place,
        context: Context,
        failure: BaseException | None,
    ) -> bool:
        """Whether this error is written as it comes; if not it has been counted."""
        if type(said[0]) is tuple:
            said = (shown(said[0], self._redactor), said[1])
        key, text = key_of(channel.name, said, place, failure)
        now = monotonic()
        with self._lock:
            group = self._windows.known.get(key)
            if group is None or now >= group.ends:
                group = self._windows.masked(key, now)
                if group is None:
                    seen = Sighting(channel, said, key, failure)
                    group = self._looked_for(key, now, seen)
            passes = group is None or self._passes(group, text, context)
        if self._ended:
            self._send()
        return passes

    def summaries(self, last: bool) -> Iterable[Record]:
        """A record for each group whose window has ended, with `last` for every group.

        After the last nothing is counted any more, since nobody would tell, until somebody asks
        again.
        """
        with self._lock:
            self._at_end = last
            for group in self._windows.over(inf if last else monotonic()):
                self._end(group)
        if self._windows.known:
            # Loads it here, where nobody waits, and not when the next error comes.
            measure()
        return list(self._taken())

    def _looked_for(self, key: Key, now: float, seen: Sighting) -> Group | None:
        """The group of a message that is not known yet; None when no group is opened any more."""
        if self._at_end:
            return None
        windows, bucket = self._windows, seen.bucket()
        for group in windows.of(bucket):
            if now >= group.ends:
                self._end(group)
        found = windows.like(bucket, key, self.aggregation.similarity)
        if found is None:
            found = seen.group(bucket, now + self.aggregation.window)
            windows.open(found, key)
            for group in windows.beyond(self.aggregation.groups):
                self._end(group)
        return found

    def _passes(self, group: Group, text: str, context: Context) -> bool:
        if not self._windows.used(group):
            return True
        if group.passed < self.aggregation.first:
            group.passed += 1
            return True
        self.aggregated += 1
        group.repeat(text, context)
        return False

    def _end(self, group: Group) -> None:
        if self._windows.close(group) and group.repeats:
            self._ended.append(group)

    def _send(self) -> None:
        """Summaries of groups that a caller has ended go the way of all records, without the lock.

        The queue may have no room for them, and then the caller waits as with every error.
        """
        for record in self._taken():
            record[2].stream.pipe.put(ERROR, record)

    def _taken(self) -> Iterator[Record]:
        # Two threads may be here at once.
        with suppress(IndexError):
            while True:
                yield self._ended.popleft().summary(self._redactor)


class Calm(Storms):
    """In the place of storms where every error is to be seen, as in a test: none is a repeat."""

    def admits(self, *_: object) -> bool:
        """Always."""
        return True
