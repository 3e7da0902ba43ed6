"""What a block has counted, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from taskcenter_monitor.telemetry.metrics.book import BOOK, Book

Key = tuple[str, frozenset[tuple[str, str]]]


class Measured:
    """The series of a book, against what they were when the block began.

    Series are named as they are exported: `..._total` of a counter, `..._count`, `..._sum` and
    `..._bucket` of a histogram.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._before = dict(_samples(book))

    def value(self, series: str, **labels: str) -> float:
        """What it is now; 0 where there is none."""
        return dict(_samples(self._book)).get(_key(series, labels), 0.0)

    def increase(self, series: str, **labels: str) -> float:
        """How much it has grown since the block began."""
        key = _key(series, labels)
        return self.value(series, **labels) - self._before.get(key, 0.0)

    def increases(self, series: str) -> dict[frozenset[tuple[str, str]], float]:
        """Of every combination of labels for which it has grown or fallen."""
        now = {key: value for key, value in _samples(self._book) if key[0] == series}
        grown = {key[1]: value - self._before.get(key, 0.0) for key, value in now.items()}
        return {labels: more for labels, more in grown.items() if more}


@contextmanager
def measured(book: Book = BOOK) -> Iterator[Measured]:
    """Tells what the block counts; what the catalogue does not have raises MetricError in it."""
    rules = book.rules
    book.rules = replace(rules, strict=lambda: True)
    try:
        yield Measured(book)
    finally:
        book.rules = rules


def _samples(book: Book) -> Iterator[tuple[Key, float]]:
    book.settle()
    for metric in book.registry.collect():
        for sample in metric.samples:
            yield _key(sample.name, sample.labels), sample.value


def _key(series: str, labels: Mapping[str, str]) -> Key:
    return series, frozenset(labels.items())
