"""GOMAXPROCS says how many processors a service is given, as it does for one in Go."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from taskcenter_monitor.telemetry.metrics import configuration
from taskcenter_monitor.telemetry.metrics.book import Book
from taskcenter_monitor.telemetry.metrics.runtime.figures import Runtime
from taskcenter_monitor.telemetry.metrics.runtime.processors import processors

METRIC = "go_sched_gomaxprocs_threads"


@pytest.mark.parametrize(
    ("said", "found"), [("", 0), ("3", 3), ("0", 0), ("-1", 0), ("many", 0), ("²", 0)]
)
def test_what_is_no_number_of_processors_is_not_heard(
    monkeypatch: pytest.MonkeyPatch, said: str, found: int
) -> None:
    monkeypatch.setenv(configuration.PROCESSORS, said)

    assert configuration._told() == found


@pytest.mark.parametrize("told", [0, 7])
def test_what_is_told_is_shown_before_what_the_system_says(told: int) -> None:
    book = Book(CollectorRegistry())
    runtime = Runtime(book, told)

    runtime.refresh()

    assert book.registry.get_sample_value(METRIC) == (told or processors())
