"""Who must be told of an alert by the routes, and who has been."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.drill.delivery import Door
from taskcenter_monitor.live.drill.patience import to_tell
from taskcenter_monitor.live.drill.results import FIRING
from taskcenter_monitor.live.drill.watch import Episode, Seen, Subject
from taskcenter_monitor.routing.router import Router


class Expectation:
    """`outside` are the labels that Prometheus puts on every alert that it sends."""

    def __init__(self, router: Router, doors: Sequence[Door], outside: Pairs, seen: Seen) -> None:
        self._router = router
        self._doors = doors
        self._outside = dict(outside)
        self._seen = seen

    def receivers(self, episode: Episode) -> tuple[str, ...]:
        """Who is told by the routes, with or without a channel."""
        return self._router.receivers(self._labels(episode))

    def to_tell(self, episode: Episode) -> float:
        """Seconds from firing until everybody must have been told."""
        deliveries = self._router.deliveries(self._labels(episode))
        return max(to_tell(delivery.node) for delivery in deliveries)

    def missing(self, subject: Subject, since: float) -> tuple[str, ...]:
        """Who should have been told that it fires and was not; nobody where it is kept quiet.

        A receiver without a channel is never told.
        """
        if self._seen.quiet(subject, since):
            return ()
        heard = {one.receiver for one in self._seen.notices(subject, since) if one.status == FIRING}
        wanted = dict.fromkeys(
            name
            for episode in self._seen.of(subject, since)
            if episode.fired is not None
            for name in self.receivers(episode)
        )
        return tuple(name for name in wanted if name not in heard)

    def has_channel(self, receiver: str) -> bool:
        """Whether a receiver is told by anything at all."""
        return any(door.receiver == receiver for door in self._doors)

    def unfinished(self, subjects: Collection[Subject]) -> bool:
        """Whether somebody who hears of ends still has to hear of one."""
        return any(self.untold_end(subject) for subject in subjects)

    def untold_end(self, subject: Subject) -> tuple[str, ...]:
        """Who was told that it fires, hears of ends and was not told that it is over."""
        last: dict[str, str] = {}
        for one in self._seen.notices(subject, 0.0):
            last[one.receiver] = one.status
        ears = {door.receiver for door in self._doors if door.integration.send_resolved}
        return tuple(name for name, status in last.items() if status == FIRING and name in ears)

    def _labels(self, episode: Episode) -> dict[str, str]:
        return {**self._outside, **dict(episode.labels)}
