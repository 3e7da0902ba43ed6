"""A catalogue is whole, or it is refused with the place of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.catalogue import (
    LARGEST,
    CatalogueFault,
    catalogue_of,
    default_catalogue,
    read_catalogue,
)

COUNTER = {"type": "counter", "unit": "tasks", "help": "Done."}
HISTOGRAM = {"type": "histogram", "unit": "seconds", "help": "Took.", "buckets": [1, 2.5]}


def written(**metrics: Any) -> bytes:
    return json.dumps({"version": 1, "metrics": metrics}).encode()


def test_the_default_can_be_read_as_any_other() -> None:
    packaged = Path("taskcenter_monitor/telemetry/metrics/default.json")
    root = Path(__file__).parents[3]
    assert catalogue_of(root / packaged) == default_catalogue()
    assert "task_center_http_requests_total" in default_catalogue().metrics


def test_what_prometheus_writes_itself_is_not_for_services() -> None:
    assert not {"up", "scrape_duration_seconds", "ALERTS"} & set(default_catalogue().metrics)


def test_what_is_left_out_has_a_meaning() -> None:
    found = read_catalogue(b"\xef\xbb\xbf" + written(done_total=COUNTER)).metrics["done_total"]
    assert (found.labels, found.series, found.processes) == ((), 0, "sum")


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("done_total", {"type": "counted"}, "Invalid enum value 'counted'"),
        ("done_total", {"labls": []}, "unknown field `labls`"),
        ("done", {}, r"ends in _total - at `\$\.metrics\.done`"),
        ("done total", {}, "no name of a metric"),
        ("done_total", {"labels": ["a-b"]}, "'a-b' is no name of a label"),
        ("done_total", {"labels": ["__a"]}, "'__a' is no name of a label"),
        ("done_total", {"labels": ["job"]}, "'job' is not for services to give"),
        ("done_total", {"labels": ["le"]}, "'le' is not for services to give"),
        ("done_total", {"labels": ["quantile"]}, "'quantile' is not for services"),
        ("done_total", {"labels": ["a", "a"]}, "stands there twice"),
        ("done_total", {"buckets": [1]}, "nothing else has"),
        ("done_total", {"series": -1}, "0 or more"),
        ("took", HISTOGRAM | {"buckets": []}, "A histogram has buckets"),
        ("took", HISTOGRAM | {"buckets": [2, 2]}, "Buckets rise"),
    ],
)
def test_what_makes_no_instrument_is_refused(
    name: str, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(CatalogueFault, match=message):
        read_catalogue(written(**{name: COUNTER | changes}))


def test_near_misses_are_read() -> None:
    pause = {"type": "summary", "unit": "seconds", "help": "", "labels": ["quantile"]}
    gauge = {"type": "gauge", "unit": "tasks", "help": "", "labels": ["_a"], "processes": "latest"}
    found = read_catalogue(written(pause=pause, waiting_total=gauge, took=HISTOGRAM))
    assert found.metrics["took"].buckets == (1, 2.5)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"version": 2, "metrics": {}}'])
def test_what_is_no_catalogue_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogueFault):
        read_catalogue(content)


def test_what_is_too_large_is_not_read() -> None:
    with pytest.raises(CatalogueFault, match="more than a catalogue has"):
        read_catalogue(b" " * (LARGEST + 1))


def test_a_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFault, match="is no file"):
        catalogue_of(tmp_path)
