"""The way of an alert through the tree, by the rules of Alertmanager."""

from __future__ import annotations

import pytest

from taskcenter_monitor.ir.routing import Route
from taskcenter_monitor.routing.router import Router, router
from taskcenter_monitor.routing.walk import ends, walk
from tests.unit.routing.trees import config, root, route

CRITICAL, WARNING = 'severity="critical"', 'severity="warning"'


def asked(*routes: Route) -> Router:
    return router(config(root(*routes)))


def ended(tree: Router, **labels: str) -> list[str]:
    return [node.name for node in ends(tree.root, labels)]


def test_the_first_route_that_takes_an_alert_ends_the_search() -> None:
    tree = asked(route("a", CRITICAL), route("b", CRITICAL), route("c", WARNING))
    assert ended(tree, severity="critical") == ["a"]
    assert ended(tree, severity="warning") == ["c"]


def test_the_root_takes_what_no_route_does() -> None:
    assert ended(asked(route("a", CRITICAL)), severity="info") == ["root"]


def test_continue_goes_on_and_need_not_find_another() -> None:
    tree = asked(route("a", CRITICAL, continues=True), route("b", CRITICAL), route("c", CRITICAL))
    assert ended(tree, severity="critical") == ["a", "b"]
    assert ended(asked(route("a", CRITICAL, continues=True)), severity="critical") == ["a"]


def test_the_deepest_route_that_takes_it_tells() -> None:
    tree = asked(route("a", CRITICAL, routes=(route("b", 'team="x"'), route("c", 'team="y"'))))
    assert ended(tree, severity="critical", team="y") == ["a.c"]
    assert ended(tree, severity="critical", team="z") == ["a"]


def test_what_a_child_took_stops_the_search_above_as_its_parent_says() -> None:
    child = route("b", 'team="x"', continues=True)
    stopping, going = (
        asked(route("a", CRITICAL, routes=(child,), continues=continues), route("c", CRITICAL))
        for continues in (False, True)
    )
    assert ended(stopping, severity="critical", team="x") == ["a.b"]
    assert ended(going, severity="critical", team="x") == ["a.b", "c"]


@pytest.mark.parametrize(
    ("matcher", "takes"),
    [
        ('team=""', True),  # a label that is missing is empty
        ('team!="x"', True),
        ('team=~".*"', True),
        ('team=~".+"', False),
        ('team!~".+"', True),
        ('severity=~"crit"', False),  # a pattern must fit the whole value
        ('severity=~"crit|critical"', True),
        ('severity=~"(?i)CRITICAL"', True),
        ('severity=~"[[:alpha:]]+"', True),  # as Go writes classes
        ('severity=~"[[:digit:]]+"', False),
        ('severity!~"[[:upper:][:digit:]].*"', True),
    ],
)
def test_matchers_are_read_as_alertmanager_reads_them(matcher: str, takes: bool) -> None:
    assert ended(asked(route("a", matcher)), severity="critical") == ["a" if takes else "root"]


def test_digits_are_those_of_ascii() -> None:
    assert ended(asked(route("a", 'team=~"\\\\d"')), team="٣") == ["root"]
    assert ended(asked(route("a", 'team=~"\\\\d"')), team="3") == ["a"]


def test_a_backslash_is_one_character() -> None:
    tree = asked(route("a", r'team="a\\b"'), route("b", r'team=~"a\\\\c"'))
    assert ended(tree, team=r"a\b") == ["a"]
    assert ended(tree, team=r"a\c") == ["b"]


def test_routes_inherit_all_but_their_times() -> None:
    child = route("b", 'team="x"', receiver="", group_wait="1s")
    values = {"group_by": ("team",), "repeat_interval": "1h", "muted": ("night",)}
    tree = asked(route("a", CRITICAL, routes=(child,), **values))
    (node,) = ends(tree.root, {"severity": "critical", "team": "x"})
    assert (node.receiver, node.group_by) == ("a", ("team",))
    assert (node.group_wait, node.group_interval, node.repeat_interval) == ("1s", "5m", "1h")
    assert node.route.muted == ()


def test_steps_say_why_a_route_did_not_take_it_and_where_it_ended() -> None:
    tree = asked(route("a", CRITICAL, 'team="x"'), route("b", CRITICAL), route("c", CRITICAL))
    steps = walk(tree.root, {"severity": "critical", "team": "y"})
    assert [step.node.name for step in steps] == ["root", "a", "b"]  # c was not looked at
    assert [str(step.refusal) if step.refusal else "" for step in steps] == ["", 'team="x"', ""]
    assert [step.ends for step in steps] == [False, False, True]


def test_a_group_has_the_labels_that_the_alert_has() -> None:
    tree = asked(route("a", CRITICAL))
    (delivery,) = tree.deliveries({"alertname": "A", "severity": "critical"})
    assert delivery.group == (("alertname", "A"),)


def test_a_receiver_is_named_once() -> None:
    tree = asked(route("a", CRITICAL, continues=True), route("b", CRITICAL, receiver="a"))
    assert tree.receivers({"severity": "critical"}) == ("a",)
