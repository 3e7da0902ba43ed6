"""What the cases of `timing` do not reach: every kind of bound, and windows that are read twice."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited

AVAILABILITY = "alerts/availability.yaml"
RESTARTS = "alerts.TaskCenterFrequentRestarts"


def said(check: str, *edits: Edit) -> list[str]:
    loaded = load(edited(Case(check=check, edits=edits)), "specs", None)
    assert loaded.project is not None
    return [one.message for one in checks.run(loaded.project) if one.check == check]


def late(values: dict[str, Any]) -> list[str]:
    return said("timing/late-critical", Edit(file=AVAILABILITY, set=values))


def test_a_count_of_events_is_late_by_its_wait() -> None:
    (message,) = late({f"{RESTARTS}.critical": {"above": 5, "for": "20m"}})
    assert message == (
        "TaskCenterFrequentRestarts fires up to 1213s after the event that crosses the limit, "
        "promised are 30s: scrape 5s + timeout 3s + interval 5s + for 1200s"
    )


def test_the_window_of_a_count_of_events_does_not_matter() -> None:
    assert late({f"{RESTARTS}.critical": {"above": 5, "for": "15s"}}) == []


def test_a_share_is_late_by_its_window() -> None:
    values = {f"{RESTARTS}.signal": "http_error_ratio", f"{RESTARTS}.critical": {"above": "50%"}}
    (message,) = late(values)
    assert "fires up to 313s after the fault" in message
    assert message.endswith(
        "+ timeout 3s + window 300s + interval 5s + for 0s; the window must fill with bad samples"
    )


@pytest.mark.parametrize("function", ["rate", "max_over_time"])
def test_a_window_in_an_expression_counts(function: str) -> None:
    signal = {
        "title": {"zh": "请求", "en": "Requests"},
        "kind": "expression",
        "expression": f'sum({function}(process_start_time_seconds{{job="task-center-api"}}[20s]))',
        "unit": "count",
        "labels": [],
    }
    found = said(
        "timing/late-critical",
        Edit(file="signals.yaml", set={"signals.requests": signal}),
        Edit(
            file=AVAILABILITY,
            set={f"{RESTARTS}.signal": "requests", f"{RESTARTS}.critical": {"above": 5}},
        ),
    )
    assert len(found) == 1
    assert "up to 33s" in found[0]


def test_the_wait_is_rounded_up_to_whole_intervals() -> None:
    wait = "alerts.TaskCenterDown.critical.for"
    assert late({wait: "16s", "interval": "4s"}) == []
    (message,) = late({wait: "17s", "interval": "4s"})
    assert message.startswith("TaskCenterDown fires up to 32s after the fault")


def test_a_window_is_told_once_by_the_use_that_needs_the_most() -> None:
    short = Edit(file="signals.yaml", set={"signals.process_cpu_utilisation.window": "8s"})
    assert said("timing/window", short) == [
        "8s hold less than 4 scrapes of the job task-center-api, which come every 5s"
    ]
