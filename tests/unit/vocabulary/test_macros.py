from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.macros import AUTO, RANGE, stood_in, written_out
from taskcenter_monitor.vocabulary.promql import parse


@pytest.mark.parametrize(
    "text",
    [
        "sum(rate(x[$__rate_interval]))",
        "increase(x[$__range]) / increase(y[$__range])",
        "max_over_time(sum(rate(x[$__rate_interval]))[$__range:1m])",
        "rate(x[5m])",
    ],
)
def test_a_macro_passes_through_a_parser_and_comes_back(text: str) -> None:
    plain = stood_in(text)
    assert "$" not in plain
    assert len(plain) == len(text), "what a fault points at keeps its place"
    parse(plain)
    assert written_out(plain) == text


def test_a_stand_in_is_a_duration_that_comes_back_wherever_it_was_put() -> None:
    assert parse_duration(AUTO) > 0
    assert parse_duration(RANGE) > parse_duration(AUTO)
    assert written_out(f"rate(x[{AUTO}])") == "rate(x[$__rate_interval])"
    assert written_out(f"increase(x[{RANGE}])") == "increase(x[$__range])"


def test_a_macro_outside_of_brackets_is_left_for_the_parser_to_refuse() -> None:
    assert stood_in("x * $__range") == "x * $__range"
