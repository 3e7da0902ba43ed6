"""What the cases of SLOs do not reach: further faults of a check, and what helps."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.checks.alarms import alarms, severities
from taskcenter_monitor.checks.population import known_labels
from taskcenter_monitor.diagnostics import Diagnostic, Span, ordered
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from tests.unit.checks.cases import Case, Edit, edited

SLOS, WINDOWS = "slos.yaml", "windows.yaml"
API, BUSINESS = "slos.api_availability", "slos.business_callbacks"


def found(check: str, *edits: Edit) -> list[Diagnostic]:
    loaded = load(edited(Case(check=check, edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    said = ordered(loaded.sources.locate(one) for one in checks.run(loaded.project))
    return [one for one in said if one.check == check]


def said(check: str, file: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """The place and the message of everything that a check says after an edit."""
    return [(place(one), one.message) for one in found(check, Edit(file=file, set=values))]


def place(one: Diagnostic) -> str:
    """What stands there."""
    assert isinstance(one.place, Span)
    span = one.place
    return f"{span.file}: {span.source[span.column - 1 : span.end_column - 1]}"


def project(*edits: Edit) -> Project:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None
    return loaded.project


def test_the_help_says_which_kinds_count() -> None:
    (one,) = found("slo/signal", Edit(file=SLOS, set={f"{API}.signal": "goroutines"}))
    assert "ratio" in one.help
    assert "quantile" not in one.help


def test_a_signal_that_nobody_wrote_is_one_fault() -> None:
    case = Case(check="", edits=(Edit(file=SLOS, set={f"{API}.signal": "http_error_ratios"}),))
    loaded = load(edited(case), "specs", None)
    assert loaded.project is not None
    (one,) = checks.run(loaded.project)
    assert (one.check, one.help) == ("name/unknown-signal", "did you mean 'http_error_ratio'?")
    assert place(loaded.sources.locate(one)) == "specs/slos.yaml: http_error_ratios"


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("severity", "the rules of an SLO set the label severity themselves"),
        ("window", "the rules of an SLO set the label window themselves"),
        ("le", "le tells buckets apart, not events"),
        ("status", "status is what tells bad events from good ones in business_callback"),
        ("buziness_id", "task_center_callbacks_total has no label 'buziness_id'"),
        ("business_id", "the label business_id is named twice"),
    ],
)
def test_labels_that_make_no_groups(label: str, message: str) -> None:
    ((where, text),) = said("slo/labels", SLOS, {f"{BUSINESS}.by": ["business_id", label]})
    assert where == f"specs/slos.yaml: {label}"
    assert message in text


def test_a_label_that_only_all_events_are_asked_for_tells_none_from_the_rest() -> None:
    total = 'task_center_callbacks_total{business_id!=""}'
    ratio = Edit(file="signals.yaml", set={"signals.business_callback_failure_ratio.total": total})
    assert found("slo/labels", ratio) == []


def test_a_label_by_which_a_part_is_taken_out_of_a_choice() -> None:
    total = 'task_center_callbacks_total{status=~"success|failed"}'
    edits = (
        Edit(file="signals.yaml", set={"signals.business_callback_failure_ratio.total": total}),
        Edit(file=SLOS, set={f"{BUSINESS}.by": ["status"]}),
    )
    (one,) = found("slo/labels", *edits)
    assert one.message.startswith("status is what tells bad events from good ones")


def test_a_label_of_the_scrape_job_is_one_of_the_series() -> None:
    site = Edit(file="scrape.yaml", set={"jobs.task-center-api.labels": {"site": "east"}})
    by = Edit(file=SLOS, set={f"{API}.by": ["site"]})
    assert found("slo/labels", site, by) == []


def test_the_lowest_objective_of_a_window_is_named() -> None:
    unreachable = found("slo/unreachable", Edit(file=SLOS, set={f"{API}.objective": "80%"}))
    fast, slow = (one.help for one in unreachable)
    assert "80% leaves 20% for errors; promise more than 93.06%," in fast
    assert "promise more than 83.34%, or list the `windows` of this SLO without slow" in slow


def test_an_objective_exactly_at_the_end_of_what_a_window_reaches_is_a_fault() -> None:
    # A factor of 10: everything bad is 10 times 10%, and no more than that.
    values = {"windows.fast.budget": "10%", "windows.fast.long": "3d", "windows.fast.short": "6h"}
    edits = Edit(file=WINDOWS, set=values), Edit(file=SLOS, set={f"{API}.period": "300d"})
    ninety = Edit(file=SLOS, set={f"{API}.objective": "90%"})
    assert any("fast" in one.message for one in found("slo/unreachable", *edits, ninety))
    more = Edit(file=SLOS, set={f"{API}.objective": "90.01%"})
    assert not any("fast" in one.message for one in found("slo/unreachable", *edits, more))


def test_the_least_share_that_makes_a_pace_is_named() -> None:
    (one,) = found("slo/pace", Edit(file=SLOS, set={f"{BUSINESS}.windows": ["fast", "creep"]}))
    assert one.help == (
        "list the `windows` of this SLO without creep, or make its `budget` at least 42.86%"
    )


def test_a_pace_of_exactly_one_is_fine() -> None:
    values = {"windows.creep.long": "3d", "windows.creep.budget": "10%"}
    assert found("slo/pace", Edit(file=WINDOWS, set=values)) == []


def test_a_period_that_was_left_out_is_told_at_the_slo() -> None:
    values = {"windows.creep.budget": "9%"}
    assert said("slo/pace", WINDOWS, values) == [
        (
            "specs/slos.yaml: api_availability",
            "the window creep fires while the budget still lasts: 9% x 30d / 3d = 0.9, less than 1",
        )
    ]


def test_a_window_that_is_not_the_longer_one() -> None:
    for short in ("1h", "2h"):
        assert said("slo/window-order", WINDOWS, {"windows.fast.short": short}) == [
            (f"specs/windows.yaml: {short}", f"`short` {short} is not shorter than `long` 1h")
        ]
    (one,) = found("slo/window-order", Edit(file=WINDOWS, set={"windows.fast.short": "1h"}))
    assert one.help == "a twelfth is usual: 5m"


@pytest.mark.parametrize(
    ("check", "long", "short", "advice"),
    [
        ("slo/window-order", "30m", "30m", "take 5m, the shortest that there is"),
        ("slo/window-order", "5m", "5m", "take a `long` of more than 5m: no window is shorter"),
        ("slo/slow-reset", "30m", "10m", "take 5m, the shortest that there is"),
        ("slo/slow-reset", "15m", "5m", "take a `long` of more than 20m: no window is shorter"),
        ("slo/slow-reset", "6h", "3h", "a twelfth is usual: 30m"),
    ],
)
def test_no_window_is_advised_that_is_not_allowed(
    check: str, long: str, short: str, advice: str
) -> None:
    values = {"windows.fast.long": long, "windows.fast.short": short}
    (one,) = found(check, Edit(file=WINDOWS, set=values))
    assert advice in one.help


def test_of_windows_that_were_swapped_nothing_else_is_said() -> None:
    for name, long, short in (("fast", "5m", "1h"), ("creep", "6h", "3d")):
        values = {f"windows.{name}.long": long, f"windows.{name}.short": short}
        edits = Edit(file=WINDOWS, set=values), Edit(file=SLOS, set={f"{API}.objective": "99%"})
        assert {one.check for one in checks.run(project(*edits))} == {"slo/window-order"}


def test_a_window_that_is_longer_than_the_period() -> None:
    values = {f"{BUSINESS}.period": "6h"}
    assert said("slo/window-order", SLOS, values) == [
        ("specs/slos.yaml: 6h", "the window slow looks back 6h, and the period is 6h")
    ]
    assert "slow" not in str(said("slo/pace", SLOS, values)), "one fault is enough"


def test_a_page_that_waits_longer_than_a_ticket() -> None:
    values = {"windows.slow.for": "29m", "windows.steady.for": "20m"}
    assert said("slo/severity-order", WINDOWS, values) == [
        (
            "specs/windows.yaml: 29m",
            "slow is critical and waits 29m, longer than steady with 20m",
        )
    ]


def test_windows_of_one_severity_have_no_order() -> None:
    values = {"windows.creep.for": "1m", "windows.steady.for": "1h"}
    found_waits = said("slo/severity-order", WINDOWS, values)
    assert not any("steady" in text for _, text in found_waits)


def test_a_window_that_is_named_twice() -> None:
    values = {f"{BUSINESS}.windows": ["fast", "slow", "fast"]}
    assert said("slo/window-twice", SLOS, values) == [
        ("specs/slos.yaml: fast", "the window fast is named twice")
    ]


def test_the_window_further_down_is_the_one_to_change() -> None:
    values = {"windows.fast.long": "6h", "windows.fast.short": "30m"}
    ((where, _),) = said("slo/window-twice", WINDOWS, values)
    assert where == "specs/windows.yaml: 6h"
    (one,) = found("slo/window-twice", Edit(file=WINDOWS, set=values))
    assert isinstance(one.place, Span)
    assert one.place.source.strip().startswith("long: 6h")
    assert one.place.line > 8, "that of slow, which stands behind fast"


def test_windows_without_slos_serve_nobody() -> None:
    unused = said("slo/unused-window", SLOS, {"slos": {}})
    assert [where for where, _ in unused] == [
        f"specs/windows.yaml: {name}" for name in ("fast", "slow", "steady", "creep")
    ]


def test_an_slo_that_cannot_be_read_may_be_the_one_that_is_held_against_a_window() -> None:
    values = {f"{API}.objective": "100%"}
    loaded = load(edited(Case(check="", edits=(Edit(file=SLOS, set=values),))), "specs", None)
    assert loaded.project is not None
    assert [one.check for one in loaded.diagnostics] == ["slo/objective"]
    assert checks.run(loaded.project) == []


def test_names_that_an_alert_has() -> None:
    signal = {"signal": "http_error_ratio", "warning": {"above": "1%"}}
    texts = {key: {"zh": "坏", "en": "Bad"} for key in ("title", "description", "runbook")}
    values = {"alerts.TaskCenterAPIAvailabilityNoData": signal | texts}
    assert said("slo/alert-name", "alerts/http.yaml", values) == [
        (
            "specs/slos.yaml: TaskCenterAPIAvailability",
            "the alert TaskCenterAPIAvailabilityNoData stands already in specs/alerts/http.yaml",
        )
    ]


@pytest.mark.parametrize(
    "series",
    [
        "slo:api_availability:total_rate5m",
        "slo:api_availability:error_ratio_rate6h",
        "slo:api_availability:error_ratio_rate30d",
        "slo:business_callbacks:error_ratio_rate7d",
        "slo:error_budget_remaining:ratio",
    ],
)
def test_series_that_the_rules_of_slos_record(series: str) -> None:
    signal = {
        "title": {"zh": "怪", "en": "Odd"},
        "kind": "expression",
        "expression": 'sum(up{job="asynq"})',
        "unit": "count",
        "labels": [],
        "record": True,
        "series": series,
        "component": "http",
    }
    ((where, text),) = said("slo/series-clash", "signals.yaml", {"signals.odd": signal})
    assert where == "specs/signals.yaml: odd"
    assert text.startswith(f"{series} is recorded by the SLO ")
    other = signal | {"series": "slo:something_else:ratio"}
    assert said("slo/series-clash", "signals.yaml", {"signals.odd": other}) == []


def test_signals_without_a_floor_say_nothing_of_their_traffic() -> None:
    objective = Edit(file=SLOS, set={f"{API}.objective": "99.999%"})
    (one,) = found("slo/traffic", objective)
    assert "min_failures" in one.help
    bare = Edit(file="signals.yaml", remove=("signals.http_error_ratio.min_rate",))
    assert found("slo/traffic", objective, bare) == []


def test_every_team_and_dashboard_of_an_slo_must_be_there() -> None:
    assert said("name/unknown-team", SLOS, {f"{BUSINESS}.team": "nobody"}) == [
        ("specs/slos.yaml: nobody", "service.yaml has no team 'nobody'")
    ]
    assert said("name/unknown-team", SLOS, {"team": "nobody"}) == [
        ("specs/slos.yaml: nobody", "service.yaml has no team 'nobody'")
    ]
    assert said("dashboard/missing", SLOS, {f"{API}.dashboard": "overviev"}) == [
        (
            "specs/slos.yaml: overviev",
            "there is no dashboard 'overviev' for its notifications",
        )
    ]


@pytest.mark.parametrize(
    ("check", "key", "text", "where", "message"),
    [
        ("text/empty", "runbook", "", "''", "the text is empty"),
        ("text/language", "description", "Bad 坏", "", "the text under en has Chinese in it"),
        ("text/title-template", "title", "A << b >>", "", "a title is plain words in one line"),
        ("text/title", "title", "A\u202eb", "", "the character U+202E has no place in a title"),
        (
            "text/unknown-placeholder",
            "description",
            "Over << threshold >>",
            "<< threshold >>",
            "nothing stands for << threshold >> in a text of an SLO",
        ),
        (
            "text/template-syntax",
            "description",
            "Of {{ $labels.business_id }",
            "",
            "",
        ),
        (
            "text/unknown-word",
            "description",
            "Of {{ $labls.business_id }}",
            "$labls",
            "templates have no variable $labls",
        ),
        (
            "text/bare-value",
            "description",
            "Of {{ $value }}",
            "$value",
            "$value prints a raw number",
        ),
        (
            "text/lost-label",
            "description",
            "Of {{ $labels.job }}",
            "job",
            "the SLO business_callbacks does not carry the label 'job'",
        ),
        (
            "secrets/inline",
            "runbook",
            "See https://me:hunter22@example.com/",
            "",
            "here stands a secret: a password in an address",
        ),
    ],
)
def test_texts_of_slos_are_read_like_those_of_alerts(
    check: str, key: str, text: str, where: str, message: str
) -> None:
    lines = said(check, SLOS, {f"{BUSINESS}.{key}.en": text})
    assert len(lines) == 1
    assert where in lines[0][0]
    assert message in lines[0][1]


def test_an_slo_gives_an_alert_for_each_window_and_one_for_no_data() -> None:
    own = [alarm for alarm in alarms(project()) if dict(alarm.fixed).get("slo")]
    assert [
        (one.name, one.severities, dict(one.fixed).get("window"), one.team, one.carried)
        for one in own
    ][4:] == [
        ("TaskCenterAPIAvailabilityNoData", ("warning",), None, "task-center-sre", frozenset()),
        *(
            (
                "TaskCenterBusinessCallbacksBudgetBurn",
                ("critical",),
                window,
                "task-center-integration",
                frozenset({"business_id"}),
            )
            for window in ("1h", "6h")
        ),
        (
            "TaskCenterBusinessCallbacksNoData",
            ("warning",),
            None,
            "task-center-integration",
            frozenset(),
        ),
    ]
    known = severities(project())
    assert known["TaskCenterAPIAvailabilityBudgetBurn"] == ("critical", "warning")


def test_an_slo_whose_missing_data_is_ignored_has_no_alert_on_it() -> None:
    ignored = Edit(file=SLOS, set={f"{API}.no_data": "ignored"})
    names = [one.name for one in alarms(project(ignored))]
    assert "TaskCenterAPIAvailabilityBudgetBurn" in names
    assert "TaskCenterAPIAvailabilityNoData" not in names
    assert "" not in names


def test_the_names_of_alerts_that_are_not_there_clash_with_nobody() -> None:
    slos = ("slos.api_availability", "slos.business_callbacks")
    ignored = Edit(file=SLOS, set={f"{slo}.no_data": "ignored" for slo in slos})
    assert found("slo/alert-name", ignored) == []


def test_labels_of_slos_are_known_as_long_as_there_are_any() -> None:
    known = known_labels(project())
    assert known is not None
    assert known >= {"slo", "window", "business_id"}
    without = known_labels(project(Edit(file=SLOS, set={"slos": {}})))
    assert without is not None
    assert without.isdisjoint({"slo", "window"})


@pytest.mark.parametrize(
    ("matcher", "message"),
    [
        ('slo="api_availabilty"', "no alert has slo 'api_availabilty'"),
        ('window=~"1h|2h"', "no alert has window '2h'"),
        ('alertname="TaskCenterAPIAvailabilityBudgetBrun"', "no alert has alertname"),
    ],
)
def test_matchers_on_what_slos_have(matcher: str, message: str) -> None:
    ((where, text),) = said(
        "matcher/unknown-value", "routing.yaml", {"routes.warning-chat.matchers": [matcher]}
    )
    assert where.startswith("specs/routing.yaml: ")
    assert message in text


def test_a_route_for_one_slo_is_reached_and_one_for_no_severity_of_it_is_not() -> None:
    route = {"receiver": "chat", "matchers": ['slo="business_callbacks"', 'severity="critical"']}
    first = {"routes": {"budget": route}}
    assert said("routing/unreachable", "routing.yaml", first) == []
    idle = {"receiver": "chat", "matchers": ['slo="business_callbacks"', 'severity="info"']}
    assert len(said("routing/unreachable", "routing.yaml", {"routes.idle": idle})) == 1


def test_a_group_that_an_inhibition_does_not_compare_is_muted_by_another() -> None:
    equal = ["alertname", "cluster", "job", "instance", "db_name", "queue"]
    windows = Edit(file=SLOS, set={f"{BUSINESS}.windows": ["fast", "steady"]})
    budget = Edit(file=WINDOWS, set={"windows.steady.budget": "20%"})
    routes = Edit(file="routing.yaml", set={"inhibitions.critical-over-warning.equal": equal})
    assert any(
        "TaskCenterBusinessCallbacksBudgetBurn of one business_id" in one.message
        for one in found("inhibition/lost-label", windows, budget, routes)
    )


def test_an_expectation_on_a_severity_that_no_window_has() -> None:
    row = {"alert": "TaskCenterAPIAvailabilityBudgetBurn", "severity": "info", "receivers": []}
    assert said("expectation/unknown", "routing.yaml", {"expect.budget": row}) == [
        (
            "specs/routing.yaml: info",
            "TaskCenterAPIAvailabilityBudgetBurn has no severity info",
        )
    ]


def test_a_severity_that_no_route_takes_is_told_at_its_window() -> None:
    root = {"routes": {"page": {"receiver": "pager", "matchers": ['severity="critical"']}}}
    places = [where for where, _ in said("routing/untaken", "routing.yaml", root)]
    assert "specs/windows.yaml: warning" in places


def test_a_window_without_any_sense_is_told_of_once() -> None:
    wait = {"windows.fast.for": "5m"}
    assert said("slo/long-wait", WINDOWS, wait) == []
    short = {"windows.fast.short": "1h"}
    assert said("slo/slow-reset", WINDOWS, short) == []


def test_a_slow_interval_is_one_fault_for_all_slos_of_the_file() -> None:
    loaded = project(Edit(file=SLOS, set={"interval": "5m"}))
    assert [one.check for one in checks.run(loaded)].count("slo/interval") == 1


def test_where_missing_data_is_bad_itself_no_alert_tells_of_it() -> None:
    reachable = {
        "title": {"zh": "可达", "en": "Reachable"},
        "kind": "availability",
        "metric": 'up{job="asynq"}',
        "window": "5m",
    }
    signals = Edit(file="signals.yaml", set={"signals.reachable": reachable})
    edits = signals, Edit(file=SLOS, set={f"{API}.signal": "reachable"})
    known = severities(project(*edits))
    assert "TaskCenterAPIAvailabilityBudgetBurn" in known
    assert "TaskCenterAPIAvailabilityNoData" not in known
    assert found("slo/traffic", *edits) == []


def test_a_wait_that_is_no_whole_interval() -> None:
    assert said("timing/short-wait", WINDOWS, {"windows.fast.for": "30s"}) == [
        (
            "specs/windows.yaml: 30s",
            "30s is shorter than the interval of the group, 1m; it becomes 1m",
        )
    ]
    assert said("timing/short-wait", WINDOWS, {"windows.fast.for": "0s"}) == []
    assert len(said("timing/short-wait", WINDOWS, {"windows.fast.keep_firing_for": "30s"})) == 1
    assert said("timing/short-wait", WINDOWS, {"windows.fast.keep_firing_for": "1m"}) == []
