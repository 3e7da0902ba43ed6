"""In a process that was forked no lock is shut that a thread of its parent had."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread
from typing import Any

import pytest

from taskcenter_monitor.telemetry.metrics.book import Book
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram, Summary
from tests.unit.telemetry.metrics.books import book_of, shown


def use(book: Book) -> None:
    book.instrument(Counter, "asked_total").inc(a="x", b="y")
    book.instrument(Counter, "done_total").inc()
    book.instrument(Gauge, "waiting").inc(queue="q")
    book.instrument(Histogram, "took_seconds").observe(0.7, a="x")
    book.instrument(Summary, "pause_seconds").observe(1)
    list(book.registry.collect())


def client(book: Book, of: type[Any], name: str) -> Any:
    return book.instrument(of, name)._own


LOCKS: dict[str, Callable[[Book], Any]] = {
    "book": lambda book: book._lock,
    "instrument": lambda book: book.instrument(Counter, "asked_total")._lock,
    "labels": lambda book: client(book, Counter, "asked_total")._lock,
    "counter": lambda book: client(book, Counter, "asked_total").labels("x", "y")._value._lock,
    "counter alone": lambda book: client(book, Counter, "done_total")._value._lock,
    "gauge": lambda book: client(book, Gauge, "waiting").labels("q")._value._lock,
    "sum": lambda book: client(book, Histogram, "took_seconds").labels("x")._sum._lock,
    "bucket": lambda book: client(book, Histogram, "took_seconds").labels("x")._buckets[1]._lock,
    "summary": lambda book: client(book, Summary, "pause_seconds")._count._lock,
}


@pytest.mark.parametrize("whose", LOCKS)
def test_a_lock_that_somebody_held_is_open(whose: str) -> None:
    book = book_of(strict=True)
    use(book)
    lock = LOCKS[whose](book)
    assert isinstance(lock, type(Lock()))
    lock.acquire()
    book.begin_anew()
    book.instrument(Counter, "few_total").inc(a="made in the child")
    using = Thread(target=use, args=[book], daemon=True)
    using.start()
    using.join(10)
    assert not using.is_alive()


def test_counts_begin_at_0_and_gauges_stay() -> None:
    book = book_of(strict=True)
    use(book)
    book.begin_anew()
    assert shown(book, "asked_total", a="x", b="y") == 0
    assert shown(book, "took_seconds_count", a="x") == 0
    assert shown(book, "took_seconds_sum", a="x") == 0
    assert shown(book, "pause_seconds_count") == 0
    assert shown(book, "waiting", queue="q") == 1


def test_series_that_somebody_keeps_go_on() -> None:
    book = book_of(strict=True)
    kept = book.instrument(Counter, "asked_total").labels(a="x", b="y")
    kept.inc(5)
    book.begin_anew()
    kept.inc()
    assert shown(book, "asked_total", a="x", b="y") == 1


def test_drops_are_counted_anew() -> None:
    book = book_of()
    book.instrument(Counter, "done_total").inc(-1)
    book.begin_anew()
    assert not book.drops
