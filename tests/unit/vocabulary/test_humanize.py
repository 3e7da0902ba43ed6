from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.humanize import FORMATS


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("humanize", 0, "0"),
        ("humanize", 1234567, "1.235M"),
        ("humanize", 0.05, "50m"),
        ("humanize1024", 0.5, "0.5"),
        ("humanize1024", 3221225472, "3Gi"),
        ("humanizePercentage", 0.0625, "6.25%"),
        ("humanizeDuration", 0, "0s"),
        ("humanizeDuration", 0.0525, "52.5ms"),
        ("humanizeDuration", 2.1, "2.1s"),
        ("humanizeDuration", 61.9, "1m 1s"),
        ("humanizeDuration", 3670, "1h 1m 10s"),
        ("humanizeDuration", -90000, "-1d 1h 0m 0s"),
        ("humanizeDuration", float("inf"), "+Inf"),
        ("humanize", float("nan"), "NaN"),
    ],
)
def test_a_value_reads_as_in_a_notification(name: str, value: float, text: str) -> None:
    assert FORMATS[name](value) == text
