"""The labels with which alerts come, as far as the specs know them."""

from __future__ import annotations

from taskcenter_monitor.routing.router import router
from taskcenter_monitor.routing.sources import Sources
from taskcenter_monitor.routing.subjects import Alerts, Subject
from taskcenter_monitor.routing.traffic import traffic
from taskcenter_monitor.routing.variants import matchers_of, names_apart, values_of, variants
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from tests.unit.routing.frozen_specs import frozen

STATIC = {"alertname", "severity", "component", "team", "service", "cluster", "environment"}


def subject(name: str, severity: str = "critical") -> Subject:
    return next(one for one in Alerts(frozen()).named(name) if one.severity == severity)


def test_fixed_labels_are_those_of_the_rule_and_the_external_ones() -> None:
    assert subject("TaskCenterDown").fixed.keys() == STATIC
    assert "replica" not in subject("TaskCenterDown").fixed


def test_supposed_labels_come_from_the_job_that_exports_the_series() -> None:
    labels = subject("MySQLDown").supposed()
    assert (labels["job"], labels["instance"]) == ("mysql", "mysqld-exporter:9104")
    pool = subject("TaskCenterDBPoolUsageHigh").supposed("task-center-worker")
    assert (pool["job"], pool["db_name"]) == ("task-center-worker", "example")


def test_what_is_not_known_before_is_unsure() -> None:
    assert subject("TaskCenterAllInstancesDown").unsure == {"job"}
    assert subject("Watchdog", "none").unsure == frozenset()


def test_kinds_are_few_and_have_every_alert() -> None:
    alerts = Alerts(frozen())
    kinds = alerts.kinds(names_apart(matchers_of(router(frozen().alertmanager))))
    assert len(kinds) < len(list(alerts.all()))
    assert {name for kind in kinds for name in kind.names} == set(alerts.names)
    assert len(alerts.kinds(None)) == len(list(alerts.all()))


def test_a_pattern_of_names_tells_all_of_them_apart() -> None:
    assert names_apart([parse_matcher('alertname=~"A|B"')]) == frozenset("AB")
    assert names_apart([parse_matcher('alertname=~"Task.*"')]) is None


def test_an_alert_comes_in_every_way_that_a_matcher_minds() -> None:
    one = subject("TaskCenterAllInstancesDown")
    assert [way["job"] for way in variants(one, {"job": ("x",)})] == [
        "task-center-api",
        "task-center-worker",
    ]
    assert len(variants(one, {"severity": ("warning",)})) == 1
    pool = subject("TaskCenterDBPoolUsageHigh")
    assert [way["db_name"] for way in variants(pool, {"db_name": ("main",)})] == ["example", "main"]


def test_values_that_make_a_difference_are_found_in_patterns_too() -> None:
    matchers = map(parse_matcher, ('queue=~"low|high"', 'queue!="x"', 'instance=~"api-.*:6060"'))
    values = values_of(matchers)
    assert set(values["queue"]) == {"low", "high", "x"}
    assert values["instance"] == ("api-example:6060",)


def test_an_alert_with_more_ways_than_can_be_tried_differs_one_label_at_a_time() -> None:
    pool = subject("TaskCenterDBPoolUsageHigh")
    many = tuple(f"v{number}" for number in range(40))
    ways = variants(pool, {"db_name": many, "instance": many})
    assert len(ways) < 200
    assert {way["db_name"] for way in ways} > set(many)


def test_a_source_shares_with_its_target_what_must_be_equal() -> None:
    sources = Sources(router(frozen().alertmanager), Alerts(frozen()))
    target = subject("TaskCenterCPUHigh", "warning").supposed("task-center-worker")
    found = {source.rule.name: source for source in sources.muting(target)}
    assert found.keys() == {"critical-over-warning", "instance-down", "job-down"}
    assert found["instance-down"].labels["instance"] == target["instance"]
    assert found["instance-down"].names == ("TaskCenterDown",)


def test_a_source_of_another_job_is_none() -> None:
    sources = Sources(router(frozen().alertmanager), Alerts(frozen()))
    target = subject("RedisEvictions").supposed()
    assert {source.rule.name for source in sources.muting(target)} == {"redis-down"}


def test_traffic_has_every_alert_no_two_alike_and_expectations_too() -> None:
    sent = traffic(frozen(), router(frozen().alertmanager))
    labels = [tuple(sorted(one.labels.items())) for one in sent]
    assert len(labels) == len(set(labels))
    assert {one.labels["alertname"] for one in sent} > set(Alerts(frozen()).names)
    assert "info" in {one.labels.get("severity") for one in sent}
