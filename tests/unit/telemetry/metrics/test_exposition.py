"""What a scrape gets: the form that it asks for, without series that nobody reads."""

from __future__ import annotations

import re

import pytest
from opentelemetry.sdk.trace import TracerProvider

from taskcenter_monitor.telemetry import metrics

OPEN = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"


@pytest.fixture(autouse=True)
def _counted() -> None:
    with TracerProvider().get_tracer("test").start_as_current_span("one"):
        metrics.histogram("task_center_http_request_duration_seconds").observe(
            0.15, method="GET", endpoint="/x"
        )
        metrics.counter("task_center_tasks_created_total").inc()


def test_open_metrics_has_exemplars_and_an_end() -> None:
    body, content_type = metrics.expose(OPEN)
    text = body.decode()
    assert content_type.startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith("# EOF\n")
    assert re.search(r'_bucket\{.*le="0.2".*\} \d+\.0 # \{.*trace_id="[0-9a-f]{32}"', text)


@pytest.mark.parametrize("accept", ["", "*/*", "text/html"])
def test_anybody_else_gets_plain_text(accept: str) -> None:
    body, content_type = metrics.expose(accept)
    assert content_type.startswith("text/plain; version=0.0.4")
    assert b"trace_id" not in body


@pytest.mark.parametrize("accept", [OPEN, ""])
def test_bounds_are_written_as_queries_read_them(accept: str) -> None:
    text = metrics.expose(accept).body.decode()
    found = re.findall(r'task_center_http_request_duration_seconds_bucket\{.*le="([^"]+)"', text)
    assert "5.0" in found
    assert "0.2" in found
    assert all(re.fullmatch(r"5|5[.]0", bound) for bound in found if float(bound) == 5)


@pytest.mark.parametrize("accept", [OPEN, ""])
def test_nobody_is_told_when_a_series_began(accept: str) -> None:
    assert b"task_center_tasks_created_created" not in metrics.expose(accept).body
    assert b"seconds_created" not in metrics.expose(accept).body
