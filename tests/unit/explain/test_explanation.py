"""What is put together about alerts of the frozen specs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.ir.explanation import Explanation, Told
from tests.frozen import FROZEN
from tests.unit.checks.cases import Edit

Explained = Callable[..., Explanation]


def line_of(file: str, text: str) -> int:
    """The only line of a frozen spec that begins with this text."""
    lines = (FROZEN / file).read_text("utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if line.strip().startswith(text)]
    return found


def at(place: Span) -> tuple[str, int]:
    return place.file, place.line


def told(one: Explanation, severity: str) -> list[Told]:
    return [told for rule in one.rules if rule.severity == severity for told in rule.told]


def test_the_places_are_those_of_the_specs(explained: Explained) -> None:
    one = explained("TaskCenterHTTPErrorRateHigh")
    alerts = "alerts/http.yaml"
    assert at(one.place) == (f"specs/{alerts}", line_of(alerts, "TaskCenterHTTPErrorRateHigh:"))
    assert [at(rule.place) for rule in one.rules] == [
        (f"specs/{alerts}", line_of(alerts, "critical: {above: 20%")),
        (f"specs/{alerts}", line_of(alerts, "warning:  {above: 5%")),
    ]
    signal = ("specs/signals.yaml", line_of("signals.yaml", "http_error_ratio:"))
    assert at(one.signal.place) == signal
    assert at(one.recordings[-1].place) == signal
    assert at(one.jobs[0].place) == (
        "specs/scrape.yaml",
        line_of("scrape.yaml", "task-center-api:"),
    )
    assert at(one.rules[1].told[0].place) == (
        "specs/routing.yaml",
        line_of("routing.yaml", "warning-chat:"),
    )


def test_the_path_from_metric_to_rule(explained: Explained) -> None:
    one = explained("TaskCenterHTTPErrorRateHigh")
    assert (one.signal.name, one.signal.kind, one.signal.unit) == (
        "http_error_ratio",
        "ratio",
        "ratio",
    )
    assert [metric.selector for metric in one.signal.metrics] == [
        'task_center_http_requests_total{http_code=~"5.."}',
        "task_center_http_requests_total",
    ]
    assert [(job.job, job.interval, job.timeout) for job in one.jobs] == [("task-center-api", 5, 3)]
    assert [recording.record for recording in one.recordings] == [
        "job:task_center_http_requests:rate5m",
        "job:task_center_http_requests_5xx:ratio_rate5m",
    ]
    assert one.signal.promql == one.recordings[1].expr
    assert one.signal.guard == "job:task_center_http_requests:rate5m > 0.1"
    critical, warning = one.rules
    assert critical.expr.startswith("job:task_center_http_requests_5xx:ratio_rate5m > 0.2\nand")
    assert (critical.condition, critical.wait) == ("> 20%", 120)
    assert (warning.condition, warning.wait) == ("> 5%", 300)
    assert (one.group, one.interval) == ("task-center.http", 15)
    assert one.links.rules_file == "prometheus/rules/http.rules.yml"


def test_a_signal_that_is_not_recorded_rests_on_nothing(explained: Explained) -> None:
    one = explained("TaskCenterDown")
    assert one.recordings == ()
    assert one.signal.promql == one.rules[0].expr == 'up{job=~"task-center-(api|worker)"} == 0'


def test_recordings_that_recordings_read_are_there_too(explained: Explained) -> None:
    assert [one.record for one in explained("TaskCenterQPSDrop").recordings] == [
        "job:task_center_http_requests:rate10m",
        "job:task_center_http_requests:baseline_rate30m",
        "job:task_center_http_requests:ratio_to_baseline",
    ]


def test_how_soon_everybody_knows(explained: Explained) -> None:
    one = explained("TaskCenterDown")
    assert one.rules[0].fires.slight.seconds == 23
    assert [
        (way.receiver, way.slight.first, way.slight.joining) for way in told(one, "critical")
    ] == [
        ("pager", 29, 84),
        ("chat-critical", 29, 84),
    ]


def test_what_a_route_leaves_out_it_inherits(explained: Explained) -> None:
    one = explained("MySQLDown")
    dba = next(way for way in told(one, "critical") if way.receiver == "dba")
    assert (dba.group_wait, dba.group_interval, dba.repeat_interval) == (30, 300, 4 * 3600)
    assert dba.group_by == ("alertname", "cluster", "job")
    assert dba.ways == ("dingtalk", "email")
    assert dba.slight.first == one.rules[0].fires.slight.seconds + 30 + 1


def test_a_large_fault_is_told_sooner(explained: Explained) -> None:
    one = explained("TaskCenterHTTPErrorRateHigh")
    (way,) = told(one, "warning")
    assert (way.receiver, way.muted) == ("chat", ("night",))
    # 20 s of the window of 5 minutes are 5 % of it and a bit, 15 s exactly.
    assert (way.slight.first, way.full.first) == (623 + 31, 623 - 300 + 15 + 31)


def test_a_route_that_depends_on_unknown_labels_is_not_certain(explained: Explained) -> None:
    route = {"matchers": ['job="task-center-worker"'], "receiver": "mail", "continue": True}
    one = explained(
        "TaskCenterDown",
        Edit(
            file="routing.yaml",
            set={"routes.critical-pager.routes": {"worker-only": route}},
        ),
    )
    assert {way.route: way.certain for way in told(one, "critical")} == {
        "critical-pager": False,
        "critical-pager.worker-only": False,
        "critical-chat": True,
    }


def test_what_may_mute_it(explained: Explained) -> None:
    one = explained("TaskCenterHTTPErrorRateHigh")
    found = {muted.inhibition: muted for muted in one.rules[1].muted_by}
    assert found["critical-over-warning"].sources == ("TaskCenterHTTPErrorRateHigh (critical)",)
    assert found["critical-over-warning"].equal == ("alertname", "cluster", "job")
    assert found["mysql-down"].why == "Nothing of the service works without its database."
    assert "critical-over-warning" not in {muted.inhibition for muted in one.rules[0].muted_by}
    assert "instance-down" not in found, "an error ratio of a job has no instance"


def test_an_environment_changes_what_is_explained_and_where_it_stands(explained: Explained) -> None:
    one = explained("TaskCenterCPUHigh", environment="dev")
    warning = one.rules[1]
    assert (one.environment, warning.condition, warning.wait) == ("dev", "> 90%", 900)
    environment = "environments/dev.yaml"
    place = line_of(environment, "alerts.TaskCenterCPUHigh.warning.above:")
    assert at(warning.place) == (f"specs/{environment}", place)
    assert warning.wait_place.file == f"specs/{environment}"
    assert one.rules[0].wait_place.file == "specs/alerts/system.yaml"
    assert told(one, "critical")[0].ways == ("email",)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_texts_come_in_the_languages_of_the_service(explained: Explained, locale: str) -> None:
    one = explained("TaskCenterDown", Edit(file="service.yaml", set={"locales": [locale]}))
    assert list(one.titles) == list(one.descriptions) == [locale.partition("-")[0]]
