"""What all loggers of one name share: its levels, and the way into the stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import time_ns
from typing import TYPE_CHECKING, Any

from taskcenter_monitor.telemetry.context import KEY, NONE, current_context
from taskcenter_monitor.telemetry.logging.failures import Failure, captured
from taskcenter_monitor.telemetry.logging.levels import ERROR, FATAL
from taskcenter_monitor.telemetry.logging.record import Content, Place
from taskcenter_monitor.telemetry.logging.sampling import Share
from taskcenter_monitor.telemetry.logging.snapshots import Snapshots, failure_of, plain
from taskcenter_monitor.telemetry.logging.sound import safe_text

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream


@dataclass(frozen=True, slots=True)
class People:
    """Levels of single users and businesses, by their ids as text."""

    users: Mapping[str, int]
    businesses: Mapping[str, int]

    @property
    def lowest(self) -> int:
        """The lowest level that one of them has."""
        return min((*self.users.values(), *self.businesses.values()), default=FATAL)


class Channel:
    """A name. `floor` is the lowest level that anybody could want of it.

    Below the floor a call costs one comparison. `level` is that of the name; `people` is None
    unless somebody has a level of his own. `shares` has what is kept by level, None where all
    is.
    """

    __slots__ = ("decided", "floor", "level", "name", "people", "shares", "stream")

    def __init__(self, name: str, stream: Stream) -> None:
        self.name = name
        self.stream = stream
        self.floor = self.level = FATAL
        self.people: People | None = None
        self.shares: Mapping[int, Share] | None = None
        self.decided: tuple[object, object, int] = (None, None, FATAL)

    def refuses(self, level: int, bound: Mapping[str, Any]) -> bool:
        """Whether nobody wants a record of this level here and now."""
        ids: Any = current_context().get(KEY)
        # Calls come in bursts of one request and one logger: what held for the last holds again.
        last_ids, last_bound, wanted = self.decided
        if last_ids is ids and last_bound is bound:
            return level < wanted
        return self._decide(level, ids, bound)

    def _decide(self, level: int, ids: Mapping[str, Any] | None, bound: Mapping[str, Any]) -> bool:
        # In this order: a policy sets the level first, so people of a new one have its level.
        people = self.people
        wanted = self.level
        if people is None:
            return level < wanted
        own, known = None, ids or NONE
        if people.users:
            own = _own(people.users, bound.get("user_id", known.get("user_id")))
        if own is None and people.businesses:
            own = _own(people.businesses, bound.get("business_id", known.get("business_id")))
        if own is not None:
            wanted = own
        self.decided = (ids, bound, wanted)
        # A policy that came meanwhile has made it void; one that comes now does so itself.
        if self.people is not people:
            self.decided = (None, None, FATAL)
        return level < wanted

    def take(
        self,
        level: int,
        content: Content,
        fields: Mapping[str, Any],
        bound: Mapping[str, Any],
        place: Place,
    ) -> None:
        """Captures what a call says, which `refuses` has let pass."""
        failure, kept, snapshots = None, None, None
        # Most calls have nothing but texts and numbers.
        if type(content) is not str or not plain(fields) or "exc_info" in fields:
            failure, snapshots = failure_of(fields), Snapshots()
            content = snapshots.content(content)
        stream = self.stream
        context = current_context()
        if level == ERROR and not stream.storms.admits(
            self, (content, fields), place, context, failure
        ):
            return
        # Looked at once: a policy that comes meanwhile may take it away.
        shares = self.shares
        if shares is not None and level < ERROR:
            sampled = stream.sampling.kept(shares[level], fields, context)
            if sampled is None:
                return
            fields = sampled
        if snapshots is not None:
            fields, kept = snapshots.fields(fields, failure), _kept(failure)
        stream.pipe.put(
            level, (time_ns(), level, self, content, fields, bound, place, context, kept)
        )
        if level >= FATAL:
            stream.flush()

    def pass_on(
        self,
        level: int,
        content: Content,
        fields: Mapping[str, Any],
        bound: Mapping[str, Any],
        place: Place,
    ) -> None:
        """As `take`, for an error that is no repeat however many like it there are.

        A request that failed is one line, as every other request is.
        """
        failure, snapshots = failure_of(fields), Snapshots()
        content, fields = snapshots.content(content), snapshots.fields(fields, failure)
        kept = _kept(failure)
        self.stream.pipe.put(
            level, (time_ns(), level, self, content, fields, bound, place, current_context(), kept)
        )


def _kept(failure: BaseException | None) -> Failure | None:
    return None if failure is None else captured(failure)


def _own(levels: Mapping[str, int], who: Any) -> int | None:  # noqa: ANN401 - any id
    if who is None:
        return None
    return levels.get(who if type(who) is str else safe_text(who))
