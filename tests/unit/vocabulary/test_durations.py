from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.durations import LONGEST, mixed_text, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("500ms", 0.5),
        ("30s", 30),
        ("5m", 300),
        ("1h30m", 5400),
        ("1d", 86400),
        ("1w", 604800),
        ("1y", 365 * 86400),
        ("1h2m3s4ms", 3723.004),
        ("90m", 5400),
    ],
)
def test_reads_what_prometheus_reads(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        *("", "5", "m", "5 m", " 5m", "5m ", "5m\n", "-5m", "+5m", "5.5m", "1e3s", "5M", "5min"),
        *("30m1h", "5m5m", "5ms1s", "1h-30m", "five minutes", "PT5M", "٥m"),
    ],
)
def test_refuses_what_prometheus_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it like 30s, 5m or 1h30m"):
        parse_duration(text)


def test_ten_years_are_the_longest() -> None:
    assert parse_duration("10y") == LONGEST
    with pytest.raises(ValueError, match="'10y1s' is longer than ten years"):
        parse_duration("10y1s")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (23, "23s"),
        (2.5, "2.5s"),
        (60, "1m"),
        (443, "7m23s"),
        (3600, "1h"),
        (86461.5, "24h1m1.5s"),
        (59.9999, "1m"),
        (0.1 + 0.2, "0.3s"),
    ],
)
def test_seconds_read_as_people_write_them(seconds: float, text: str) -> None:
    assert mixed_text(seconds) == text
