"""The route tree of small specs, walked as Alertmanager walks it."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.checks.alarms import alarms
from taskcenter_monitor.checks.population import kinds
from taskcenter_monitor.checks.route_tree import Placed, dead_routes, ends, top_routes
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from tests.unit.checks.cases import Case, Edit, edited

CRITICAL, WARNING = 'severity="critical"', 'severity="warning"'


def project(routes: dict[str, Any], **others: Any) -> Project:
    edit = Edit(file="routing.yaml", set={"routes": routes, **others})
    loaded = load(edited(Case(check="", edits=(edit,))), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    return loaded.project


def taking(*matchers: str, **values: Any) -> dict[str, Any]:
    return {"matchers": list(matchers), "receiver": "chat", **values}


def walked(routes: dict[str, Any], **labels: str | None) -> list[tuple[str, bool]]:
    found = ends(top_routes(project(routes)), labels)
    return [(end.placed.name, end.certain) for end in found]


def dead(routes: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[Placed, Placed | None]] = list(dead_routes(top_routes(project(routes))))
    return [(placed.name, greedy.name if greedy else "") for placed, greedy in found]


def test_the_first_route_that_takes_an_alert_ends_the_walk() -> None:
    routes = {"a": taking(CRITICAL), "b": taking(CRITICAL), "c": taking(WARNING)}
    assert walked(routes, severity="critical") == [("a", True)]
    assert walked(routes, severity="info") == []


def test_continue_goes_on_to_the_next() -> None:
    routes = {"a": taking(CRITICAL, **{"continue": True}), "b": taking(CRITICAL)}
    assert walked(routes, severity="critical") == [("a", True), ("b", True)]


def test_a_route_that_may_take_an_alert_does_not_end_the_walk() -> None:
    routes = {"a": taking('instance=~".+"'), "b": taking(CRITICAL)}
    assert walked(routes, severity="critical", instance=None) == [("a", False), ("b", True)]


def test_what_no_child_takes_stays_with_the_parent() -> None:
    routes = {"a": taking(CRITICAL, routes={"b": taking('team="x"'), "c": taking('team="y"')})}
    assert walked(routes, severity="critical", team="y") == [("c", True)]
    assert walked(routes, severity="critical", team="z") == [("a", True)]
    assert walked(routes, severity="critical", team=None) == [
        ("b", False),
        ("c", False),
        ("a", True),
    ]


def test_a_child_uses_the_receiver_of_its_parent() -> None:
    routes = {"a": taking(CRITICAL, routes={"b": {"matchers": ['team="x"']}})}
    found = list(ends(top_routes(project(routes)), {"severity": "critical", "team": "x"}))
    assert [end.placed.receiver for end in found] == ["chat"]


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ({"a": taking(CRITICAL), "b": taking(CRITICAL, 'team="x"')}, [("b", "a")]),
        ({"a": taking(CRITICAL, 'team="x"'), "b": taking(CRITICAL)}, []),
        ({"a": taking(CRITICAL, **{"continue": True}), "b": taking(CRITICAL)}, []),
        ({"a": taking('severity=~"critical|warning"'), "b": taking(WARNING)}, [("b", "a")]),
        ({"a": taking('severity!="none"'), "b": taking(WARNING)}, [("b", "a")]),
        ({"a": taking(CRITICAL, WARNING)}, [("a", "")]),
        ({"a": taking(CRITICAL, routes={"b": taking(WARNING)})}, [("b", "")]),
        (
            {"a": taking('team="x"', routes={"b": taking(CRITICAL), "c": taking(CRITICAL)})},
            [("c", "b")],
        ),
        (
            {"a": taking(CRITICAL), "b": taking(CRITICAL, routes={"c": taking(WARNING)})},
            [("b", "a")],
        ),
    ],
)
def test_routes_that_no_alert_reaches_are_known(
    routes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert dead(routes) == expected


def test_alerts_that_matchers_cannot_tell_apart_are_one_kind() -> None:
    shipped = project({"a": taking(CRITICAL)})
    redis = [
        kind
        for kind in kinds(shipped, [parse_matcher(CRITICAL)])
        if kind.alert.component == "redis" and kind.severity == "warning"
    ]
    assert len({kind.carried for kind in redis}) == len(redis) == 1
    named = kinds(shipped, [parse_matcher('alertname="RedisMemoryHigh"')])
    assert [
        kind.alert.name
        for kind in named
        if kind.alert.component == "redis" and kind.severity == "warning"
    ] == ["RedisMemoryHigh", "RedisRejectedConnections"]


def test_a_pattern_for_names_makes_every_alert_a_kind_of_its_own() -> None:
    shipped = project({"a": taking(CRITICAL)})
    found = kinds(shipped, [parse_matcher('alertname=~"Task.*"')])
    rules = sum(len(alarm.severities) for alarm in alarms(shipped))
    assert len(found) == rules


def test_labels_are_known_carried_or_missing() -> None:
    shipped = project({"a": taking(CRITICAL)})
    matchers = [parse_matcher(text) for text in ('db_name="x"', 'queue="y"', 'cluster="z"')]
    pool = next(
        kind for kind in kinds(shipped, matchers) if kind.alert.name == "TaskCenterDBPoolUsageHigh"
    )
    assert pool.labels["component"] == "database"
    assert pool.labels["cluster"] == "task-center"
    assert pool.labels["db_name"] is None
    assert pool.labels["queue"] == ""


def unreachable(routes: dict[str, Any]) -> list[str]:
    found = checks.run(project({**routes, "rest": taking('severity=~".+"')}))
    return [one.message for one in found if one.check == "routing/unreachable"]


@pytest.mark.parametrize(
    "matchers",
    [
        ('team="task-center-dba"', 'component="http"'),
        ('component="trend"', CRITICAL),
        ('severity="info"', 'alertname="TaskCenterDown"'),
        ('component="availability"', 'endpoint="/api"'),
    ],
)
def test_a_combination_that_no_alert_has_is_unreachable(matchers: tuple[str, ...]) -> None:
    message = "no alert of the specs passes all matchers of the route odd"
    assert unreachable({"odd": taking(*matchers)}) == [message]


def test_a_combination_may_be_impossible_because_of_the_routes_above() -> None:
    below = {"odd": taking('component="http"'), "even": taking('component="database"')}
    routes = {"dba": taking('team="task-center-dba"', routes=below)}
    message = "no alert of the specs passes all matchers of the route odd"
    assert unreachable(routes) == [message]


def test_only_the_topmost_of_empty_routes_is_told() -> None:
    below = {"inner": taking(CRITICAL)}
    routes = {"odd": taking('team="task-center-dba"', 'component="http"', routes=below)}
    assert len(unreachable(routes)) == 1


def test_what_some_alert_may_pass_is_reachable() -> None:
    assert unreachable({"one": taking('component="http"', 'job="task-center-api"')}) == []
    assert unreachable({"two": taking('team="task-center-dba"', 'component="database"')}) == []


def test_a_route_by_severity_may_wait_for_its_first_alert() -> None:
    assert unreachable({"info": taking('severity="info"')}) == []


def test_a_misspelt_matcher_is_the_business_of_another_check() -> None:
    assert unreachable({"odd": taking('component="htpp"', CRITICAL)}) == []


def shadowed(routes: dict[str, Any]) -> list[str]:
    found = checks.run(project(routes, expect={}))
    return [one.message for one in found if one.check == "routing/unreachable"]


def test_a_route_is_shadowed_by_several_that_take_all_of_its_alerts_together() -> None:
    severities = {"a": taking(CRITICAL), "b": taking(WARNING), "c": taking('severity="none"')}
    http = {"http": taking('component="http"')}
    message = "no alert reaches the route http: earlier ones take all of them"
    assert shadowed({**severities, **http}) == [message]
    assert shadowed({**http, **severities}) == []
    assert shadowed({**severities, "b": taking(WARNING, **{"continue": True}), **http}) == []


def test_nobody_is_told_twice_of_a_shadowed_route_and_those_below() -> None:
    below = {"mine": taking('team="task-center-sre"')}
    severities = {"a": taking(CRITICAL), "b": taking(WARNING), "c": taking('severity="none"')}
    found = shadowed({**severities, "http": taking('component="http"', routes=below)})
    assert len(found) == 1
