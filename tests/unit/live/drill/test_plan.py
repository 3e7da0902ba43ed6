"""Every alert has a fault behind it, or a reason."""

from __future__ import annotations

from functools import cache

import pytest

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.drill.board import KINDS
from taskcenter_monitor.live.drill.company import NAMES
from taskcenter_monitor.live.drill.patience import alerting, subject_of_rule, timings
from taskcenter_monitor.live.drill.plan import planned
from taskcenter_monitor.live.drill.reasons import REASONS, UNKNOWN, why_not
from taskcenter_monitor.live.drill.stage import STAND_INS
from taskcenter_monitor.live.drill.table import FAULTS
from taskcenter_monitor.live.drill.watch import Subject
from tests.seeded import monitoring as compiled_from
from tests.seeded import shipped_files


@cache
def monitoring() -> Monitoring:
    """What the shipped specs yield: it is their alerts that faults are known for."""
    return compiled_from(shipped_files())


def subjects() -> set[Subject]:
    return {subject_of_rule(rule) for group in monitoring().groups for rule in alerting(group)}


def test_every_alert_is_drilled_or_says_why_not() -> None:
    plan = planned(monitoring().groups)
    undrilled = {(one.alert, one.severity) for one in plan.undrilled}
    assert {(one.alert, one.level) for one in plan.wanted} | undrilled == {
        (one.alert, one.level) for one in subjects()
    }
    assert not {(one.alert, one.level) for one in plan.wanted} & undrilled
    assert [one.alert for one in plan.undrilled if one.why == UNKNOWN] == []


def test_enough_of_them_are_drilled() -> None:
    assert len({one.alert for one in planned(monitoring().groups).wanted}) >= 20


def test_every_alert_that_is_named_exists() -> None:
    known = subjects()
    assert {one for fault in FAULTS for one in fault.fires} <= known
    names = {one.alert for one in known}
    assert {name for fault in FAULTS for name in fault.also} <= names
    assert set(REASONS) <= names


def test_every_switch_has_its_place() -> None:
    places = {
        "service": set(NAMES),
        "outage": set(NAMES),
        "restarts": set(NAMES),
        "stand-in": set(STAND_INS),
        "configuration": {"prometheus", "alertmanager"},
        "channel": {receiver.name for receiver in monitoring().alertmanager.receivers},
        "nothing": {"prometheus"},
    }
    assert set(places) == KINDS
    for fault in FAULTS:
        for step in fault.steps:
            for switch in step.switches:
                assert switch.where in places[switch.kind]


def test_faults_wait_for_faults_that_do_not_wait_for_them() -> None:
    waits = {fault.name: set(fault.after) for fault in FAULTS}
    lanes: dict[str, list[str]] = {}
    for fault in FAULTS:
        waits[fault.name] |= set(lanes.setdefault(fault.lane, []))
        lanes[fault.lane].append(fault.name)
    assert {name for after in waits.values() for name in after} <= set(waits)
    over: set[str] = set()
    while ready := {name for name, after in waits.items() if name not in over and after <= over}:
        over |= ready
    assert over == set(waits)


def test_one_alert_alone_takes_no_more_steps_than_it_needs() -> None:
    plan = planned(monitoring().groups, ("TaskCenterTaskExecutionSlow",))
    (fault,) = plan.faults
    assert [one.alert for step in fault.steps for one in step.fires] == [
        "TaskCenterTaskExecutionSlow"
    ]
    assert "TaskCenterCallbackLatencyHigh" in fault.also
    assert plan.undrilled == ()


def test_what_cannot_be_drilled_says_why() -> None:
    plan = planned(monitoring().groups, ("MySQLDown",))
    assert plan.faults == ()
    assert [(one.alert, one.why) for one in plan.undrilled] == [("MySQLDown", REASONS["MySQLDown"])]


@pytest.mark.parametrize(
    ("subject", "word"),
    [
        (Subject("AnyBudgetBurn", "warning", "3d"), "three days"),
        (Subject("AnyNoData", "warning"), "none of its series"),
        (Subject("Anything", "warning"), "no fault of the example"),
    ],
)
def test_alerts_of_a_kind_share_a_reason(subject: Subject, word: str) -> None:
    assert word in why_not(subject)


def test_patience_follows_from_what_a_rule_looks_at() -> None:
    found = timings(monitoring().groups)
    latency = found[Subject("TaskCenterHTTPLatencyHigh", "warning")]
    assert (latency.wait, latency.reach, latency.interval) == (300, 300, 15)
    lasting = found[Subject("TaskCenterCallbackVolumeLow", "warning")]
    assert lasting.keep == 3600
    assert lasting.to_recover > 3600
