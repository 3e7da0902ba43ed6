from __future__ import annotations

import pytest

from taskcenter_monitor.compiler.rule_tests.annotations import rendered

LABELS = {"job": "api"}


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("没有动作", None, "没有动作"),
        ("{{ $labels.job }} and {{ $labels.gone }}.", None, "api and ."),
        ("{{ $value | humanizePercentage }}", 0.21, "21%"),
        ('{{ printf "%.1f" $value }}%', 84.0, "84.0%"),
        ('{{ printf "%.0f" $value }}', 1050, "1050"),
        ("{{$value|humanizeDuration}}", 2.1, "2.1s"),
    ],
)
def test_labels_and_formatted_values_are_filled_in(
    text: str, value: float | None, shown: str
) -> None:
    assert rendered(text, LABELS, value) == shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ $value | humanize }}", None),
        ("{{ if gt $value 1.0 }}much{{ end }}", 2.0),
        ("{{ $value }}", 2.0),
        ("a {{- $labels.job }}", 2.0),
        ("{{ $value | unknown }}", 2.0),
        # 10.5 is 10 or 11, as the last bit of a float decides.
        ('{{ printf "%.0f" $value }}', 10.5),
    ],
)
def test_what_nobody_can_tell_before_is_not_guessed(text: str, value: float | None) -> None:
    assert rendered(text, LABELS, value) is None
