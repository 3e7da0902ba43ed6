"""What a rotation may say, and where intervals of local time begin."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from taskcenter_monitor.telemetry.logging.sinks.rotation import Calendar, Rotation

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"interval": "week"}, "the interval of a rotation is `hour`, `day` or empty, not 'week'"),
        ({"interval": "HOUR"}, "not 'HOUR'"),
        ({"size": 0}, "`size` of a rotation is a whole number from 1, not 0"),
        ({"size": 1.5}, "`size`"),
        ({"size": True}, "`size`"),
        ({"size": "10MB"}, "not '10MB'"),
        ({"keep": 0}, "`keep`"),
        ({"days": -1}, "`days`"),
        ({"mode": 0o644}, "not 0o644"),
        ({"mode": 0o040}, "not 0o40"),
        ({"mode": "rw"}, "not 'rw'"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="rotation") as caught:
        Rotation(**given)
    assert said in str(caught.value)


def test_the_least_of_everything_is_taken() -> None:
    assert Rotation(size=1, keep=1, days=1, interval="", mode=0o660).mode == 0o660


@pytest.mark.parametrize(
    ("interval", "now", "start", "label"),
    [
        ("hour", "2026-11-27T09:59:59+01:00", "2026-11-27T09:00:00+01:00", "2026-11-27T09"),
        ("hour", "2026-11-27T10:00:00+01:00", "2026-11-27T10:00:00+01:00", "2026-11-27T10"),
        ("day", "2026-11-27T23:59:59+01:00", "2026-11-27T00:00:00+01:00", "2026-11-27"),
        # Clocks go back: the hour from two to three comes twice, the day has 25.
        ("hour", "2026-10-25T02:30:00+01:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02"),
        ("day", "2026-10-25T23:30:00+01:00", "2026-10-25T00:00:00+02:00", "2026-10-25"),
        ("day", "2026-03-29T23:30:00+02:00", "2026-03-29T00:00:00+01:00", "2026-03-29"),
        ("day", "2026-12-31T12:00:00+01:00", "2026-12-31T00:00:00+01:00", "2026-12-31"),
    ],
)
def test_where_an_interval_begins(interval: Any, now: str, start: str, label: str) -> None:
    calendar = Calendar(interval)
    assert calendar.start(at(now)) == at(start)
    assert calendar.label(at(now)) == label


def test_intervals_follow_each_other_without_a_gap() -> None:
    calendar = Calendar("hour")
    now, starts = at("2026-10-24T22:00:00+02:00"), set()
    for minute in range(8 * 60):
        start = calendar.start(now + minute * 60)
        assert 0 <= now + minute * 60 - start < 3600
        starts.add(start)
    assert len(starts) == 8


def test_without_an_interval_nothing_is_ever_old() -> None:
    calendar = Calendar("")
    assert calendar.start(at("2026-11-27T09:59:59+01:00")) == 0
    assert calendar.label(at("2026-11-27T09:59:59+01:00")) == "2026-11-27"
