"""A reason must hold where it does, and not where a mutant can be told from its rule."""

from __future__ import annotations

import pytest

from mutants.reasons import REASONS, reason
from mutants.rules import mutants_of
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule

JOINED = "the series on the other side have this label alike, and their matcher stays"
FILL = "(rate(e[5m]) or 0 * rate(t[5m])) / (rate(t[5m]) > 0)"
PART = "clamp((10 - (x >= 0)) / 8, 0, 1) or group by (b) (p)"


def reasons(expr: str, operator: str, told: str, **recorded: str) -> set[str]:
    """The reasons for all mutants of an alert that are told so."""
    return _reasons(
        AlertingRule(
            alert="A",
            expr=expr,
            wait="",
            keep="",
            labels=(("severity", "warning"),),
            annotations=(),
            origin=Origin("alerts/a.yaml"),
        ),
        operator,
        told,
        recorded,
    )


def recorded_reasons(expr: str, operator: str, told: str) -> set[str]:
    """The same for what is recorded."""
    rule = RecordingRule(record="r", expr=expr, origin=Origin("signals.yaml"))
    return _reasons(rule, operator, told, {})


def _reasons(
    rule: AlertingRule | RecordingRule, operator: str, told: str, recorded: dict[str, str]
) -> set[str]:
    chosen = [
        one
        for one in mutants_of("c", 1, rule)
        if one.operator == operator and one.told.startswith(told)
    ]
    assert chosen
    return {reason(one, recorded) for one in chosen}


def test_a_matcher_that_the_other_side_has_is_not_missed() -> None:
    without = "without {b="

    assert reasons('a{b="c"} / d{b="c"} > 1', "matcher", without) == {JOINED}
    assert reasons('rate(a{b="c"}[5m]) and e > 1', "matcher", without, e='f{b="c"}') == {JOINED}
    assert reasons('g unless a{b="c"} > 1', "matcher", without, g='f{b="c"}') == {JOINED}


@pytest.mark.parametrize(
    "expr",
    [
        'a{b="c"} / d > 1',
        'a{b="c"} / d{b="x"} > 1',
        'a{b="c"} / on (job) d{b="c"} > 1',
        'sum(a{b="c"}) / sum(d{b="c"}) > 1',
        'a{b="c"} or d{b="c"} > 1',
        'absent(a{b="c"}) and absent(d{b="c"})',
        'a{b="c"} > 1',
    ],
)
def test_a_matcher_that_nothing_stands_in_for_is_missed(expr: str) -> None:
    assert reasons(expr, "matcher", "without") == {""}


def test_what_is_kept_may_lack_the_matcher_of_what_it_is_taken_from() -> None:
    assert "" in reasons('a{b="c"} unless d{b="c"}', "matcher", "without")


def test_zeros_make_no_difference_to_an_alert_but_to_a_record() -> None:
    guard = ("guard", "without or 0")

    assert reasons(f"{FILL} > 0.1", *guard) != {""}
    assert reasons(f"{FILL} < 0.1", *guard) == {""}
    assert reasons(f"1 - {FILL} > 0.1", *guard) == {""}
    assert recorded_reasons(FILL, *guard) == {""}


def test_zeros_over_a_longer_window_make_none_and_over_a_shorter_one_do() -> None:
    assert "a share needs its total, whose window is the shorter one" in recorded_reasons(
        FILL, "window", "5m -> 10m"
    )
    assert recorded_reasons(FILL, "window", "5m -> 2m30s") == {""}


def test_the_same_of_zeros_that_are_taken_from_a_total() -> None:
    total, good = "sum(rate(a[5m]))", "sum(rate(b[5m]))"
    taken = f"clamp_min({total} - ({good} or 0 * {total}), 0)"
    assert "a share needs its total, whose window is the shorter one" in recorded_reasons(
        taken, "window", "5m -> 10m"
    )
    assert recorded_reasons(f"{good} or 0 * {total}", "window", "5m -> 10m") == {""}
    assert recorded_reasons(f"1 - ({good} or 0 * {total})", "window", "5m -> 10m") == {""}


def test_a_whole_number_of_changes_lies_between_no_two_others() -> None:
    assert reasons("changes(a[5m]) > 2", "threshold", "2 -> 2.2") != {""}
    assert reasons("changes(a[5m]) > 2", "threshold", "2 -> 1.8") == {""}
    assert reasons("a > 2", "threshold", "2 -> 2.2") == {""}


def test_a_count_is_never_none() -> None:
    assert reasons("count(a) > 0", "comparator", "> -> >=") != {""}
    assert reasons("sum(a) > 0", "comparator", "> -> >=") == {""}


def test_a_heartbeat_has_no_value() -> None:
    assert reasons("vector(1)", "threshold", "1 -> 0.9") != {""}
    assert recorded_reasons("vector(1)", "threshold", "1 -> 0.9") == {""}


def test_full_marks_are_full_marks() -> None:
    score = f"100 * (0.5 * ({PART}) + 0.5 * (clamp((10 - (p >= 0)) / 8, 0, 1) or group by (b) (p)))"

    assert recorded_reasons(score, "comparator", ">= -> >") != {""}
    assert recorded_reasons(score, "comparator", ">= -> <=") == {""}
    # Nobody else says who is rated.
    assert recorded_reasons(PART, "comparator", ">= -> >") == {""}


def test_a_rate_meets_its_limit_by_chance_and_a_gauge_does_not() -> None:
    assert reasons("rate(a[5m]) > 0.1", "comparator", "> -> >=") != {""}
    assert reasons("r > 0.1", "comparator", "> -> >=", r="rate(a[5m]) / 2") != {""}
    assert reasons("rate(a[5m]) > 0", "comparator", "> -> >=") == {""}
    assert reasons("rate(a[5m]) >= 2000 / 60", "comparator", ">= -> >") != {""}
    assert reasons("rate(a[5m]) >= 0 / 60", "comparator", ">= -> >") == {""}
    assert reasons("a > 0.1", "comparator", "> -> >=") == {""}


def test_the_larger_of_two_is_either_where_they_are_equal() -> None:
    assert recorded_reasons("2 * a > 3 * b or 3 * b", "comparator", "> -> >=") != {""}
    assert recorded_reasons("2 * a > b or b < c or c", "comparator", "> -> >=") != {""}
    assert recorded_reasons("2 * a > b or b < c or c", "comparator", "< -> <=") != {""}
    assert recorded_reasons("2 * a > 3 * b or b", "comparator", "> -> >=") == {""}
    assert recorded_reasons("2 * a > b", "comparator", "> -> >=") == {""}


LINE = "x / deriv(a[1h]) < 9 and predict_linear(a[1h], 0) - avg_over_time(a[1h])"


def test_what_does_not_move_is_on_a_line_that_leads_nowhere() -> None:
    fits = f"{LINE} > 1.5 * stddev_over_time(a[1h])"
    assert recorded_reasons(fits, "comparator", "> -> >=") != {""}
    assert recorded_reasons(f"{LINE} > 1.5 * b", "comparator", "> -> >=") == {""}
    alone = "predict_linear(a[1h], 0) > stddev_over_time(a[1h])"
    assert recorded_reasons(alone, "comparator", "> -> >=") == {""}


def test_a_guard_need_not_outlast_what_it_guards() -> None:
    guarded = "r < 9 and 1 - last_over_time(a[5m]) < 0.5"
    known = "5 - last_over_time(a[5m])"
    assert reasons(guarded, "window", "5m -> 10m", r=known) != {""}
    assert reasons(guarded, "window", "5m -> 2m30s", r=known) == {""}
    assert reasons(guarded, "window", "5m -> 10m", r="5 - last_over_time(a[1h])") == {""}
    assert reasons("last_over_time(a[5m]) < 9", "window", "5m -> 10m", r=known) == {""}


def test_a_line_is_after_a_second_where_it_was() -> None:
    assert reasons("predict_linear(a[1h], 0) > 5", "threshold", "0 -> 1") != {""}
    assert "" in reasons("predict_linear(a[1h], 60) > 5", "threshold", "60 -> 66")
    assert reasons("a > 0", "threshold", "0 -> 1") == {""}


def test_every_reason_is_a_sentence_of_its_own() -> None:
    assert all(len(text) > 30 for text in REASONS)
