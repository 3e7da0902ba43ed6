"""All of the logging of a process in one place: channels, queue, writer, policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from taskcenter_monitor.telemetry.logging import processes
from taskcenter_monitor.telemetry.logging.channels import Channel, People
from taskcenter_monitor.telemetry.logging.drops import NAME, Drops
from taskcenter_monitor.telemetry.logging.emergency import conceal, say
from taskcenter_monitor.telemetry.logging.levels import FATAL, NUMBERS
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.outlets import Descriptor, Outlet, close
from taskcenter_monitor.telemetry.logging.outspoken import Outspoken
from taskcenter_monitor.telemetry.logging.rendering import Renderer
from taskcenter_monitor.telemetry.logging.sampling import Sampling, shares
from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.logging.storms import Storms
from taskcenter_monitor.telemetry.logging.writer import Writer
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Levels, Policy, Redaction
from taskcenter_monitor.telemetry.policy.precedence import effective, prefixes
from taskcenter_monitor.telemetry.policy.watching import Watcher
from taskcenter_monitor.telemetry.redaction import Redactor

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.figures import Figures

T = TypeVar("T")
Observer: TypeAlias = Callable[[Policy], None]

FLUSH = 2.0
"""Seconds that a FATAL record may take to be written before its caller goes on."""


class Stream:
    """One a process, `STREAM`. Tests make their own.

    `forks` are called in a process that was forked, before anything is logged there: whatever has
    a lock or a thread begins anew. They come one after the other, and none may wait.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.levels = policy.levels
        self.lock = RLock()
        self.people: People | None = None
        self.lowest = FATAL
        self.watcher: Watcher | None = None
        self.figures: Figures | None = None
        self.observers: tuple[Observer, ...] = ()
        self.channels: dict[str, Channel] = {}
        self.sampling = Sampling()
        self._hidden = (policy.redaction, Redactor(policy.redaction))
        self.storms = Storms(policy.aggregation, self._hidden[1])
        self.writer = Writer(Renderer(self._hidden[1]))
        self.pipe = self.writer.pipe
        self.writer.delivery.outlets = (Descriptor(),)
        # Whether somebody has said where lines go.
        self._named = False
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
        """From now on this policy holds, for loggers that exist and for those to come.

        Of its overrides those hold that have not ended by now; whoever gave it gives it again when
        one has. A program that changes levels by itself uses this, and `subscribe` to hear of it.
        """
        levels = effective(policy, datetime.now(UTC))
        people = people_of(levels)
        # Expressions take some milliseconds to compile, for which no caller should wait.
        hidden = self._redactor(policy.redaction)
        with self.lock:
            self._hidden = hidden
            self.policy, self.levels, self.people = policy, levels, people
            # Of 10,000 people once, and not for every channel.
            self.lowest = people.lowest if people is not None else FATAL
            self.pipe.bound_by(policy.queue)
            self.storms.bound_by(policy.aggregation, hidden[1])
            # Not under the lock of the writer, which holds it as long as a sink stands still.
            self.writer.renderer.redactor = hidden[1]
            for channel in self.channels.values():
                self._settle(channel)
        self._tell(policy)

    def excerpt(self, text: str, length: int) -> str:
        """The first characters of a text without what the policy hides, for any thread."""
        return self._hidden[1].uncounted().excerpt(text, length)

    def shows(self, text: str) -> bool:
        """Whether the policy hides nothing in a text, for any thread."""
        return self._hidden[1].uncounted().text(text) == text

    def redactor(self) -> Redactor:
        """Hides what the policy hides, and counts for itself: for the one thread that asks."""
        return self._hidden[1].uncounted()

    def subscribe(self, observer: Observer) -> None:
        """The observer is given each policy once it holds, and again when an override has ended.

        It is called by whoever applies the policy: the thread that follows the file.
        """
        with self.lock:
            self.observers = (*self.observers, observer)

    def unsubscribe(self, observer: Observer) -> None:
        """It is given none any more."""
        with self.lock:
            self.observers = tuple(other for other in self.observers if other != observer)

    def watch(self, path: Path) -> None:
        """Follows the policy in this file from now on, and in no other."""
        before = self.watcher
        self.unwatch()
        log = Outspoken(self.channel("telemetry.policy"), (), {})
        self.watcher = Watcher(path, self.apply, log)
        if before is not None:
            self.watcher.continue_from(before)
        self.watcher.start()

    def unwatch(self) -> None:
        """Follows no file any more; the policy that holds stays."""
        if self.watcher is not None:
            self.watcher.stop()
            self.watcher = None

    def deliver_to(self, outlets: Sequence[Outlet], service: str) -> None:
        """From now on lines carry this service and go to these outlets.

        What was logged before goes to those that there were, unless nobody has named any yet. They
        are closed then; one that does not take lines is left behind after `FLUSH` seconds.
        """
        if self._named:
            self.writer.flush(FLUSH)
        self._named = True
        held = self.writer.lock.acquire(FLUSH)
        try:
            self.writer.renderer.serve(service)
            left = self.writer.delivery.replace(outlets)
            if held:
                # Otherwise one of them is being written to.
                close(left)
        finally:
            if held:
                self.writer.lock.release()

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
        levels, sampling = self.levels, self.policy.sampling
        level = NUMBERS[longest_prefix(levels.components, channel.name, levels.default)]
        rate = longest_prefix(sampling.components, channel.name, sampling.default)
        people = self.people
        channel.shares = shares(rate, sampling.debug)
        # In this order: whoever sees these people sees their level, and decisions end last.
        channel.level = level
        channel.people = people
        channel.decided = (None, None, level)
        channel.floor = min(level, self.lowest)

    def _redactor(self, redaction: Redaction) -> tuple[Redaction, Redactor]:
        """The one there is, where it does the same; another one goes on with its counts."""
        before, old = self._hidden
        if redaction == before:
            return self._hidden
        new = Redactor(redaction)
        for name in new.counts:
            old.counts.setdefault(name, 0)
        new.counts = old.counts
        return redaction, new

    def _tell(self, policy: Policy) -> None:
        for observer in self.observers:
            try:
                observer(policy)
            except Exception:  # noqa: BLE001 - one that fails keeps nobody from a policy
                self.logger("telemetry.policy").exception("an observer of the policy has failed")


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
    if named:
        for prefix in prefixes(name):
            if prefix in named:
                return named[prefix]
    return otherwise


STREAM = Stream(default_policy())
"""That of this process."""
# Whatever stream is in trouble: there is one standard error.
conceal(STREAM.excerpt)
