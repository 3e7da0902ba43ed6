from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import diagnose
from taskcenter_monitor.spec.receivers import Integration
from taskcenter_monitor.spec.routing import Expectation, Interval, Mail, Root, Route, Routing
from taskcenter_monitor.spec.service import Service

ROOT = {
    "receiver": "chat",
    "group_by": ["alertname"],
    "group_wait": "30s",
    "group_interval": "5m",
    "repeat_interval": "4h",
}
ROUTING = {
    "timezone": "Asia/Shanghai",
    "root": ROOT,
    "routes": {},
    "inhibitions": {},
    "receivers": {"chat": [{"webhook": {"url": "http://bridge:8080/x"}}]},
}
SERVICE = {
    "service": "task-center",
    "title": {"zh": "任务中心", "en": "Task Center"},
    "locales": ["zh-CN"],
    "versions": {"prometheus": "2.42", "alertmanager": "0.25", "grafana": "12.0"},
    "retention": "45d",
    "links": dict.fromkeys(
        ("runbooks", "dashboards", "prometheus", "alertmanager"), "https://example.com/a"
    ),
    "external_labels": {},
    "teams": {},
}


def faults(model: Any, data: Mapping[str, Any]) -> list[tuple[str, str, tuple[str | int, ...]]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return [
        (one.check, one.message, one.place.path)
        for one in diagnose(caught.value, model, data, Origin("specs/routing.yaml"))
        if isinstance(one.place, Origin)
    ]


def test_the_smallest_routing_is_a_root_with_a_receiver() -> None:
    routing = Routing.model_validate(ROUTING)
    assert routing.root.receiver == "chat"
    assert routing.receivers["chat"][0].kind == "webhook"
    assert routing.intervals == {}


@pytest.mark.parametrize(
    ("zone", "message", "hint"),
    [
        ("Asia/Shanghi", "there is no time zone 'Asia/Shanghi'", "did you mean 'Asia/Shanghai'?"),
        ("Asia", "there is no time zone 'Asia'", None),
        ("", "there is no time zone ''", "write it like Asia/Shanghai"),
        ("../etc/passwd", "there is no time zone '../etc/passwd'", None),
        ("a\0b", "there is no time zone 'a\\x00b'", "write it like Asia/Shanghai"),
        (8, "expected text, found the number 8", ""),
    ],
)
def test_a_time_zone_is_one_of_the_tz_database(zone: Any, message: str, hint: str | None) -> None:
    data = {**ROUTING, "timezone": zone}
    with pytest.raises(ValidationError) as caught:
        Routing.model_validate(data)
    (found,) = diagnose(caught.value, Routing, data, Origin("specs/routing.yaml"))
    assert found.message == message
    assert hint in (None, found.help)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Argentina/Ushuaia", "Etc/GMT+8"])
def test_a_time_zone_keeps_its_name(zone: str) -> None:
    assert Routing.model_validate({**ROUTING, "timezone": zone}).timezone == zone


def test_a_matcher_needs_its_quotes() -> None:
    ((check, message, path),) = faults(Route, {"matchers": ["severity=critical"]})
    assert (check, path) == ("matcher/syntax", ("matchers", 0))
    assert "the quotes are needed" in message


def test_a_route_without_matchers_is_refused_because_it_would_take_everything() -> None:
    ((_, _, path),) = faults(Route, {"matchers": [], "receiver": "chat"})
    assert path == ("matchers",)


def test_grouping_by_everything_is_refused() -> None:
    ((check, _, path),) = faults(Root, {**ROOT, "group_by": ["..."]})
    assert (check, path) == ("label/name", ("group_by", 0))


def test_a_group_interval_of_nothing_is_refused_as_alertmanager_does() -> None:
    ((check, message, path),) = faults(Root, {**ROOT, "group_interval": "0s"})
    assert (check, path) == ("duration/value", ("group_interval",))
    assert "longer than nothing" in message


def test_a_receiver_without_a_way_is_refused() -> None:
    ((_, _, path),) = faults(Routing, {**ROUTING, "receivers": {"chat": []}})
    assert path == ("receivers", "chat")


@pytest.mark.parametrize(
    ("data", "check"),
    [
        ({}, "receivers/kind"),
        ({"discard": {"why": "x"}, "email": {"to": ["a@b.c"]}}, "receivers/kind"),
        ({"webhook": {}}, "receivers/address"),
        ({"webhook": {"url": "http://x/", "url_file": "/run/secrets/u"}}, "receivers/address"),
        ({"deadman": {}}, "receivers/address"),
        ({"webhook": {"url": "bridge:8080"}}, "spec/address"),
        ({"email": {"to": ["nobody"]}}, "spec/value"),
        ({"slack": {"channel": "#x", "api_url_file": "/etc/slack"}}, "secrets/place"),
        ({"slack": {"channel": "#x", "api_url_file": "/run/secrets/../x"}}, "secrets/place"),
        (
            {"wecom_app": {"corp_id": "c", "agent_id": "1", "api_secret_file": "/run/secrets/w"}},
            "receivers/address",
        ),
    ],
)
def test_a_receiver_that_cannot_work_is_refused(data: Mapping[str, Any], check: str) -> None:
    assert [found for found, _, _ in faults(Integration, data)] == [check]


@pytest.mark.parametrize(
    ("model", "data", "key"),
    [
        (Mail, {"smarthost": "smtp:25", "from": "a@b.c", "auth_password": "hunter2"}, ()),
        (Integration, {"slack": {"channel": "#x", "api_url": "https://s"}}, ("slack",)),
        (Integration, {"pagerduty": {"routing_key": "abc"}}, ("pagerduty",)),
        (Integration, {"discord": {"webhook_url": "https://d"}}, ("discord",)),
        (Integration, {"teams": {"webhook_url": "https://t"}}, ("teams",)),
    ],
)
def test_a_key_that_would_hold_a_secret_says_to_name_a_file(
    model: Any, data: Mapping[str, Any], key: tuple[str, ...]
) -> None:
    inline = [found for found in faults(model, data) if found[0] == "secrets/inline"]
    assert len(inline) == 1
    assert "name its file with a *_file key" in inline[0][1]
    assert inline[0][2][:-1] == key


def test_hours_over_midnight_cannot_be_tied_to_days() -> None:
    data = {"times": ["22:00..08:00"], "weekdays": ["saturday"]}
    ((check, message, _),) = faults(Interval, data)
    assert check == "interval/times"
    assert "split them" in message
    assert Interval.model_validate({"times": ["22:00..08:00"]}).times == ["22:00..08:00"]


def test_an_interval_of_nothing_is_refused() -> None:
    assert [check for check, _, _ in faults(Interval, {})] == ["interval/empty"]


@pytest.mark.parametrize(
    ("steps", "value", "message"),
    [
        (("versions", "prometheus"), "2.41", "the oldest supported is 2.42"),
        (("versions", "alertmanager"), "0.24.0", "the oldest supported is 0.25"),
        (("versions", "grafana"), "latest", "is no version"),
        (("links", "runbooks"), "https://example.com/a/", "without a slash"),
        (("links", "alertmanager"), "alertmanager:9093", "expected an address"),
        (("locales",), ["en", "en"], "stands here twice"),
        (("locales",), [], "1"),
    ],
)
def test_what_notifications_are_made_of_is_checked(
    steps: tuple[str, ...], value: object, message: str
) -> None:
    data: dict[str, Any] = {**SERVICE}
    if len(steps) > 1:
        data[steps[0]] = {**data[steps[0]], steps[1]: value}
    else:
        data[steps[0]] = value
    assert Service.model_validate(SERVICE).service == "task-center"
    ((_, said, path),) = faults(Service, data)
    assert message in said
    assert path == steps


UNKNOWN_ALERTS = "of which alerts? give alert, severity or matchers"


@pytest.mark.parametrize(
    ("row", "check", "message", "place"),
    [
        (
            {"receivers": ["chat"]},
            "expectation/empty",
            UNKNOWN_ALERTS,
            (),
        ),
        ({"alert": "A"}, "expectation/empty", "what is expected? give receivers or muted_by", ()),
        (
            {"alert": "A", "muted_by": [], "at": "2026-03-02 23:00"},
            "expectation/empty",
            "what is expected? give receivers or muted_by",
            (),
        ),
        (
            {"alert": "A", "receivers": [], "at": "23:00"},
            "expectation/moment",
            "'23:00' is no moment; write it like 2026-03-02 23:00",
            ("at",),
        ),
        (
            {"alert": "A", "receivers": [], "at": "2026-02-30 23:00"},
            "expectation/moment",
            "2026-02-30 is not in the calendar",
            ("at",),
        ),
        (
            {"severity": "fatal", "receivers": []},
            "spec/value",
            "'fatal' is not known here; expected critical, warning, info or none",
            ("severity",),
        ),
    ],
)
def test_an_expectation_says_of_which_alerts_and_what(
    row: dict[str, Any], check: str, message: str, place: tuple[str | int, ...]
) -> None:
    assert faults(Expectation, row) == [(check, message, place)]


def test_nobody_and_nothing_can_be_expected() -> None:
    row = Expectation.model_validate({"severity": "none", "receivers": [], "muted_by": []})
    assert (row.receivers, row.muted_by) == ([], [])
