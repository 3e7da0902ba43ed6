"""However many values a label takes, a metric has only so many series, and its sums stay right."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from taskcenter_monitor.telemetry.metrics.book import SERIES, Book
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram
from taskcenter_monitor.telemetry.metrics.labels import LONGEST
from taskcenter_monitor.telemetry.testing import capture
from tests.unit.telemetry.metrics.books import book_of, dropped, shown


def series(book: Book, name: str) -> dict[str, float]:
    """The first label's value to that of the series."""
    samples = (sample for metric in book.registry.collect() for sample in metric.samples)
    return {next(iter(s.labels.values())): s.value for s in samples if s.name == name}


def test_counts_beyond_the_limit_stand_together() -> None:
    book = book_of(strict=True, most=3)
    asked = book.instrument(Counter, "asked_total")
    for number in range(10):
        asked.inc(a=str(number), b="x")
    asked.inc(a="1", b="x")
    assert series(book, "asked_total") == {"0": 1, "1": 2, "2": 1, "other": 7}
    assert shown(book, "asked_total", a="other", b="other") == 7
    assert dropped(book, "asked_total", "series") == 7


def test_values_beyond_the_limit_are_observed_together() -> None:
    book = book_of(most=1)
    took = book.instrument(Histogram, "took_seconds")
    for number in range(4):
        took.observe(number, a=str(number))
    assert series(book, "took_seconds_sum") == {"0": 0, "other": 6}
    assert series(book, "took_seconds_count") == {"0": 1, "other": 3}


def test_gauges_beyond_the_limit_are_dropped() -> None:
    book = book_of(most=1)
    waiting = book.instrument(Gauge, "waiting")
    waiting.set(1, queue="a")
    waiting.set(2, queue="b")
    waiting.set(3, queue="a")
    assert series(book, "waiting") == {"a": 3}
    assert dropped(book, "waiting", "series") == 1


def test_the_nearest_limit_holds() -> None:
    book = book_of(most=5, series={"took_seconds": 1})
    for number in range(10):
        book.instrument(Counter, "few_total").inc(a=str(number))
        book.instrument(Counter, "asked_total").inc(a=str(number), b="x")
        book.instrument(Histogram, "took_seconds").observe(1, a=str(number))
    assert len(series(book, "few_total")) == 2 + 1
    assert len(series(book, "asked_total")) == 5 + 1
    assert len(series(book, "took_seconds_count")) == 1 + 1


def test_what_is_said_of_one_metric_goes_before_the_catalogue() -> None:
    book = book_of(series={"few_total": 4})
    for number in range(10):
        book.instrument(Counter, "few_total").inc(a=str(number))
    assert len(series(book, "few_total")) == 4 + 1


def test_the_limit_is_said_once() -> None:
    book = book_of(most=1)
    with capture("debug") as logs:
        for number in range(5):
            book.instrument(Counter, "asked_total").inc(a=str(number), b="x")
    assert [entry["reason"] for entry in logs] == ["series"]


@pytest.mark.slow
def test_a_hundred_thousand_values_need_no_more_memory_than_a_thousand() -> None:
    book = book_of()
    took = book.instrument(Histogram, "took_seconds")
    for number in range(SERIES + 1):
        took.observe(1, a=str(number))
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(100_000):
        took.observe(1, a=f"task-{number}")
    gc.collect()
    # A series of this histogram is some 40 blocks, so a dozen more of them would be seen.
    assert sys.getallocatedblocks() - before < 500
    assert len(series(book, "took_seconds_count")) == SERIES + 1
    assert shown(book, "took_seconds_count", a="other") == 100_001


def test_values_are_bounded_in_length_and_sound() -> None:
    book = book_of(strict=True)
    few = book.instrument(Counter, "few_total")
    few.inc(a="x" * 10_000)
    few.inc(a="half \ud83d a character")
    assert set(series(book, "few_total")) == {"x" * (LONGEST - 1) + "…", "half ? a character"}
    assert len(max(series(book, "few_total"), key=len)) == LONGEST


def test_threads_that_come_at_once_make_one_series_and_lose_nothing() -> None:
    book = book_of(most=10)

    def count(_: int) -> None:
        for number in range(500):
            book.instrument(Counter, "asked_total").inc(a=str(number % 20), b="x")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    found = series(book, "asked_total")
    assert len(found) == 11
    assert sum(found.values()) == 4000
