"""Alerts of SLOs are explained with the arithmetic of their windows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from taskcenter_monitor.explain import document
from taskcenter_monitor.explain.text import render
from taskcenter_monitor.ir.explanation import Explanation
from taskcenter_monitor.reporters.palettes import PLAIN
from tests.unit.checks.cases import Edit

Explained = Callable[..., Explanation]
BURN, MISSING = "TaskCenterAPIAvailabilityBudgetBurn", "TaskCenterAPIAvailabilityNoData"


def test_each_window_is_a_rule_with_its_numbers(explained: Explained) -> None:
    one = explained(BURN)
    burns = [rule.burn for rule in one.rules if rule.burn is not None]
    assert [(burn.window, burn.share, burn.factor, burn.limit, burn.needed) for burn in burns] == [
        ("fast", "2%", "14.4", "1.44%", 139),
        ("slow", "5%", "6", "0.6%", 334),
        ("steady", "10%", "3", "0.3%", 667),
        ("creep", "10%", "1", "0.1%", 2000),
    ]
    assert [rule.severity for rule in one.rules] == ["critical", "critical", "warning", "warning"]
    assert [rule.place.line for rule in one.rules] == [5, 6, 7, 8]
    assert {rule.place.file for rule in one.rules} == {"specs/windows.yaml"}


def test_a_reset_has_no_more_digits_than_it_means(explained: Explained) -> None:
    resets = [rule.burn.reset for rule in explained(BURN).rules if rule.burn is not None]
    assert resets == [round(one, 3) for one in resets]


def test_how_soon_a_share_of_bad_events_is_noticed(explained: Explained) -> None:
    burn = explained(BURN).rules[0].burn
    assert burn is not None
    # Over 5 minutes the limit of 1.44% is crossed after a 69th of them, over an hour later: rates
    # over 5 minutes rise for as long, so 52 s of badness take 176 s to be seen; 2 minutes of `for`.
    assert [(one.bad, one.seconds) for one in burn.noticed] == [
        ("100%", 296),
        ("10%", 788),
        ("2%", 2862),
        ("1%", None),
    ]
    assert round(burn.reset) == 296


def test_the_bounds_add_up(explained: Explained) -> None:
    fires = explained(BURN).rules[0].fires
    assert dict(fires.slight.summands) == {
        "scrape": 5,
        "timeout": 3,
        "window": 3600 + 300,
        "interval": 60,
        "for": 120,
    }
    assert (fires.full.window, fires.largest) == (177, "every event is bad")


def test_the_promise_is_named(explained: Explained) -> None:
    slo = explained("TaskCenterBusinessCallbacksBudgetBurn").slo
    assert slo is not None
    assert (slo.name, slo.objective, slo.budget, slo.period) == (
        "business_callbacks",
        "95%",
        "5%",
        7 * 86400,
    )
    assert slo.labels == ("business_id",)
    assert slo.budget_seconds == pytest.approx(0.05 * 7 * 86400)
    assert explained("TaskCenterDown").slo is None


def test_who_is_told_of_which_window(explained: Explained) -> None:
    page, _, ticket, _ = explained(BURN).rules
    assert [told.receiver for told in page.told] == ["pager", "chat-critical"]
    assert [told.receiver for told in ticket.told] == ["chat"]
    assert page.muted_by == ()
    (muted,) = ticket.muted_by
    assert (muted.inhibition, muted.sources) == ("critical-over-warning", (f"{BURN} (critical)",))


def test_the_rules_rest_on_the_sums_of_their_windows(explained: Explained) -> None:
    one = explained(BURN)
    assert one.group == "task-center.slo-api-availability"
    assert one.links.rules_file == "prometheus/rules/slo-api-availability.rules.yml"
    recorded = [recording.record for recording in one.recordings]
    assert recorded[:2] == ["slo:api_availability:bad_rate5m", "slo:api_availability:total_rate5m"]
    assert "slo:api_availability:error_ratio_rate3d" in recorded
    assert one.signal.name == "http_error_ratio"


def test_missing_data_waits_for_no_window(explained: Explained) -> None:
    one = explained(MISSING)
    (rule,) = one.rules
    assert rule.burn is None
    assert rule.fires.slight.seconds == 5 + 3 + (3600 + 300) + 60 + 900
    assert (rule.place.file, rule.place.line) == ("specs/windows.yaml", 11)
    assert "cannot be measured" in one.descriptions["en"]


def test_missing_data_is_told_as_the_file_of_windows_says(explained: Explained) -> None:
    edit = Edit(file="windows.yaml", set={"no_data": {"over": "2h", "for": "30m"}})
    (rule,) = explained(MISSING, edit).rules
    assert (rule.wait, rule.fires.slight.window) == (1800, 7200 + 300)


def test_the_limit_follows_the_window(explained: Explained) -> None:
    edit = Edit(file="windows.yaml", set={"windows.fast.budget": "1%"})
    burn = explained(BURN, edit).rules[0].burn
    assert burn is not None
    assert burn.limit == "0.72%"


def test_the_text_shows_the_sum(explained: Explained) -> None:
    shown = render(explained(BURN), "build", PLAIN)
    assert "  slo        api_availability: 99.9% over 30d  specs/slos.yaml:9\n" in shown
    assert "leaves a budget of 0.1%: 43m12s of everything being bad\n" in shown
    assert "critical  fast: > 1.44% over 1h and 5m for 2m  specs/windows.yaml:5\n" in shown
    assert (
        "  burn       2% of the budget x 30d / 1h = 14.4 times the pace at which it lasts\n"
        "             14.4 x 0.1% = 1.44% of events bad\n"
        "             quiet below 139 events in 1h: too few to tell\n"
        "             100% bad: 4m56s, 10% bad: 13m8s, 2% bad: 47m42s, 1% bad: never\n"
        "             goes on for 4m56s after a long outage, at even traffic\n"
    ) in shown


def test_the_text_says_what_missing_data_is(explained: Explained) -> None:
    shown = render(explained(MISSING), "build", PLAIN)
    assert "warning  nothing is exposed for 1h although a target is up, for 15m  specs" in shown
    assert "  burn  " not in shown


def test_programs_get_the_numbers(explained: Explained) -> None:
    found = json.loads(document.render(explained(BURN)))
    assert found["slo"]["objective"] == "99.9%"
    assert found["rules"][0]["burn"]["noticed"][3] == {"bad": "1%", "seconds": None}
    assert json.loads(document.render(explained("TaskCenterDown")))["slo"] is None
