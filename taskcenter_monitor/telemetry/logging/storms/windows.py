"""The groups whose windows are open: found by message, bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from itertools import islice
from typing import TypeAlias

from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.logging.storms.groups import Bucket, Group
from taskcenter_monitor.telemetry.logging.storms.likeness import alike
from taskcenter_monitor.telemetry.logging.storms.masking import mask, without_numbers, without_rest
from taskcenter_monitor.telemetry.logging.storms.origins import Spot

Origin: TypeAlias = tuple[Spot, tuple[int, ...], int]
"""Who raised, the classes of causes and members, and a status of HTTP or 0."""
Key: TypeAlias = tuple[str, Place, Origin, str, str]
"""Component, who logged, where it comes from, constant text, message."""
MANY = 4096
"""Messages whose group is remembered; with so many, all are forgotten and looked for again."""
FULL = 64
"""Groups of one bucket. More different texts from one place are noise, and are counted as one."""


class Windows:
    """Not safe for threads by itself, but a signal handler may come in between of any two steps.

    `known` has the group of a message. It may have groups that have ended: whoever asks it has to
    look at `ends`.
    """

    def __init__(self) -> None:
        self.known: dict[Key, Group] = {}
        self._buckets: dict[Bucket, list[Group]] = {}
        self._groups: OrderedDict[Group, None] = OrderedDict()

    def masked(self, key: Key, now: float) -> Group | None:
        """The group that is known for the message without numbers and the like."""
        name, place, origin, event, text = key
        text = without_numbers(text)
        group = self.known.get((name, place, origin, event, text))
        if group is not None and now < group.ends:
            return group
        group = self.known.get((name, place, origin, event, without_rest(text)))
        if group is None or now >= group.ends:
            return None
        self._remember((name, place, origin, event, text), group)
        return group

    def of(self, bucket: Bucket) -> list[Group]:
        """The groups of a bucket."""
        return list(self._buckets.get(bucket, ()))

    def like(self, bucket: Bucket, key: Key, similarity: float) -> Group | None:
        """The group of the bucket whose texts are similar enough; remembered for its message."""
        event, text = mask(key[3]), mask(key[4])
        groups = self.of(bucket)
        found = next(
            (
                group
                for group in groups
                if alike(group.event, event, similarity) and alike(group.text, text, similarity)
            ),
            None,
        )
        if found is None and len(groups) >= FULL:
            found = next((group for group in groups if group.various), None)
        if found is not None:
            self._remember((*key[:4], text), found)
        return found

    def open(self, group: Group, key: Key) -> None:
        """A new group, whose first message this is."""
        bucket = self._buckets.setdefault(group.bucket, [])
        group.various = len(bucket) >= FULL - 1
        bucket.append(group)
        self._groups[group] = None
        self._remember(key, group)
        self._remember((*key[:4], group.text), group)

    def used(self, group: Group) -> bool:
        """It is the last to be given up; False where a signal handler has closed it meanwhile."""
        try:
            self._groups.move_to_end(group)
        except KeyError:
            return False
        return True

    def beyond(self, limit: int) -> list[Group]:
        """The groups that were not used for longest, by which there are more than the limit."""
        return list(islice(self._groups, max(len(self._groups) - limit, 0)))

    def over(self, now: float) -> list[Group]:
        """The groups whose window has ended."""
        return [group for group in list(self._groups) if now >= group.ends]

    def close(self, group: Group) -> bool:
        """Whether it was open until now; nobody finds it any more."""
        try:
            del self._groups[group]
        except KeyError:
            return False
        group.ends = 0.0
        bucket = self._buckets[group.bucket]
        bucket.remove(group)
        if not bucket:
            del self._buckets[group.bucket]
        if not self._groups:
            self.known.clear()
        return True

    def _remember(self, key: Key, group: Group) -> None:
        if len(self.known) >= MANY:
            self.known.clear()
        self.known[key] = group
