"""The levels of the policy, told to the standard library, so that it makes no record in vain."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from taskcenter_monitor.telemetry.logging.levels import INFO
from taskcenter_monitor.telemetry.logging.standard.access import TRANSLATIONS
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy


@dataclass(frozen=True, slots=True)
class Change:
    """The level that a logger was given, and the one that it had."""

    given: int
    before: int


class Verbosity:
    """The root logger has the lowest level that anybody wants, and loggers named in the policy
    have theirs. A level that somebody sets later holds until the policy changes.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._changes: dict[str, Change] = {}

    def begin(self) -> None:
        """Follows the policy from now on."""
        self._stream.subscribe(self.follow)
        self.follow(self._stream.policy)

    def end(self) -> None:
        """Leaves levels as they were."""
        self._stream.unsubscribe(self.follow)
        for name in list(self._changes):
            self._restore(name)

    def follow(self, policy: Policy) -> None:
        """A policy has come to hold."""
        named = {*policy.levels.components, *(one.component or "" for one in policy.overrides)}
        wanted = {name: self._stream.channel(name).floor for name in named if name}
        root = logging.root.name
        # Somebody may have named the root logger, which is one with the default here.
        wanted[root] = min(self._stream.channel("").floor, wanted.get(root, logging.CRITICAL))
        for name in self._changes.keys() - wanted.keys():
            self._restore(name)
        for name, level in wanted.items():
            self._give(name, min(level, INFO) if name in TRANSLATIONS else level)

    def _give(self, name: str, level: int) -> None:
        logger, last = logging.getLogger(name), self._changes.get(name)
        before = last.before if last and logger.level == last.given else logger.level
        logger.setLevel(level)
        self._changes[name] = Change(given=level, before=before)

    def _restore(self, name: str) -> None:
        logger, change = logging.getLogger(name), self._changes.pop(name)
        if logger.level == change.given:
            logger.setLevel(change.before)
