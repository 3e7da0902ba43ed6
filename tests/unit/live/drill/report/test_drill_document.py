"""What programs read of a fire drill."""

from __future__ import annotations

import json
import re

from taskcenter_monitor.live.drill.report import document
from taskcenter_monitor.live.drill.report.document import render
from tests.drills import VERSIONS, alert, drill, five, many


def test_an_alert_has_its_moments_and_how_long_they_took() -> None:
    shown = json.loads(render(five(), VERSIONS))
    first, _, third, *_ = shown["alerts"]
    assert first["told"] == {"critical-pager": 5.0, "chat": 5.6}
    moments = ("switched_on", "pending", "fired", "switched_off", "resolved")
    assert [first[name] for name in moments] == [10.0, 11.5, 14.2, 20.0, 24.0]
    stretches = ("fired_after", "notified_after", "recovered_after")
    assert [first[name] for name in stretches] == [4.2, 5.0, 4.0]
    assert [third[name] for name in stretches] == [None, None, None]
    assert first["help"] == ""
    assert "tcmon explain" in third["help"]


def test_the_whole_has_counts_and_what_was_left_out() -> None:
    shown = json.loads(render(five(), VERSIONS))
    assert shown["version"] == document.VERSION
    assert shown["versions"] == VERSIONS
    assert shown["passed"] is False
    assert shown["counts"] == {
        "passed": 2,
        "not fired": 1,
        "not delivered": 1,
        "not recovered": 1,
    }
    assert shown["began"] == "2026-01-05T12:00:00Z"
    assert [each["alert"] for each in shown["not_drilled"]] == [
        "TaskCenterDiskWillFill",
        "TaskCenterNodeDown",
        "Watchdog",
    ]
    assert shown["unexpected"][0]["fired"] == 21.0
    assert shown["faults"][0] == {"fault": "errors ratio=0.5", "on": 10.0, "off": 20.0}
    assert shown["machine"]["slowest evaluation in seconds"] == 0.21
    assert shown["complaints"] == list(five().complaints)


def test_alerts_stay_in_the_order_of_the_drill_and_bytes_are_the_same() -> None:
    names = [each["alert"] for each in json.loads(render(many(), {}))["alerts"]]
    assert names == [each.alert for each in many().drilled]
    assert render(many(), VERSIONS) == render(many(), VERSIONS)


def test_every_key_is_told_of() -> None:
    told = set(re.findall(r"[a-z_]+", document.__doc__ or ""))
    shown = json.loads(render(five(), VERSIONS))
    assert {*shown, *shown["alerts"][0]} <= told


def test_any_text_is_a_document_that_can_be_written() -> None:
    text = '\ud800"\n</script>\x00密'
    shown = json.loads(render(drill(alert(text, note=text)), {text: text}).encode("utf-8"))
    assert shown["alerts"][0]["note"] == '?"\n</script>\x00密'
