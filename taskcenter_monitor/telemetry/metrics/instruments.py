"""Counters, gauges, histograms and summaries that are made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from taskcenter_monitor.telemetry.metrics.labels import OTHER, texts
from taskcenter_monitor.telemetry.metrics.making import renew
from taskcenter_monitor.telemetry.metrics.series import (
    CounterSeries,
    Dropping,
    GaugeSeries,
    HistogramSeries,
    Series,
    SummarySeries,
)

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.metrics.book import Book

S = TypeVar("S", bound=Series)

LABELS = "labels"
SERIES = "series"


class Instrument(Generic[S]):
    """One metric of the catalogue, as far as this process has it.

    Made before anybody knows which catalogue holds: it looks itself up when it is first used.
    """

    kind: ClassVar[str] = ""
    _of: type[S]

    def __init__(self, name: str, book: Book) -> None:
        self.name = name
        self._book = book
        self._lock = Lock()
        self._settled = False
        self._names: tuple[str, ...] = ()
        self._limit = 0
        self._own: Any = None
        self._lost = ""
        self._known: dict[tuple[object, ...], S] = {}
        self._other: S | None = None

    def labels(self, **labels: object) -> S:
        """The series with these values, to keep where it is used often."""
        names = self._names
        if len(labels) == len(names):
            try:
                return self._known[tuple([labels[name] for name in names])]
            except (KeyError, TypeError):
                pass
        return self._series(labels)

    def settle(self) -> None:
        """Looks the metric up in the catalogue, if that has not been done."""
        if self._settled:
            return
        with self._lock:
            if not self._settled:
                self._own, self._lost = self._book.made(self)
                self._names, self._limit = self._book.shape(self.name)
                self._settled = True
                if self._own is not None and not self._names:
                    # There from the start: what begins with its first failure shows no increase.
                    self._known[()] = self._of(self._own, self._refuse)

    def forget(self) -> Any:  # noqa: ANN401 - the thing of prometheus-client
        """It looks itself up again when it is next used; series that somebody keeps stay good."""
        with self._lock:
            own, self._own, self._settled = self._own, None, False
            kept, self._known, self._other = self._known, {}, None
            self._names = ()
        for key, series in kept.items():
            series.replaced(_Again(self, key))
        return own

    def begin_anew(self) -> None:
        """In a process that was forked: the parent tells what was counted before."""
        self._lock = Lock()
        if self._own is not None:
            renew(self._own)

    def _series(self, labels: dict[str, object]) -> S:
        """The series, however it was asked for; one that drops values where there is none."""
        self.settle()
        if self._lost:
            return self._dropping(self._lost, f"the catalogue has no {self.kind} {self.name}")
        try:
            values = texts(self._names, labels)
        except Exception as error:  # noqa: BLE001 - the text of a stranger's value
            return self._dropping(LABELS, f"a label has no text: {type(error).__name__}")
        if values is None:
            has = ", ".join(self._names) or "none"
            return self._dropping(LABELS, f"its labels are {has}, not {', '.join(labels)}")
        with self._lock:
            found = self._known.get(values)
            if found is None and len(self._known) < self._limit:
                found = self._known[values] = self._of(self._child(values), self._refuse)
        return found if found is not None else self._beyond()

    def _child(self, values: tuple[str, ...]) -> Any:  # noqa: ANN401 - as above
        return self._own.labels(*values) if values else self._own

    def _beyond(self) -> S:
        """For what there is no room for: counted together, so that sums stay right."""
        self._book.dropped(self.name, SERIES, f"more than {self._limit} series")
        with self._lock:
            if self._other is None:
                self._other = self._of(self._child((OTHER,) * len(self._names)), self._refuse)
            return self._other

    def _dropping(self, reason: str, why: str) -> S:
        self._book.complain(self.name, reason, why)
        return self._of(Dropping(lambda: self._refuse(reason, why)), self._refuse)

    def _refuse(self, reason: str, why: str) -> None:
        self._book.complain(self.name, reason, why)
        self._book.dropped(self.name, reason, why)


class _Again:
    """Behind a series that somebody has kept from before another catalogue held."""

    def __init__(self, instrument: Instrument[Any], key: tuple[object, ...]) -> None:
        self._instrument, self._key = instrument, key

    def __getattr__(self, operation: str) -> Any:  # noqa: ANN401 - as above
        self._instrument.settle()
        names = self._instrument._names  # noqa: SLF001 - a part of it
        labels = dict(zip(names, self._key, strict=False)) if len(names) == len(self._key) else {}
        return getattr(self._instrument.labels(**labels)._own, operation)  # noqa: SLF001


class Counter(Instrument[CounterSeries]):
    """What only rises."""

    kind = "counter"
    _of = CounterSeries

    def inc(self, amount: float = 1, /, **labels: object) -> None:
        """Adds to the series with these labels."""
        self.labels(**labels).inc(amount)


class Gauge(Instrument[GaugeSeries]):
    """What rises and falls."""

    kind = "gauge"
    _of = GaugeSeries

    def set(self, value: float, /, **labels: object) -> None:
        """The series with these labels has this value from now on."""
        self.labels(**labels).set(value)

    def inc(self, amount: float = 1, /, **labels: object) -> None:
        """Adds to the series with these labels."""
        self.labels(**labels).inc(amount)

    def dec(self, amount: float = 1, /, **labels: object) -> None:
        """Takes from the series with these labels."""
        self.labels(**labels).dec(amount)

    def _beyond(self) -> GaugeSeries:
        """A gauge of several things together means nothing, so they have none."""
        why = f"more than {self._limit} series"
        return GaugeSeries(
            Dropping(lambda: self._book.dropped(self.name, SERIES, why)), self._refuse
        )


class Histogram(Instrument[HistogramSeries]):
    """How values are spread over the buckets of the catalogue."""

    kind = "histogram"
    _of = HistogramSeries

    def observe(self, value: float, /, **labels: object) -> None:
        """Counts a value in the unit of the metric."""
        self.labels(**labels).observe(value)

    @contextmanager
    def time(self, **labels: object) -> Iterator[None]:
        """Counts the seconds that the block takes, whatever comes of it."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.labels(**labels).observe(perf_counter() - begun)


class Summary(Instrument[SummarySeries]):
    """How many values there were, and their sum."""

    kind = "summary"
    _of = SummarySeries

    def observe(self, value: float, /, **labels: object) -> None:
        """Counts a value in the unit of the metric."""
        self.labels(**labels).observe(value)
