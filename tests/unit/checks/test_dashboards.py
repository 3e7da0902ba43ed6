"""Checks of dashboards: every fault at the exact value, near misses without one."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Level
from tests.unit.checks.cases import Case, Edit
from tests.unit.checks.test_cases import marked, said_about

OVERVIEW = "dashboards/overview.yaml"
STATUS = "rows.now.panels.status.queries"
TRAFFIC = "rows.http.panels.traffic"
REQUESTS = "task_center_http_requests_total"


def said(**values: Any) -> list[tuple[str, str]]:
    """Check and marked text of the errors about an edit of the overview; `__` is a dot."""
    return faults({key.replace("__", "."): value for key, value in values.items()})


def faults(values: dict[str, Any], file: str = OVERVIEW) -> list[tuple[str, str]]:
    """The same, with the paths as they are."""
    found = said_about(Case(check="", edits=(Edit(file=file, set=values),)))
    return [(one.check, marked(one).strip("'\"")) for one in found if one.level is Level.ERROR]


def asked(expression: str, **keys: Any) -> list[tuple[str, str]]:
    """What is said about an expression in a panel."""
    query = {"kind": "expression", "expression": expression, "unit": "bool", "labels": [], **keys}
    return faults({STATUS: [query]})


def rated(title: Any, by: tuple[str, ...] = ("method",), **keys: Any) -> dict[str, Any]:
    """A query of a table."""
    named = {} if title is None else {"title": title}
    return {"kind": "rate", "metric": REQUESTS, "by": [*by], **named, **keys}


def tabled(*queries: dict[str, Any]) -> list[tuple[str, str]]:
    """What is said about a table."""
    panel = {"type": "table", "width": 8, "height": 8, "title": "Traffic", "queries": [*queries]}
    return faults({TRAFFIC: panel})


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ('alertname="Watchdogg"', "Watchdogg"),
        ('alertname=~"Watchdogg|Nothing.*"', "Watchdogg|Nothing.*"),
        ('alertname!="Watchdogg"', "Watchdogg"),
        ('alertstate="firing", severity="fatal"', "fatal"),
        ('component = "htp"', "htp"),
    ],
)
@pytest.mark.parametrize(
    "series", ["ALERTS", "ALERTS_FOR_STATE", "alertname:alerts_firing:count1m"]
)
def test_what_no_alert_has_is_told_at_the_value(series: str, matcher: str, value: str) -> None:
    if "alertstate" in matcher and series != "ALERTS":
        matcher = matcher.removeprefix('alertstate="firing", ')
    assert ("promql/unknown-alert", value) in asked(f"max(up) + max({series}{{{matcher}}})")


@pytest.mark.parametrize(
    "expression",
    [
        'max(ALERTS{alertname=~"Watch.*|Nothing", severity="none", component!=""})',
        'max(ALERTS{alertname!~"Nothing"})',
        'max(up{instance!="Watchdogg"})',
    ],
)
def test_what_some_alert_has_may_be_asked_for(expression: str) -> None:
    assert "promql/unknown-alert" not in [check for check, _ in asked(expression)]


def test_variables_and_signals_ask_for_alerts_that_there_are() -> None:
    source = {"title": "A", "label": "severity", "from": 'ALERTS{alertname="Watchdogg"}'}
    found = faults({"variables.severity": source})
    assert ("promql/unknown-alert", 'ALERTS{alertname="Watchdogg"}') in found
    signal = 'count by (alertname, severity, component) (ALERTS{severity="warn"})'
    found = faults({"signals.alerts_firing.expression": signal}, "signals.yaml")
    assert ("promql/unknown-alert", "warn") in found


def test_what_stands_in_a_file_that_cannot_be_read_may_be_asked_for() -> None:
    from taskcenter_monitor import checks
    from taskcenter_monitor.spec.loading import load
    from tests.frozen import frozen_files

    loaded = load({**frozen_files(), "alerts/monitoring.yaml": b"- x\n"}, "specs", None)
    assert loaded.project is not None
    said = [one.check for one in checks.run(loaded.project)]
    assert "promql/unknown-alert" not in said


@pytest.mark.parametrize(
    ("queries", "blamed"),
    [
        ((rated("A"), rated("B", ("method", "http_code"))), "k"),
        ((rated("A"), rated(None)), "k"),
        ((rated("A"), rated("method")), "method"),
        ((rated("Time"),), "Time"),
        ((rated({"zh": "速率", "en": "Value #B"}),), "Value #B"),
    ],
)
def test_columns_that_do_not_meet_are_told(queries: tuple[Any, ...], blamed: str) -> None:
    assert tabled(*queries) == [("panel/table", blamed)]


def test_columns_that_meet_are_fine() -> None:
    assert tabled(rated("A"), rated("B", window="range")) == []
    assert tabled(rated("A", ("method", "http_code")), rated("B", ("http_code", "method"))) == []
    assert tabled(rated(None)) == []


@pytest.mark.parametrize("window", ["1s", "10s", "19s"])
def test_a_window_of_a_panel_holds_enough_scrapes(window: str) -> None:
    query = {"signal": "http_latency_p95", "by": [], "window": window}
    assert faults({STATUS: [query]}) == [("timing/window", window)]
    own = {"kind": "rate", "metric": REQUESTS, "by": [], "window": window}
    assert faults({STATUS: [own]}) == [("timing/window", window)]
    assert "timing/window" in dict(asked(f"max(rate({REQUESTS}[{window}]))"))


@pytest.mark.parametrize("window", ["auto", "range", "1m"])
def test_a_window_that_grafana_fills_in_is_long_enough(window: str) -> None:
    slow = Edit(file="scrape.yaml", set={"interval": "15s" if window == "1m" else "2m"})
    query = {"signal": "http_latency_p95", "by": [], "window": window}
    own = {"kind": "rate", "metric": REQUESTS, "by": [], "window": window, "title": "T"}
    edit = Edit(file=OVERVIEW, set={STATUS: [query, own]})
    found = said_about(Case(check="", edits=(slow, edit)))
    places = [one.place.file for one in found if one.check == "timing/window" and one.place]
    assert "specs/dashboards/overview.yaml" not in places


@pytest.mark.parametrize(("limit", "is_beyond"), [("600%", True), ("101%", True), ("100%", False)])
def test_a_level_lies_within_all_of_it(limit: str, is_beyond: bool) -> None:
    found = said(rows__http__panels__score__levels={"critical": {"below": limit}})
    assert found == ([("panel/level", limit)] if is_beyond else [])


@pytest.mark.parametrize("title", ["", " "])
@pytest.mark.parametrize(
    "path",
    [
        "title",
        "variables.job.title",
        "rows.http.title",
        "rows.http.panels.latency.title",
        "rows.http.panels.latency.queries.0.title",
    ],
)
def test_a_title_without_a_word_is_told_once(path: str, title: str) -> None:
    assert faults({path: title}).count(("text/empty", title)) == 1


@pytest.mark.parametrize("unseen", ["\a", "\n", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_character_that_nobody_sees_is_no_part_of_a_title(unseen: str) -> None:
    both = {"zh": "延迟", "en": f"Latency{unseen}x"}
    for title in (f"P95{unseen}x", both):
        found = faults({"rows.http.panels.latency.title": title})
        assert [check for check, _ in found] == ["text/title"]
    alert = "alerts.TaskCenterHTTPErrorRateHigh.title.en"
    found = faults({alert: f"Errors{unseen}"}, "alerts/http.yaml")
    assert "text/title" in [check for check, _ in found]


def test_a_title_has_an_end() -> None:
    path = "rows.http.panels.latency.queries.0.title"
    assert faults({path: "x" * 201}) == [("text/title", "x" * 201)]
    assert faults({path: "x" * 200}) == []


@pytest.mark.parametrize("text", ["in $job", "in ${job}", "in ${job:csv}", "in [[job]]", "$_x"])
def test_a_text_of_a_dashboard_has_no_variable(text: str) -> None:
    paths = ("title", "rows.http.panels.latency.queries.0.title", "description.en")
    for path in (*paths, "rows.http.panels.latency.title"):
        assert ("text/variable", text) in faults({path: text})
    found = faults({"signals.http_error_ratio.title.en": text}, "signals.yaml")
    assert "text/variable" in [check for check, _ in found]


@pytest.mark.parametrize("text", ["costs $5", "US$", "$ x", "a[0]", "[[]]"])
def test_a_dollar_alone_is_no_variable(text: str) -> None:
    assert faults({"rows.http.panels.latency.title": text}) == []


@pytest.mark.parametrize(
    ("pattern", "is_variable"),
    [("task.*$", False), ("$job", True), ("${job}", True), ("[[job]]", True), ("$_job", True)],
)
def test_a_dollar_may_end_a_regular_expression(pattern: str, is_variable: bool) -> None:
    selector = f'up{{job=~"{pattern}"}}'
    value = {"kind": "value", "metric": selector, "aggregate": "max", "by": []}
    for found in (faults({STATUS: [value]}), asked(f"max({selector})")):
        assert ("panel/variable" in dict(found)) is is_variable


@pytest.mark.parametrize(
    ("kind", "query", "blamed"),
    [
        ("logs", 'sum(rate({a="b"}[5m]))', 'sum(rate({a="b"}[5m]))'),
        ("stat", '{a="b"}', '{a="b"}'),
        ("stat", 'sum(rat({a="b"}[$__auto]))', "rat"),
        ("logs", '{a="b"}\n| jsn', ""),
    ],
)
def test_log_queries_are_told_at_their_place(kind: str, query: str, blamed: str) -> None:
    panel = {"title": "L", "type": kind, "width": 14, "height": 8, "queries": [{"logs": query}]}
    assert faults({"rows.logs.panels.errors": panel}) == [("panel/logql", blamed)]


def test_digits_are_for_numbers() -> None:
    panel = {"type": "logs", "width": 8, "height": 8, "title": "Traffic", "decimals": 2}
    lines = {**panel, "queries": [{"logs": '{service="task-center"}'}]}
    found = said_about(Case(check="", edits=(Edit(file=OVERVIEW, set={TRAFFIC: lines}),)))
    ignored = [marked(one) for one in found if one.check == "panel/ignored-key"]
    assert ignored == ["decimals"]
    numbers = {**panel, "type": "stat", "queries": [rated("x")]}
    found = said_about(Case(check="", edits=(Edit(file=OVERVIEW, set={TRAFFIC: numbers}),)))
    assert "panel/ignored-key" not in {one.check for one in found}
