"""Instruments of their own for each test, and what they show."""

from __future__ import annotations

from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry

from taskcenter_monitor.telemetry.catalogue import Catalogue, Metric
from taskcenter_monitor.telemetry.metrics.book import DROPS, Book, Rules

DROPPED = Metric(type="counter", unit="count", help="Drops.", labels=("metric", "reason"))
CATALOGUE = Catalogue(
    metrics={
        "asked_total": Metric(type="counter", unit="requests", help="Asked.", labels=("a", "b")),
        "done_total": Metric(type="counter", unit="tasks", help="Done."),
        "waiting": Metric(type="gauge", unit="tasks", help="Waiting.", labels=("queue",)),
        "took_seconds": Metric(
            type="histogram", unit="seconds", help="Took.", labels=("a",), buckets=(0.5, 5.0)
        ),
        "pause_seconds": Metric(type="summary", unit="seconds", help="Pauses."),
        "few_total": Metric(type="counter", unit="count", help="Few.", labels=("a",), series=2),
        DROPS: DROPPED,
    }
)


def book_of(catalogue: Catalogue = CATALOGUE, strict: bool = False, **rules: Any) -> Book:
    """A book with a registry of its own; by default as in production."""
    book = Book(CollectorRegistry())
    book.rules = Rules(find=lambda: catalogue, strict=partial(bool, strict), **rules)
    return book


def shown(book: Book, name: str, **labels: str) -> float | None:
    """The value of a series as a scrape would have it; None where there is none."""
    return book.registry.get_sample_value(name, labels)


def dropped(book: Book, metric: str, reason: str) -> float | None:
    """How many values were."""
    return shown(book, DROPS, metric=metric, reason=reason)
