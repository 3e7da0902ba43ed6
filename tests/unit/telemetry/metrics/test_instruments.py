"""Instruments are what the catalogue says; all else is an error in tests, elsewhere a drop."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from taskcenter_monitor.telemetry.catalogue import Catalogue, Metric
from taskcenter_monitor.telemetry.metrics.book import DROPS, Book, Rules
from taskcenter_monitor.telemetry.metrics.faults import MetricError
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram, Summary
from taskcenter_monitor.telemetry.testing import capture
from tests.unit.telemetry.metrics.books import CATALOGUE, book_of, dropped, shown


def test_each_type_counts_as_the_catalogue_says() -> None:
    book = book_of(strict=True)
    book.instrument(Counter, "asked_total").inc(2, a="x", b="y")
    waiting = book.instrument(Gauge, "waiting")
    waiting.set(5, queue="q")
    waiting.inc(2, queue="q")
    waiting.dec(queue="q")
    book.instrument(Histogram, "took_seconds").observe(0.7, a="x")
    book.instrument(Summary, "pause_seconds").observe(0.25)

    assert shown(book, "asked_total", a="x", b="y") == 2
    assert shown(book, "waiting", queue="q") == 6
    buckets = [shown(book, "took_seconds_bucket", a="x", le=le) for le in ("0.5", "5.0", "+Inf")]
    assert buckets == [0, 1, 1]
    assert shown(book, "pause_seconds_sum") == 0.25
    assert shown(book, "pause_seconds_count") == 1


def test_labels_may_come_in_any_order_and_of_any_type() -> None:
    book = book_of(strict=True)
    asked = book.instrument(Counter, "asked_total")
    asked.inc(a="200", b="x")
    asked.inc(b="x", a=200)
    asked.inc(b="x", a=True)
    asked.inc(b=None, a=["l"])
    assert shown(book, "asked_total", a="200", b="x") == 2
    assert shown(book, "asked_total", a="True", b="x") == 1
    assert shown(book, "asked_total", a="['l']", b="") == 1


def test_a_number_is_never_taken_for_an_equal_one_of_another_text() -> None:
    book = book_of(strict=True)
    asked = book.instrument(Counter, "asked_total")
    for value in (1, True, 1.0, "1"):
        asked.inc(a=value, b="x")
    assert shown(book, "asked_total", a="1", b="x") == 2
    assert shown(book, "asked_total", a="True", b="x") == 1
    assert shown(book, "asked_total", a="1.0", b="x") == 1


def test_one_without_labels_is_there_before_it_counts() -> None:
    book = book_of()
    book.instrument(Counter, "done_total")
    book.settle()
    assert shown(book, "done_total") == 0


def test_a_kept_series_is_the_same_as_the_one_that_labels_name() -> None:
    book = book_of(strict=True)
    asked = book.instrument(Counter, "asked_total")
    kept = asked.labels(a="x", b="y")
    kept.inc()
    asked.inc(a="x", b="y")
    assert asked.labels(b="y", a="x") is kept
    assert shown(book, "asked_total", a="x", b="y") == 2


def test_a_name_gives_the_same_instrument_each_time() -> None:
    book = book_of()
    assert book.instrument(Counter, "done_total") is book.instrument(Counter, "done_total")


def test_any_number_is_a_number() -> None:
    book = book_of(strict=True)
    done = book.instrument(Counter, "done_total")
    done.inc(Decimal("1.5"))  # type: ignore[arg-type]
    done.inc(True)
    assert shown(book, "done_total") == 2.5


def test_a_block_is_timed_whatever_comes_of_it() -> None:
    book = book_of(strict=True)
    with pytest.raises(LookupError), book.instrument(Histogram, "took_seconds").time(a="x"):
        raise LookupError
    assert shown(book, "took_seconds_count", a="x") == 1


def _wrong_name(book: Book) -> None:
    book.instrument(Counter, "asked_totl").inc(a="x")


def _wrong_type(book: Book) -> None:
    book.instrument(Gauge, "asked_total").set(1, a="x", b="y")


def _missing_label(book: Book) -> None:
    book.instrument(Counter, "asked_total").inc(a="x")


def _wrong_label(book: Book) -> None:
    book.instrument(Counter, "asked_total").inc(a="x", c="y")


def _no_text(book: Book) -> None:
    class Silent:
        def __str__(self) -> str:
            raise LookupError

    book.instrument(Counter, "asked_total").inc(a=Silent(), b="x")


def _backwards(book: Book) -> None:
    book.instrument(Counter, "done_total").inc(-1)


def _no_number(book: Book) -> None:
    book.instrument(Counter, "done_total").inc("1")  # type: ignore[arg-type]


def _nan(book: Book) -> None:
    book.instrument(Counter, "done_total").inc(math.nan)


def _endless(book: Book) -> None:
    book.instrument(Counter, "done_total").inc(math.inf)


def _gauge_nan(book: Book) -> None:
    book.instrument(Gauge, "waiting").set(math.nan, queue="q")


def _gauge_no_number(book: Book) -> None:
    book.instrument(Gauge, "waiting").inc(None, queue="q")  # type: ignore[arg-type]


def _observed_nan(book: Book) -> None:
    book.instrument(Histogram, "took_seconds").observe(math.nan, a="x")


def _observed_negative(book: Book) -> None:
    book.instrument(Histogram, "took_seconds").observe(-0.1, a="x")


def _summary_no_number(book: Book) -> None:
    book.instrument(Summary, "pause_seconds").observe("x")  # type: ignore[arg-type]


WRONG: list[tuple[Callable[[Book], None], str, str]] = [
    (_wrong_name, "asked_totl", "unknown"),
    (_wrong_type, "asked_total", "type"),
    (_missing_label, "asked_total", "labels"),
    (_wrong_label, "asked_total", "labels"),
    (_no_text, "asked_total", "labels"),
    (_backwards, "done_total", "value"),
    (_no_number, "done_total", "value"),
    (_nan, "done_total", "value"),
    (_endless, "done_total", "value"),
    (_gauge_nan, "waiting", "value"),
    (_gauge_no_number, "waiting", "value"),
    (_observed_nan, "took_seconds", "value"),
    (_observed_negative, "took_seconds", "value"),
    (_summary_no_number, "pause_seconds", "value"),
]
NAMES = [wrong.__name__.strip("_") for wrong, _, _ in WRONG]


@pytest.mark.parametrize(("wrong", "metric", "reason"), WRONG, ids=NAMES)
def test_what_is_wrong_is_an_error_in_tests(
    wrong: Callable[[Book], None], metric: str, reason: str
) -> None:
    with pytest.raises(MetricError, match=rf"{metric}.*\({reason}\)"):
        wrong(book_of(strict=True))


@pytest.mark.parametrize(("wrong", "metric", "reason"), WRONG, ids=NAMES)
def test_what_is_wrong_is_counted_and_said_once_elsewhere(
    wrong: Callable[[Book], None], metric: str, reason: str
) -> None:
    book = book_of()
    with capture("debug") as logs:
        wrong(book)
        wrong(book)

    assert dropped(book, metric, reason) == 2
    assert [(entry["metric"], entry["reason"]) for entry in logs] == [(metric, reason)]
    others = [s for m in book.registry.collect() for s in m.samples if s.name != DROPS and s.value]
    assert others == []


def test_a_kept_series_of_wrong_labels_counts_each_value_as_dropped() -> None:
    book = book_of()
    kept = book.instrument(Counter, "asked_total").labels(a="x")
    kept.inc()
    kept.inc(3)
    assert dropped(book, "asked_total", "labels") == 2


def test_what_the_values_are_kept_in_may_fail() -> None:
    class Full:
        def inc(self, *_: object) -> None:
            raise OSError("no space left")

    book = book_of()
    kept = book.instrument(Counter, "done_total").labels()
    kept.replaced(Full())
    kept.inc()
    assert dropped(book, "done_total", "failed") == 1


def test_a_name_that_somebody_else_has_registered_is_dropped() -> None:
    import prometheus_client

    book = book_of()
    prometheus_client.Counter("done_total", "Of others.", registry=book.registry)
    book.instrument(Counter, "done_total").inc()
    assert dropped(book, "done_total", "failed") == 1


def test_drops_need_no_metric_of_their_own() -> None:
    own = Catalogue(metrics={"done_total": CATALOGUE.metrics["done_total"]})
    book = book_of(own)
    with capture("debug") as logs:
        book.instrument(Counter, "done_total").inc(-1)
    assert len(logs) == 1
    assert book.drops == {("done_total", "value"): 1}


def test_wrong_labels_of_the_drops_themselves_do_not_go_round_in_circles() -> None:
    other = Metric(type="counter", unit="count", help="Drops.", labels=("metric",))
    book = book_of(Catalogue(metrics={**CATALOGUE.metrics, DROPS: other}))
    book.instrument(Counter, "done_total").inc(-1)
    assert book.drops == {("done_total", "value"): 1, (DROPS, "labels"): 1}


def rules_of(catalogue: Catalogue, **changes: Any) -> Rules:
    return Rules(find=lambda: catalogue, **changes)


def test_an_instrument_from_before_follows_the_catalogue_that_is_named_later() -> None:
    book = book_of()
    early = book.instrument(Counter, "asked_total")
    kept = early.labels(a="x", b="y")
    kept.inc(5)
    of_its_own = book.instrument(Counter, "own_total")

    own = Metric(type="counter", unit="count", help="Own.", labels=("z",))
    less = Metric(type="counter", unit="requests", help="Asked.", labels=("b", "a"))
    book.hold(rules_of(Catalogue(metrics={"own_total": own, "asked_total": less})))

    of_its_own.inc(z="1")
    early.inc(a="x", b="y")
    assert shown(book, "own_total", z="1") == 1
    assert shown(book, "asked_total", a="x", b="y") == 1


def test_a_kept_series_goes_on_under_the_same_labels() -> None:
    book = book_of()
    kept = book.instrument(Counter, "asked_total").labels(a="x", b="y")
    kept.inc()
    book.hold(rules_of(CATALOGUE))
    kept.inc()
    book.instrument(Counter, "asked_total").inc(a="x", b="y")
    assert shown(book, "asked_total", a="x", b="y") == 2


def test_a_kept_series_whose_metric_has_gone_is_dropped() -> None:
    book = book_of()
    kept = book.instrument(Counter, "asked_total").labels(a="x", b="y")
    book.hold(rules_of(Catalogue(metrics={DROPS: CATALOGUE.metrics[DROPS]})))
    kept.inc()
    assert dropped(book, "asked_total", "unknown") == 1


def test_a_wrong_name_of_before_is_an_error_once_the_catalogue_holds() -> None:
    book = book_of(strict=True)
    book.instrument(Counter, "nobody_total")
    with pytest.raises(MetricError, match="nobody_total"):
        book.hold(rules_of(CATALOGUE, strict=lambda: True))
    with pytest.raises(MetricError, match="another_total"):
        book.instrument(Counter, "another_total")


def test_the_unit_is_told_where_the_name_ends_in_it() -> None:
    book = book_of()
    book.instrument(Histogram, "took_seconds").observe(1, a="x")
    book.instrument(Counter, "asked_total").inc(a="x", b="x")
    units = {metric.name: metric.unit for metric in book.registry.collect()}
    assert units["took_seconds"] == "seconds"
    assert units["asked"] == ""
