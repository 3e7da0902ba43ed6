"""The catalogue that services make their instruments from."""

from __future__ import annotations

import json
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters import TARGETS
from taskcenter_monitor.emitters.metrics import catalogue_text, emit
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.telemetry.catalogue import read_catalogue
from tests.stacks import monitoring_of, templates
from tests.unit.checks.cases import Edit

HTTP = "task_center_http_requests_total"
METRICS = (
    ExportedMetric(
        name="done_total",
        type="counter",
        unit="tasks",
        labels=("b", "a"),
        limit=7,
        help="Done.",
        origin=Origin("specs/metrics.yaml", ("metrics", "done_total")),
    ),
    ExportedMetric(name="waiting", type="gauge", unit="tasks", help="Now.", processes="latest"),
    ExportedMetric(name="took", type="histogram", unit="seconds", buckets=(0.5, 1), help=""),
)


def artifact(**values: Any) -> Artifact:
    edits = [Edit(file="metrics.yaml", set=values)] if values else []
    (found,) = emit(monitoring_of(*edits), templates().render)
    return found


def test_metrics_json_is_a_target() -> None:
    assert TARGETS["metrics"] is emit
    assert artifact().path == "telemetry/metrics.json"


def test_a_metric_has_what_its_instrument_needs_and_nothing_else() -> None:
    found = json.loads(catalogue_text(METRICS))
    assert found["version"] == 1
    assert found["metrics"] == {
        "done_total": {
            "type": "counter",
            "unit": "tasks",
            "help": "Done.",
            "labels": ["b", "a"],
            "series": 7,
        },
        "waiting": {
            "type": "gauge",
            "unit": "tasks",
            "help": "Now.",
            "labels": [],
            "processes": "latest",
        },
        "took": {
            "type": "histogram",
            "unit": "seconds",
            "help": "",
            "labels": [],
            "buckets": [0.5, 1],
        },
    }


def test_the_library_reads_what_is_written() -> None:
    read = read_catalogue(catalogue_text(METRICS).encode())
    assert read.metrics["done_total"].labels == ("b", "a")
    assert read.metrics["done_total"].series == 7
    assert read.metrics["waiting"].processes == "latest"
    assert read.metrics["took"].buckets == (0.5, 1)


def test_the_order_of_labels_is_that_of_the_specs() -> None:
    found = json.loads(artifact().text)["metrics"][HTTP]
    assert found["labels"] == ["method", "endpoint", "http_code"]


def test_every_metric_leads_to_the_line_that_it_is_written_in() -> None:
    made = artifact()
    names = json.loads(made.text)["metrics"]
    assert sorted(path for path, _ in made.origins) == [f"$.metrics.{name}" for name in names]
    assert dict(made.origins)[f"$.metrics.{HTTP}"] == Origin(
        "specs/metrics.yaml", ("metrics", HTTP)
    )
    assert made.origin.file == "specs/metrics.yaml"
