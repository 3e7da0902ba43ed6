"""Which catalogue holds, and whether what it lacks is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.catalogue import CatalogueFault
from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.metrics.configuration import VARIABLE

TESTING = "PYTEST_CURRENT_TEST"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = BOOK.rules
    known = dict(BOOK._instruments)
    yield
    for key in set(BOOK._instruments) - set(known):
        own = BOOK._instruments.pop(key).forget()
        if own is not None:
            BOOK.registry.unregister(own)
    BOOK.hold(before)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "metrics.json"
    metric = {"type": "counter", "unit": "count", "help": "Own.", "labels": ["a"]}
    file.write_text(json.dumps({"version": 1, "metrics": {"own_total": metric}}))
    return file


def test_a_test_of_pytest_is_strict_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics.configure()
    asked = metrics.counter("task_center_http_requests_total")
    with pytest.raises(metrics.MetricError):
        asked.inc(method="GET")
    monkeypatch.delenv(TESTING)
    asked.inc(method="GET")


def test_strict_is_what_somebody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = metrics.counter("task_center_http_requests_total")
    metrics.configure(strict=False)
    asked.inc(method="GET")
    monkeypatch.delenv(TESTING)
    metrics.configure(strict=True)
    with pytest.raises(metrics.MetricError):
        asked.inc(method="GET")


def test_a_service_may_name_its_own_catalogue(own: Path) -> None:
    metrics.configure(catalogue=own)
    metrics.counter("own_total").inc(a="x")
    assert BOOK.registry.get_sample_value("own_total", {"a": "x"}) == 1


def test_the_environment_may_name_one(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(own))
    metrics.configure()
    metrics.counter("own_total").inc(a="x")


def test_limits_are_those_of_the_call(own: Path) -> None:
    metrics.configure(catalogue=own, series=1, series_of={"own_total": 2})
    assert BOOK.shape("own_total") == (("a",), 2)
    metrics.configure(catalogue=own, series=3)
    assert BOOK.shape("own_total") == (("a",), 3)


def test_a_catalogue_that_cannot_be_used_is_an_error_in_a_test(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFault):
        metrics.configure(catalogue=tmp_path / "none.json")


def test_a_service_starts_without_its_catalogue(
    own: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(TESTING)
    own.write_text("{")
    metrics.configure(catalogue=own)
    assert "task_center_http_requests_total" in BOOK.catalogue.metrics
    assert "the default metrics hold" in capfd.readouterr().err
