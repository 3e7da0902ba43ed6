"""Placeholder."""

from __future__ import annotations

from taskcenter_monitor.telemetry.metrics.book import Book


def export(book: Book) -> None:
    """Nothing yet."""
