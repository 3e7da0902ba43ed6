"""All of the logging of a process in one place: channels, queue, writer, policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from typing import TypeVar

from taskcenter_monitor.telemetry.logging import processes
from taskcenter_monitor.telemetry.logging.channels import Channel, People
from taskcenter_monitor.telemetry.logging.drops import NAME, Drops
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.levels import NUMBERS
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.outlets import Descriptor, Outlet
from taskcenter_monitor.telemetry.logging.rendering import Renderer
from taskcenter_monitor.telemetry.logging.sampling import Sampling, shares
from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.logging.storms import Storms
from taskcenter_monitor.telemetry.logging.writer import Writer
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.redaction import Redactor

T = TypeVar("T")

FLUSH = 2.0
"""Seconds that a FATAL record may take to be written before its caller goes on."""


class Stream:
    """One a process, `STREAM`. Tests make their own.

    `forks` are called in a process that was forked, before anything is logged there: whatever has
    a lock or a thread begins anew. They come one after the other, and none may wait.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.lock = RLock()
        self.people: People | None = None
        self.channels: dict[str, Channel] = {}
        self.observers: tuple[Callable[[Policy], None], ...] = ()
        self.sampling = Sampling()
        self.storms = Storms(policy.aggregation)
        self.writer = Writer(Renderer(Redactor(policy.redaction)))
        self.pipe = self.writer.pipe
        self.writer.delivery.outlets = (Descriptor(),)
        self.forks: list[Callable[[], None]] = [
            self.pipe.forked,
            self.writer.forked,
            self.writer.delivery.forked,
            self.storms.forked,
            self.sampling.forked,
        ]
        self.apply(policy)
        drops = Drops(self.pipe, self.channel(NAME))
        self.writer.chores = (self.storms.summaries, drops.report)
        processes.join(self)

    def logger(self, name: str, **fields: object) -> Logger:
        """A logger of this name, with these fields bound."""
        return Logger(self.channel(name), (), fields)

    def channel(self, name: str) -> Channel:
        """What all loggers of this name share."""
        channel = self.channels.get(name)
        if channel is None:
            with self.lock:
                channel = self.channels.get(name)
                if channel is None:
                    channel = Channel(name, self)
                    # Before anybody can see it: until then it refuses all but FATAL.
                    self._settle(channel)
                    self.channels[name] = channel
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
        # Without the lock: an observer may log, or wait for somebody who does.
        for observer in self.observers:
            observer(policy)

    def subscribe(self, observer: Callable[[Policy], None]) -> None:
        """Whoever subscribes is given each policy once it holds."""
        with self.lock:
            self.observers = (*self.observers, observer)

    def unsubscribe(self, observer: Callable[[Policy], None]) -> None:
        """It is given none any more."""
        with self.lock:
            self.observers = tuple(other for other in self.observers if other != observer)

    def deliver_to(self, outlets: Sequence[Outlet], service: str) -> None:
        """From now on lines carry this service and go to these outlets."""
        with self.writer.lock:
            self.writer.renderer.serve(service)
            self.writer.delivery.outlets = tuple(outlets)

    def flush(self, timeout: float = FLUSH) -> bool:
        """Waits until all that was logged before is written; whether it was, in `timeout` s."""
        return self.writer.flush(timeout)

    def forked(self) -> None:
        """In a new process: what waits is the parent's, and so are the threads that had locks."""
        self.lock = RLock()
        for begin_anew in tuple(self.forks):
            try:
                begin_anew()
            except Exception as error:  # noqa: BLE001 - the others begin all the same
                say(f"not ready in a new process: {described(error)}")

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
