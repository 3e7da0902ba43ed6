"""The line that stands for many."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from taskcenter_monitor.telemetry.logging.rendering import Renderer
from taskcenter_monitor.telemetry.logging.storms.groups import stamp
from taskcenter_monitor.telemetry.policy.document import Redaction
from taskcenter_monitor.telemetry.redaction import Redactor
from tests.storms import weather


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/St_Johns"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("when", [1_788_220_800_123_999_999, 1_767_225_600_000_000_000])
def test_times_are_those_of_a_line(zone: str, when: int) -> None:
    with weather() as storm:
        storm.passes()
        storm.passes()
        (summary,) = storm.storms.summaries(True)
    line = Renderer(Redactor(Redaction())).line((when, *summary[1:])).decode()
    assert line.startswith(f'{{"@timestamp":"{stamp(when)}",'), zone
