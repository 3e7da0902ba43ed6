"""What all loggers of one name share: its levels, and the way into the stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import time_ns
from typing import TYPE_CHECKING, Any

from taskcenter_monitor.telemetry.context import KEY, NONE, current_context
from taskcenter_monitor.telemetry.logging.levels import ERROR, FATAL
from taskcenter_monitor.telemetry.logging.record import Content, Place
from taskcenter_monitor.telemetry.logging.sampling import Share
from taskcenter_monitor.telemetry.logging.snapshots import UNCHANGING, settled

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
        return self._decide(level, ids or NONE, bound)

    def _decide(self, level: int, ids: Mapping[str, Any], bound: Mapping[str, Any]) -> bool:
        people, wanted = self.people, self.level
        if people is None:
            return level < wanted
        for name, levels in (("business_id", people.businesses), ("user_id", people.users)):
            who = bound.get(name, ids.get(name))
            if who is not None:
                wanted = levels.get(who if type(who) is str else str(who), wanted)
        with self.stream.lock:
            # A policy that came meanwhile has made the decision void.
            if self.people is people:
                self.decided = (ids, bound, wanted)
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
        failure = None
        # Both tests run in C: most calls have nothing but texts and numbers.
        if (
            type(content) is not str
            or not UNCHANGING.issuperset(map(type, fields.values()))
            or "exc_info" in fields
        ):
            content, fields, failure = settled(content, fields)
        stream = self.stream
        context = current_context()
        if level < ERROR:
            # Looked at once: a policy that comes meanwhile may take it away.
            shares = self.shares
            if shares is not None:
                sampled = stream.sampling.kept(shares[level], fields, context)
                if sampled is None:
                    return
                fields = sampled
        elif level == ERROR and not stream.storms.admits(
            self, (content, fields), place, context, failure
        ):
            return
        stream.pipe.put(
            level,
            (time_ns(), level, self, content, fields, bound, place, context, failure),
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
        content, fields, failure = settled(content, fields)
        self.stream.pipe.put(
            level,
            (time_ns(), level, self, content, fields, bound, place, current_context(), failure),
        )
