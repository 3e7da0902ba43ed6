"""An explanation as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

from taskcenter_monitor.explain.document import render
from taskcenter_monitor.ir.explanation import Explanation

Explained = Callable[..., Explanation]


def test_all_times_are_numbers_with_their_summands(explained: Explained) -> None:
    found = json.loads(render(explained("TaskCenterDown")))
    (rule,) = found["rules"]
    assert rule["fires"]["slight"] == {
        "seconds": 23,
        "summands": {"scrape": 5, "timeout": 3, "window": 0, "interval": 5, "for": 10},
    }
    pager = rule["told"][0]
    assert (pager["receiver"], pager["repeat_interval"]) == ("pager", 3600)
    assert pager["slight"] == {
        "first": {"seconds": 29, "summands": {"fires": 23, "group_wait": 5, "delivery": 1}},
        "joining": {"seconds": 84, "summands": {"fires": 23, "group_interval": 60, "delivery": 1}},
    }


def test_it_has_everything_that_people_are_shown(explained: Explained) -> None:
    found = json.loads(render(explained("TaskCenterHTTPErrorRateHigh")))
    assert found["version"] == 1
    assert found["titles"] == {"zh": "HTTP错误率告警", "en": "HTTP error rate high"}
    assert found["place"]["file"] == "specs/alerts/http.yaml"
    assert set(found["place"]) == {"file", "line", "column"}
    assert found["signal"]["metrics"][0]["jobs"] == ["task-center-api"]
    assert found["recordings"][0]["record"].endswith(":rate5m")
    critical, warning = found["rules"]
    assert critical["labels"]["team"] == "task-center-sre"
    assert (warning["wait"], warning["keep_firing_for"]) == (300, 0)
    assert {one["inhibition"] for one in warning["muted_by"]} >= {"critical-over-warning"}
    assert found["links"]["runbook"].endswith("/TaskCenterHTTPErrorRateHigh.md")
