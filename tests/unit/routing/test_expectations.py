"""Expectations that hold are silent; the others say who is told instead, and by which route."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Origin, Span
from taskcenter_monitor.routing.expectations import prove_expectations
from tests.unit.routing.frozen_specs import edited_specs, frozen, proven


def test_the_frozen_specs_do_what_is_expected_of_them() -> None:
    assert frozen().expectations
    assert prove_expectations(frozen()) == []


def check(row: dict[str, Any], check: str, message: str, place: str) -> None:
    (found,) = proven({"expect": {"row": row}})
    assert found.check == check
    assert found.message == message
    assert isinstance(found.place, Span)
    assert found.place.source.strip().startswith(place)


def test_whom_an_alert_goes_to_instead_is_told_with_the_route() -> None:
    check(
        {"alert": "TaskCenterCPUHigh", "severity": "critical", "receivers": ["chat"]},
        "expectation/receivers",
        "TaskCenterCPUHigh (critical) is told to pager by the route critical-pager, chat-critical"
        " by the route critical-chat; expected chat",
        "receivers:",
    )


def test_every_severity_and_every_alert_that_a_row_speaks_of_counts() -> None:
    row: dict[str, Any] = {"alert": "TaskCenterCPUHigh", "receivers": ["chat"]}
    assert len(proven({"expect": {"row": row}})) == 1
    row = {"matchers": ['component="system"'], "severity": "warning", "receivers": ["chat"]}
    assert proven({"expect": {"row": row}}) == []
    row = {
        "matchers": ['component=~"system|database"'],
        "severity": "warning",
        "receivers": ["chat"],
    }
    assert "is told to dba by the route team-dba" in proven({"expect": {"row": row}})[0].message


def test_receivers_are_all_who_are_told_in_any_order() -> None:
    row: dict[str, Any] = {"alert": "TaskCenterDown", "receivers": ["chat-critical", "pager"]}
    assert proven({"expect": {"row": row}}) == []
    row["receivers"] = ["pager"]
    assert len(proven({"expect": {"row": row}})) == 1


def test_at_a_moment_only_those_count_who_are_told_then() -> None:
    check(
        {
            "alert": "TaskCenterCPUHigh",
            "severity": "warning",
            "at": "2026-03-02 23:00",
            "receivers": ["chat"],
        },
        "expectation/receivers",
        "TaskCenterCPUHigh (warning) is told at 2026-03-02 23:00 to nobody by the route"
        " warning-chat (muted: night); expected chat",
        "receivers:",
    )


def test_alerts_that_are_not_there_yet_are_imagined() -> None:
    assert proven({"expect": {"row": {"severity": "info", "receivers": ["mail"]}}}) == []
    (found,) = proven({"expect": {"row": {"severity": "info", "receivers": ["chat"]}}})
    assert found.message.startswith('an alert with cluster="task-center", ')
    assert found.message.endswith(
        'severity="info" is told to mail by the route info-mail; expected chat'
    )


BY_ALL_INSTANCES = (
    "TaskCenterDown (critical) can be muted by TaskCenterAllInstancesDown (inhibition job-down)"
)


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ([], f"{BY_ALL_INSTANCES}; expected nothing"),
        (
            ["TaskCenterAllInstancesDown", "MySQLDown"],
            f"{BY_ALL_INSTANCES}; expected MySQLDown, TaskCenterAllInstancesDown",
        ),
    ],
)
def test_all_alerts_that_may_mute_must_be_named_and_no_others(
    expected: list[str], message: str
) -> None:
    row = {"alert": "TaskCenterDown", "muted_by": expected}
    check(row, "expectation/muted-by", message, "muted_by:")


def test_a_warning_is_muted_by_its_own_critical() -> None:
    row: dict[str, Any] = {"alert": "TaskCenterCPUHigh", "severity": "warning"}
    row["muted_by"] = ["TaskCenterCPUHigh", "TaskCenterDown", "TaskCenterAllInstancesDown"]
    assert proven({"expect": {"row": row}}) == []
    row["muted_by"] = ["TaskCenterDown", "TaskCenterAllInstancesDown"]
    (found,) = proven({"expect": {"row": row}})
    assert "TaskCenterCPUHigh (inhibition critical-over-warning)" in found.message


@pytest.mark.parametrize(
    ("path", "value", "row"),
    [
        ("routes.critical-pager.continue", False, "critical"),
        ("routes.team-dba.matchers", ['team="task-center-sre"'], "critical"),
        ("routes.warning-chat.receiver", "default", "warning"),
        ("routes.info-mail.receiver", "chat", "info"),
        ("routes.nobody.receiver", "chat", "none"),
        ("routes.watchdog.receiver", "blackhole", "watchdog"),
        ("routes.monitoring-critical.receiver", "pager", "monitoring-critical"),
        ("routes.warning-chat.muted", [], "warning-at-night"),
        ("intervals.night.times", ["22:00..08:30"], "warning-in-the-morning"),
        ("routes.info-mail.active", [], "info-on-a-sunday"),
        ("intervals.holidays.dates", ["01-01"], "trend-on-a-holiday"),
        ("routes.trend.muted", ["holidays", "night"], "trend-at-night"),
        ("inhibitions.critical-over-warning.source", ['severity="info"'], "cpu"),
        ("inhibitions.instance-down.equal", ["cluster", "alertname"], "cpu"),
        ("inhibitions.job-down.source", ['alertname="RedisDown"'], "instance-down"),
        ("inhibitions.worker-down-backlog.source", ['alertname="MySQLDown"'], "pending-tasks"),
        ("inhibitions.redis-down.target", ['component="redis"'], "pending-tasks"),
        ("inhibitions.mysql-down.target", ['component="task"'], "http-errors"),
        ("inhibitions.cause-over-trend.equal", ["cluster", "alertname"], "traffic-drop"),
    ],
)
def test_the_table_of_the_frozen_specs_notices_a_change(path: str, value: Any, row: str) -> None:
    found = prove_expectations(edited_specs({path: value}))
    assert row in {one.place.path[1] for one in found if isinstance(one.place, Origin)}


def test_hours_that_no_row_speaks_of_may_change() -> None:
    assert proven({"intervals.night.times": ["21:00..07:30"]}) == []
