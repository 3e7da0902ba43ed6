"""Which hours have data, which alerts fire, and which recorded series are worked out when."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.live.prometheus import Prometheus, Series, Steps
from taskcenter_monitor.live.seeding.alerts import MOST, Episode, episodes
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.moments import FAR, HOUR, SHOWN, offsets, reach, stretches
from taskcenter_monitor.live.seeding.recorded import in_passes, read_by_dashboards, record
from taskcenter_monitor.live.seeding.shapes import Shape, shape
from tests.seeded import monitoring
from tests.unit.live.panels.boards import dashboard, panel, query, variable

NOW = 1_795_800_000
HERE = Origin("specs/alerts/x.yaml")


def recording(record: str, expr: str) -> RecordingRule:
    return RecordingRule(record=record, expr=expr, origin=HERE)


def alerting(alert: str, severity: str, **values: object) -> AlertingRule:
    rule = AlertingRule(
        alert=alert,
        expr="up == 0",
        wait="",
        keep="",
        labels=(("component", "c"), ("severity", severity)),
        annotations=(),
        origin=HERE,
    )
    return replace(rule, **values)  # type: ignore[arg-type]


def with_rules(*rules: RecordingRule | AlertingRule) -> Monitoring:
    group = RuleGroup(name="g", component="c", interval="1m", rules=rules, origin=HERE)
    return replace(monitoring(), groups=(group,), dashboards=())


def test_the_last_hours_end_now_and_are_finest_at_the_end() -> None:
    *past, last = stretches(monitoring(), NOW)
    assert last.metrics is None
    assert (last.moments[0], last.moments[-1]) == (NOW - SHOWN - HOUR, NOW)
    steps = [high - low for low, high in pairwise(last.moments)]
    assert (steps[0], steps[-1], {*steps}) == (30, 15, {15, 30})
    assert [(one.moments[0], one.moments[-1]) for one in past] == [
        (NOW - SHOWN - HOUR - days * 86400, NOW - days * 86400) for days in (7, 1)
    ]


def test_other_days_have_only_what_is_compared_with_them() -> None:
    found = offsets(with_rules(recording("a:b:c", "rate(x_bucket[30m] offset 1d) / y")))
    assert found == {86400: {"x", "x_bucket", "y", "rate", "m", "offset", "d"}}
    assert offsets(with_rules(recording("a:b:c", "x unless x offset 1m"))) == {}
    assert [one.name for one in stretches(with_rules(), NOW)] == ["now"]


@pytest.mark.parametrize(("range_", "seconds"), [("1h", SHOWN), ("2d", 172800), ("30d", FAR)])
def test_alerts_are_known_as_far_as_dashboards_look_back(range_: str, seconds: int) -> None:
    board = replace(dashboard(), range=range_)
    assert reach(replace(monitoring(), dashboards=(board,))) == seconds


def present(found: list[Episode], state: str) -> list[Episode]:
    return [one for one in found if one.state == state and one.end == NOW]


def test_some_alerts_of_each_severity_fire_and_a_heartbeat_always_does() -> None:
    found = [*episodes(monitoring(), NOW, FAR)]
    firing = present(found, "firing")
    assert {dict(one.labels)["severity"] for one in firing} == {"critical", "warning", "none"}
    assert 4 <= len(firing) <= 15
    assert present(found, "pending")
    (heartbeat,) = [one for one in found if dict(one.labels)["severity"] == "none"]
    assert (heartbeat.start, heartbeat.end) == (NOW - FAR, NOW)
    assert all(NOW - FAR <= one.start < one.end <= NOW for one in found)


def test_no_alert_is_in_two_episodes_at_once() -> None:
    ends: dict[object, int] = {}
    for one in episodes(monitoring(), NOW, FAR):
        assert one.start - ends.get(one.labels, 0) > HOUR
        ends[one.labels] = one.end


def test_of_very_many_rules_some_have_a_past_and_every_heartbeat_has() -> None:
    many = [alerting(f"A{number}", "warning") for number in range(2000)]
    found = [*episodes(with_rules(*many, alerting("Beat", "none")), NOW, SHOWN)]
    names = {dict(one.labels)["alertname"] for one in found}
    assert "Beat" in names
    assert len(names) <= MOST + 1


def test_even_a_single_rule_fires() -> None:
    found = [*episodes(with_rules(alerting("A", "info")), NOW, SHOWN)]
    assert len(present(found, "firing")) == 1


def test_an_alert_has_the_labels_of_its_rule_and_of_a_series() -> None:
    rule = alerting(
        "A",
        "warning",
        carried=("job", "instance", "queue", "le"),
        jobs=("asynq",),
        labels=(("severity", "warning"), ("odd", "{{ $labels.x }}")),
    )
    (one, *_) = present([*episodes(with_rules(rule), NOW, SHOWN)], "firing")
    assert dict(one.labels) == {
        "alertname": "A",
        "severity": "warning",
        "job": "asynq",
        "instance": "asynq-exporter:9876",
        "queue": "default",
    }


def test_prometheus_writes_two_series_for_an_alert() -> None:
    one = Episode(labels=(("alertname", "A"),), state="firing", start=NOW - 60, end=NOW)
    assert one.text().splitlines() == [
        f'ALERTS{{alertname="A",alertstate="firing"}} 1 {NOW - 60}',
        f'ALERTS{{alertname="A",alertstate="firing"}} 1 {NOW}',
        f'ALERTS_FOR_STATE{{alertname="A"}} {NOW - 60} {NOW - 60}',
        f'ALERTS_FOR_STATE{{alertname="A"}} {NOW - 60} {NOW}',
    ]


BASE = recording("a:base:x", "rate(x[5m])")
NEXT = recording("a:next:x", "a:base:x / 2")
LAST = recording("a:last:x", "a:next:x + a:base:x + a:last:x offset 1m")
OTHER = recording("a:other:x", "y")


def test_only_what_dashboards_read_is_worked_out_with_what_it_is_made_of() -> None:
    rules = with_rules(OTHER, LAST, NEXT, BASE)
    board = dashboard([], [panel(query("a:last:x"), query("a:other:x", is_log=True))])
    assert read_by_dashboards(rules) == ()
    assert read_by_dashboards(replace(rules, dashboards=(board,))) == (LAST, NEXT, BASE)
    board = dashboard([variable("v", "a:other:x")])
    assert read_by_dashboards(replace(rules, dashboards=(board,))) == (OTHER,)


def test_what_is_read_is_worked_out_before_what_reads_it() -> None:
    assert [*in_passes([LAST, NEXT, BASE])] == [(BASE,), (NEXT,), (LAST,)]
    assert [*in_passes([])] == []


def test_what_is_recorded_has_the_labels_of_its_rule() -> None:
    found = Series(
        labels=(("__name__", "up"), ("job", "x"), ("slo", "theirs")), points=((60, "1"),)
    )
    client = SimpleNamespace(query_range=lambda _expr, _steps: [found])
    written: list[str] = []
    blocks = SimpleNamespace(
        add=lambda texts: written.extend(text for _, own in texts for text in own)
    )
    rule = replace(BASE, record="slo:x:ratio", labels=(("slo", "ours"),))
    refused = record(
        [rule],
        cast("Blocks", blocks),
        lambda: nullcontext(cast("Prometheus", client)),
        Steps(start=0, end=60, step=60),
    )
    assert refused == ()
    (text,) = written
    assert text.startswith('slo:x:ratio{job="x",slo="ours"} 1 60')


def test_two_that_read_each_other_are_tried_together() -> None:
    one, other = recording("a:one:x", "a:two:x"), recording("a:two:x", "a:one:x")
    assert [*in_passes([one, other])] == [(one, other)]


@pytest.mark.parametrize(
    ("name", "type_", "unit", "level"),
    [
        ("anything_bytes", "gauge", "bytes", 600 * 2**20),
        ("anything_total", "counter", "requests", 3),
        ("things_failed_total", "counter", "errors", 0),
        ("thing_up", "gauge", "bool", 1),
        ("thing_paused", "gauge", "bool", 0),
        ("thing_ratio", "gauge", "ratio", 0.42),
        ("thing_duration_seconds", "histogram", "seconds", 3),
    ],
)
def test_metrics_that_nobody_knows_have_plausible_numbers(
    name: str, type_: str, unit: str, level: float
) -> None:
    assert shape(ExportedMetric(name=name, type=type_, unit=unit)).level == level


def test_limits_stay_as_they_are() -> None:
    limit = ExportedMetric(name="things_max", type="gauge", unit="connections")
    assert shape(limit) == Shape(40, 0)
