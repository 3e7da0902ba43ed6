"""The route tree, receivers and intervals, from the frozen specs with small edits."""

from __future__ import annotations

from typing import Any

from taskcenter_monitor.compiler.routing import compile_routing
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.receivers import Email, PagerDuty, Teams, Webhook
from taskcenter_monitor.ir.routing import AlertmanagerConfig, Route, TimeRange
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.vocabulary.calendar import Days, Times
from tests.unit.checks.cases import Case, Edit, edited

SPEC = Origin("specs/routing.yaml")


def compiled(*edits: Edit) -> AlertmanagerConfig:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    return compile_routing(loaded.project)


def routing(**values: Any) -> Edit:
    return Edit(
        file="routing.yaml", set={key.replace("__", "."): value for key, value in values.items()}
    )


def version(number: str) -> Edit:
    return Edit(file="service.yaml", set={"versions.alertmanager": number})


def route(config: AlertmanagerConfig, name: str) -> Route:
    return next(found for found in config.root.routes if found.name == name)


def test_the_root_takes_everything_and_carries_the_timing() -> None:
    root = compiled().root
    assert root.matchers == ()
    assert (root.receiver, root.group_by) == ("default", ("alertname", "cluster", "job"))
    assert (root.group_wait, root.group_interval, root.repeat_interval) == ("30s", "5m", "4h")
    assert root.origin == SPEC.at("root")


def test_routes_keep_the_order_of_the_spec_because_the_first_one_wins() -> None:
    names = [found.name for found in compiled().root.routes]
    assert names.index("watchdog") < names.index("monitoring-critical")
    assert names.index("critical-pager") < names.index("team-dba") < names.index("critical-chat")
    assert names[-1] == "nobody"


def test_what_a_route_leaves_out_stays_empty() -> None:
    found = route(compiled(), "team-dba")
    assert (found.group_by, found.group_wait, found.repeat_interval) == ((), "", "")
    assert (found.muted, found.active, found.continues) == ((), (), False)
    assert found.origin == SPEC.at("routes", "team-dba")


def test_matchers_are_written_in_the_one_way_that_all_versions_read() -> None:
    edit = routing(routes__trend__matchers=['component =~ "tre.*"', r'note="C:\\x"'])
    assert route(compiled(edit), "trend").matchers == ('component=~"tre.*"', r'note="C:\\x"')


def test_routes_below_routes_keep_their_place() -> None:
    below = {"night": {"matchers": ['severity="critical"'], "receiver": "pager"}}
    (child,) = route(compiled(routing(**{"routes__team-dba__routes": below})), "team-dba").routes
    assert child.receiver == "pager"
    assert child.origin == SPEC.at("routes", "team-dba", "routes", "night")


def test_inhibitions_have_names_only_where_alertmanager_knows_them() -> None:
    assert {found.name for found in compiled().inhibitions} == {""}
    assert compiled(version("0.30")).inhibitions[0].name == "critical-over-warning"


def test_a_bridge_and_a_deadman_switch_are_webhooks_and_a_discard_is_nothing() -> None:
    receivers = {found.name: found.integrations for found in compiled().receivers}
    assert receivers["deadman"] == (
        Webhook(
            url="http://deadman-relay:8080/task-center",
            url_file="",
            credentials_file="",
            max_alerts=0,
            send_resolved=False,
            channel="deadman",
        ),
    )
    assert receivers["blackhole"] == ()
    assert [type(found) for found in receivers["pager"]] == [PagerDuty, Webhook]
    assert receivers["mail"] == (Email(to=("task-center-sre@example.com",), send_resolved=True),)


def test_every_kind_of_receiver_is_lowered() -> None:
    ways = [
        {"wecom": {"url_file": "/run/secrets/u"}},
        {"slack": {"channel": "#a", "api_url_file": "/run/secrets/s"}},
        {
            "wecom_app": {
                "corp_id": "c",
                "agent_id": "1",
                "api_secret_file": "/run/secrets/w",
                "to_party": "2",
            }
        },
        {"discord": {"webhook_url_file": "/run/secrets/d"}},
        {"teams": {"webhook_url_file": "/run/secrets/t", "send_resolved": False}},
    ]
    config = compiled(routing(receivers__chat=ways))
    found = next(one.integrations for one in config.receivers if one.name == "chat")
    assert len(found) == len(ways)
    assert found[-1] == Teams(webhook_url_file="/run/secrets/t", send_resolved=False)


def test_dates_become_one_range_a_month_with_the_same_hours() -> None:
    interval = {"dates": ["2026-09-30..2026-10-02"], "times": ["09:00..18:00"]}
    config = compiled(routing(intervals__holidays=interval))
    found = next(one for one in config.intervals if one.name == "holidays")
    hours = (Times("09:00", "18:00"),)
    assert found.location == "Asia/Shanghai"
    assert found.ranges == (
        TimeRange(times=hours, weekdays=(), days=Days(2026, 9, 30, 30)),
        TimeRange(times=hours, weekdays=(), days=Days(2026, 10, 1, 2)),
    )


def test_an_interval_without_dates_is_one_range() -> None:
    found = next(one for one in compiled().intervals if one.name == "night")
    times = (Times("22:00", "24:00"), Times("00:00", "08:00"))
    assert found.ranges == (TimeRange(times=times, weekdays=(), days=None),)


def test_the_first_locale_speaks_first_and_has_the_plain_annotations() -> None:
    tongues = compiled().notices.tongues
    assert [(one.language, one.service, one.summary) for one in tongues] == [
        ("zh", "任务中心", "summary"),
        ("en", "Task Center", "summary_en"),
    ]
    turned = compiled(Edit(file="service.yaml", set={"locales": ["en", "zh-CN"]})).notices.tongues
    assert [(one.language, one.description) for one in turned] == [
        ("en", "description"),
        ("zh", "description_zh"),
    ]


def test_times_are_converted_only_where_alertmanager_can() -> None:
    assert compiled(version("0.27")).notices.timezone == ""
    assert compiled(version("0.28")).notices.timezone == "Asia/Shanghai"


def test_without_a_mail_server_there_is_none() -> None:
    assert compiled(Edit(file="routing.yaml", remove=("mail",))).mail is None
    mail = compiled().mail
    assert mail is not None
    assert (mail.smarthost, mail.hello, mail.require_tls) == ("smtp.example.com:587", "", True)
