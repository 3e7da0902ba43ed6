"""Checks say something about every project that could be read, however odd; they never fail."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited, frozen_document

ODD = [
    "up[5m]",
    "1",
    '"a"',
    "scalar(up)",
    '{job="x"}',
    'topk by (x) (1, {__name__=~"a.*"})',
    "histogram_quantile(0.9, sum(up))",
    'label_replace(up, "a", "b", "c", "d")',
    'label_join(up, "a", ",", "b")',
    'count_values("x", up)',
    "absent(up[5m])",
    "time() > 1",
    "up == bool 1",
    "-(-up)",
    "vector(1) or up",
    "quantile without (job) (0.5, up)",
    "day_of_week()",
    "up > on () group_left (a) vector(1)",
    "1 > bool 2",
    "sum without (x) (nope) / on (y) up",
    "max_over_time((-up)[5m:1m] offset 1d) unless nope:nope:nope",
    "up +",
    "",
]


def diagnosed(*edits: Edit) -> list[Diagnostic]:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None
    found = [loaded.sources.locate(one) for one in checks.run(loaded.project)]
    assert all(isinstance(one.place, Span) for one in found)
    return found


def expression(number: int, text: str, unit: str) -> dict[str, Any]:
    return {
        "title": {"zh": "怪", "en": "Odd"},
        "kind": "expression",
        "expression": text,
        "unit": unit,
        "labels": ["job", "x"],
        "record": True,
        "series": f"service:odd_{number}:value",
        "component": "http",
    }


@pytest.mark.parametrize("unit", ["condition", "ratio", "seconds"])
def test_odd_expressions(unit: str) -> None:
    signals = {f"signals.odd_{n}": expression(n, text, unit) for n, text in enumerate(ODD)}
    assert diagnosed(Edit(file="signals.yaml", set=signals))


def test_a_catalogue_without_metrics() -> None:
    found = diagnosed(Edit(file="metrics.yaml", set={"metrics": {}}))
    assert {one.check for one in found} >= {"metric/unknown"}


def test_alerts_without_signals() -> None:
    found = diagnosed(Edit(file="signals.yaml", set={"signals": {}}))
    assert {one.check for one in found} >= {"name/unknown-signal"}


@pytest.mark.parametrize("type_", ["gauge", "counter", "summary"])
def test_metrics_of_another_type(type_: str) -> None:
    metrics = {
        name: {key: value for key, value in metric.items() if key != "buckets"} | {"type": type_}
        for name, metric in frozen_document("metrics.yaml")["metrics"].items()
    }
    assert diagnosed(Edit(file="metrics.yaml", set={"metrics": metrics}))


def test_every_alert_on_another_signal() -> None:
    alerts = frozen_document("alerts/monitoring.yaml")["alerts"]
    signals = list(frozen_document("signals.yaml")["signals"])
    moved = {f"alerts.{name}.signal": signals[n] for n, name in enumerate(alerts)}
    assert diagnosed(Edit(file="alerts/monitoring.yaml", set=moved))


def test_jobs_that_nobody_scrapes() -> None:
    jobs = {"node": {"targets": ["node-exporter:9100"]}}
    found = diagnosed(Edit(file="scrape.yaml", set={"jobs": jobs}))
    assert {one.check for one in found} >= {"metric/unknown-job", "metric/wrong-job"}
