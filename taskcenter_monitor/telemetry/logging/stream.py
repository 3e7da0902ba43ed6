"""All of the logging of a process in one place: channels, queue, writer, policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from taskcenter_monitor.telemetry.logging.channels import Channel, People
from taskcenter_monitor.telemetry.logging.levels import NUMBERS
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.outlets import Descriptor, Outlet
from taskcenter_monitor.telemetry.logging.rendering import Renderer
from taskcenter_monitor.telemetry.logging.sampling import Sampling, shares
from taskcenter_monitor.telemetry.logging.storms import Storms
from taskcenter_monitor.telemetry.logging.writer import Writer
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.redaction import Redactor

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.figures import Figures
    from taskcenter_monitor.telemetry.policy.watching import Watcher

T = TypeVar("T")

FLUSH = 2.0
"""Seconds that a FATAL record may take to be written before its caller goes on."""


class Stream:
    """One a process, `STREAM`. Tests make their own."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.lock = RLock()
        self.people: People | None = None
        self.watcher: Watcher | None = None
        self.figures: Figures | None = None
        self.channels: dict[str, Channel] = {}
        self.sampling = Sampling()
        self.storms = Storms(policy.aggregation)
        self.writer = Writer(Renderer(Redactor(policy.redaction)))
        self.writer.chores = (self.storms.summaries,)
        self.pipe = self.writer.pipe
        self.writer.delivery.outlets = (Descriptor(),)
        self.apply(policy)

    def logger(self, name: str, **fields: object) -> Logger:
        """A logger of this name, with these fields bound."""
        return Logger(self.channel(name), (), fields)

    def channel(self, name: str) -> Channel:
        """What all loggers of this name share."""
        channel = self.channels.get(name)
        if channel is None:
            with self.lock:
                channel = self.channels.setdefault(name, Channel(name, self))
                self._settle(channel)
        return channel

    def apply(self, policy: Policy) -> None:
        """From now on this policy holds, for loggers that exist and for those to come."""
        with self.lock:
            self.policy = policy
            self.people = people_of(policy.levels)
            self.pipe.bound_by(policy.queue)
            self.storms.bound_by(policy.aggregation)
            with self.writer.lock:
                self.writer.renderer.redactor = Redactor(policy.redaction)
            for channel in self.channels.values():
                self._settle(channel)

    def deliver_to(self, outlets: Sequence[Outlet], service: str) -> None:
        """From now on lines carry this service and go to these outlets."""
        with self.writer.lock:
            self.writer.renderer.serve(service)
            self.writer.delivery.outlets = tuple(outlets)

    def flush(self, timeout: float = FLUSH) -> bool:
        """Waits until all that was logged before is written; whether it was, in `timeout` s."""
        return self.writer.flush(timeout)

    def _settle(self, channel: Channel) -> None:
        levels, sampling = self.policy.levels, self.policy.sampling
        level = NUMBERS[longest_prefix(levels.components, channel.name, levels.default)]
        rate = longest_prefix(sampling.components, channel.name, sampling.default)
        people = self.people
        channel.shares = shares(rate, sampling.debug)
        channel.people = people
        channel.level = level
        channel.decided = (None, None, level)
        channel.floor = min(level, people.lowest) if people is not None else level


def people_of(levels: Levels) -> People | None:
    """The levels of single users and businesses; None where nobody has one."""
    if not levels.users and not levels.businesses:
        return None
    return People(
        users={who: NUMBERS[own] for who, own in levels.users.items()},
        businesses={who: NUMBERS[own] for who, own in levels.businesses.items()},
    )


def longest_prefix(named: Mapping[str, T], name: str, otherwise: T) -> T:
    """The value of the longest dotted prefix of a name, the whole name among them."""
    while named:
        if name in named:
            return named[name]
        name, dot, _ = name.rpartition(".")
        if not dot:
            break
    return otherwise


STREAM = Stream(Policy())
"""That of this process."""
