"""The library's figures of itself, for whatever scrapes this process.

Callers and the writer count in plain numbers. A thread of its own hands them to prometheus-client
once a second, because nobody else can: with several processes (PROMETHEUS_MULTIPROC_DIR, as under
gunicorn) one of them answers a scrape for all, from files, so nothing can be worked out when the
scrape comes; the writer is silent just while its lag matters; and the one that watches the policy
is not there without a policy.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.totals import COUNTERS, REDACTED, Key, lag, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client import CollectorRegistry, Counter

    from taskcenter_monitor.telemetry.logging.record import Record
    from taskcenter_monitor.telemetry.logging.stream import Stream

PACE = 1.0
"""Seconds between two looks: a fifth of the interval in which services are scraped."""
_LAST = 0.25
"""Seconds that a fork or the end of the process may wait for the thread, which takes some 50 us."""


def shares_files() -> bool:
    """Whether several processes show their values together (PROMETHEUS_MULTIPROC_DIR)."""
    from prometheus_client import values

    return bool(getattr(values.ValueClass, "_multiprocess", False))


class Figures:
    """The metrics of one stream in one registry, by default that of prometheus-client.

    Raises OSError or ValueError where that does not take them.
    """

    def __init__(self, stream: Stream, registry: CollectorRegistry | None = None) -> None:
        # Imported here: who does not call `configure` does not pay for it.
        from prometheus_client import REGISTRY, Counter, Gauge

        registry = registry if registry is not None else REGISTRY
        self._stream = stream
        self._counters = {
            name: Counter(name, text, labels, registry=registry)
            for name, (text, labels) in COUNTERS.items()
        }
        self._lag = Gauge(
            "task_center_log_writer_lag_seconds",
            "Age of the oldest log record that is not written yet, 0 when none waits.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._sound = Gauge(
            "task_center_telemetry_policy_sound",
            "1 while the policy file can be used, or none is named; 0 while it cannot, and an older"
            " or the default policy holds.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self._shares_files = shares_files()
        self._told: dict[Key, int] = {}
        self._hidden = stream.writer.renderer.redactor.counts
        self._lock = Lock()
        self._paused = self._watching = False
        self._asked: SimpleQueue[SimpleQueue[None]] = SimpleQueue()
        self.hand_over()

    def hand_over(self) -> None:
        """What was counted since the last time is in the metrics."""
        with self._lock:
            self._forget_rules()
            for key, total in totals(self._stream).items():
                # Where somebody began anew, all that is there has come since.
                told = self._told.get(key, 0)
                self._metric(key).inc(total - told if total >= told else total)
                self._told[key] = total
            self._lag.set(lag(self._stream, time.time_ns()))
            watcher = self._stream.watcher
            self._sound.set(1 if watcher is None or watcher.sound else 0)

    def chore(self, last: bool) -> Iterable[Record]:
        """For the writer: at the end of the process nobody comes again in a second.

        The thread is asked, because the end may be a signal that has interrupted this one within a
        lock of prometheus-client.
        """
        if last and self._watching:
            done: SimpleQueue[None] = SimpleQueue()
            self._asked.put(done)
            with suppress(Empty):
                done.get(timeout=_LAST)
        return ()

    def watch(self) -> None:
        """Hands over every second from now on, in this process and in those that it forks."""
        # Nobody is between two numbers, or holds a lock of prometheus-client, while we fork.
        os.register_at_fork(
            before=self._pause,
            after_in_parent=self._go_on,
            after_in_child=self._begin_in_child,
        )
        self._start(self._run)

    def _pause(self) -> None:
        self._paused = self._lock.acquire(timeout=_LAST)

    def _go_on(self) -> None:
        if self._paused:
            self._lock.release()

    def _begin_in_child(self) -> None:
        """The parent tells what was counted before; the child begins at 0."""
        self._lock = Lock()
        self._asked = SimpleQueue()
        self._told = totals(self._stream)
        self._start(self._run_in_child)

    def _run_in_child(self) -> None:
        # Here and not on the way out of fork: a thread of the parent may have held their locks.
        # Where processes share files, prometheus-client itself begins a new one.
        if not self._shares_files:
            for key in self._told.copy():
                self._metric(key).reset()
        self._run()

    def _run(self) -> None:
        try:
            while True:
                asked = None
                with suppress(Empty):
                    asked = self._asked.get(timeout=PACE)
                self.hand_over()
                if asked is not None:
                    asked.put(None)
        except Exception as error:  # noqa: BLE001 - logging goes on without figures of itself
            self._watching = False
            say(f"no figures from now on: {type(error).__name__}: {error}")

    def _start(self, work: Callable[[], None]) -> None:
        self._watching = True
        try:
            Thread(target=work, name="telemetry-figures", daemon=True).start()
        except RuntimeError as error:
            # The process is about to end, or may have no more threads.
            self._watching = False
            say(f"no figures: {error}")

    def _forget_rules(self) -> None:
        """The redactor of a new policy may begin to count at 0, or go on with what there is."""
        counts = self._stream.writer.renderer.redactor.counts
        if counts is not self._hidden:
            for rule, total in self._hidden.copy().items():
                key = (REDACTED, rule)
                self._metric(key).inc(total - self._told.pop(key, 0))
            self._hidden = counts

    def _metric(self, key: Key) -> Counter:
        name, label = key
        counter = self._counters[name]
        return counter.labels(label) if label else counter


def export(stream: Stream, registry: CollectorRegistry | None = None) -> None:
    """Shows the figures of a stream in a registry, unless it shows them already. Never raises."""
    with stream.lock:
        if stream.figures is not None:
            return
        try:
            stream.figures = figures = Figures(stream, registry)
        except (ImportError, OSError, ValueError) as error:
            say(f"no figures: {type(error).__name__}: {error}")
            return
    stream.writer.chores = (*stream.writer.chores, figures.chore)
    figures.watch()
