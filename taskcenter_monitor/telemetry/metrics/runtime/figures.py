"""Brings the figures of the process up to date: before each scrape, or every second.

Where several processes share files one of them answers a scrape for all, so each has a thread that
writes what it is doing. What prometheus-client says of a process it does not say there, so this
does that too.
"""

from __future__ import annotations

import os
from threading import Lock, Thread
from time import sleep
from typing import Any

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.registry import Collector

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.metrics.book import Book
from taskcenter_monitor.telemetry.metrics.exemplars import SHARES_FILES
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Instrument, Summary
from taskcenter_monitor.telemetry.metrics.runtime.activity import activities
from taskcenter_monitor.telemetry.metrics.runtime.pauses import Pauses
from taskcenter_monitor.telemetry.metrics.runtime.processors import processors

PACE = 1.0
"""Seconds between two looks: a fifth of the interval in which services are scraped."""
_LAST = 0.25
"""Seconds that a fork may wait for a look to end."""
_CPU = "process_cpu_seconds_total"
_OF_PROCESS = ("process_resident_memory_bytes", "process_start_time_seconds")


class Runtime(Collector):
    """The figures of this process in one book, as far as its catalogue has them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = Lock()
        self._paused = False
        self._pauses = Pauses()
        # The process has those of prometheus-client itself in its own registry.
        self._process = Book(CollectorRegistry())
        self._told = 0.0

    def collect(self) -> list[Metric]:
        """Nothing of its own: it stands in the registry before what it brings up to date."""
        try:
            self.refresh()
        except Exception as error:  # noqa: BLE001 - a scrape is not to fail for this
            say(f"no figures of the process: {type(error).__name__}: {error}")
        return []

    def describe(self) -> list[Metric]:
        """Nothing of its own."""
        return []

    def begin(self) -> None:
        """Shows what there is from now on."""
        self._pauses.listen()
        if not SHARES_FILES:
            self._book.registry.register(self)
        self.refresh()
        os.register_at_fork(
            before=self._pause, after_in_parent=self._go_on, after_in_child=self._begin_in_child
        )
        if SHARES_FILES:
            self._start()

    def refresh(self) -> None:
        """All of it is what there is now."""
        with self._lock:
            self._set(self._book, "go_goroutines", activities())
            self._set(self._book, "go_sched_gomaxprocs_threads", processors())
            pauses = self._instrument(self._book, Summary, "go_gc_duration_seconds")
            for pause in self._pauses.taken():
                if pauses is not None:
                    pauses.observe(pause)
            if SHARES_FILES:
                self._refresh_process()

    def _refresh_process(self) -> None:
        self._process.rules = self._book.rules
        found = {
            sample.name: sample.value
            for metric in ProcessCollector(registry=None).collect()
            for sample in metric.samples
        }
        for name in _OF_PROCESS:
            if name in found:
                self._set(self._process, name, found[name])
        spent = self._instrument(self._process, Counter, _CPU)
        if spent is not None and found.get(_CPU, 0.0) > self._told:
            spent.inc(found[_CPU] - self._told)
            self._told = found[_CPU]

    def _set(self, book: Book, name: str, value: float) -> None:
        gauge = self._instrument(book, Gauge, name)
        if gauge is not None:
            gauge.set(value)

    def _instrument(self, book: Book, of: type[Any], name: str) -> Any:  # noqa: ANN401 - of any type
        """None where the catalogue of this service has no such metric."""
        metric = book.catalogue.metrics.get(name)
        kind: type[Instrument[Any]] = of
        return book.instrument(of, name) if metric and metric.type == kind.kind else None

    def _start(self) -> None:
        try:
            Thread(target=self._run, name="telemetry-runtime", daemon=True).start()
        except RuntimeError as error:
            # The process is about to end, or may have no more threads.
            say(f"no figures of the process: {error}")

    def _run(self) -> None:
        while True:
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 - the next look may be a better one
                say(f"no figures of the process: {type(error).__name__}: {error}")
                sleep(60 * PACE)
            sleep(PACE)

    def _pause(self) -> None:
        self._paused = self._lock.acquire(timeout=_LAST)

    def _go_on(self) -> None:
        if self._paused:
            self._lock.release()

    def _begin_in_child(self) -> None:
        """A child has used no time yet, and its parent tells of its own pauses."""
        self._lock = Lock()
        self._told = 0.0
        self._pauses.taken()
        if SHARES_FILES:
            self._start()


_exported: dict[int, Runtime] = {}


def export(book: Book) -> None:
    """Shows the figures of the process in this book; once, however often it is called."""
    if id(book) not in _exported:
        _exported[id(book)] = runtime = Runtime(book)
        runtime.begin()
