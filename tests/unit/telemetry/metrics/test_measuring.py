"""Tests see what a block has counted."""

from __future__ import annotations

import pytest

from taskcenter_monitor.telemetry.metrics.faults import MetricError
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram
from taskcenter_monitor.telemetry.testing import measured
from tests.unit.telemetry.metrics.books import book_of


def test_only_what_the_block_counts_is_told() -> None:
    book = book_of()
    asked = book.instrument(Counter, "asked_total")
    asked.inc(5, a="x", b="y")
    with measured(book) as figures:
        asked.inc(2, a="x", b="y")
        asked.inc(a="z", b="y")
        book.instrument(Histogram, "took_seconds").observe(0.7, a="x")
        book.instrument(Gauge, "waiting").set(3, queue="q")

    assert figures.increase("asked_total", a="x", b="y") == 2
    assert figures.value("asked_total", a="x", b="y") == 7
    assert figures.increase("asked_total", a="nobody", b="y") == 0
    assert figures.increase("took_seconds_count", a="x") == 1
    assert figures.increase("took_seconds_bucket", a="x", le="0.5") == 0
    assert figures.value("waiting", queue="q") == 3
    assert sum(figures.increases("asked_total").values()) == 3


def test_what_is_wrong_is_an_error_in_the_block_and_not_behind_it() -> None:
    book = book_of(strict=False)
    with measured(book), pytest.raises(MetricError):
        book.instrument(Counter, "asked_total").inc(a="x")
    book.instrument(Counter, "asked_total").inc(a="x")
