from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import PERCENT

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
FAILED = {"weight": 0.75, "signal": "failed", "worst": "30%", "best": "0.5%"}
FRESH = {"weight": 0.25, "signal": "fresh", "worst": 0, "best": 100}
SCORE: dict[str, Any] = {
    "population": "task_center_business_active_tasks",
    "by": ["business_id"],
    "series": "task_center_health_score",
}


def test_every_member_is_rated_and_what_is_missing_counts_in_full(lower: Lower) -> None:
    lowered = lower(
        "score",
        {"failed": "biz:failed:ratio_rate30m", "fresh": "max by (business_id) (fresh)"},
        parts=[FAILED, FRESH],
        **SCORE,
    )
    (recording,) = lowered.recordings
    assert recording.name == lowered.operand == "biz:task_center_health_score:percent"
    assert (
        recording.expr
        == """\
100 * (
    0.75 * (
        clamp((0.3 - (biz:failed:ratio_rate30m >= 0)) / 0.295, 0, 1)
      or
        group by (business_id) (task_center_business_active_tasks)
    )
  + 0.25 * (
        clamp(((max by (business_id) (fresh) >= 0) - 0) / 100, 0, 1)
      or
        group by (business_id) (task_center_business_active_tasks)
    )
)"""
    )


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ([FAILED], " signal/score the weights make 0.75 together; they must make 1"),
        ([], " signal/score the weights make 0 together; they must make 1"),
        (
            [{**FAILED, "weight": 1.0, "best": "30%"}],
            " signal/score `worst` and `best` of a part must differ",
        ),
        (
            [{**FAILED, "weight": 1.5}, {**FRESH, "weight": -0.5}],
            "parts/1/weight spec/value expected more than 0.0, found -0.5",
        ),
    ],
)
def test_parts_that_make_no_score(faults: Faults, parts: list[object], fault: str) -> None:
    assert faults("score", parts=parts, **SCORE) == [fault]


def test_ten_tenths_are_one(signal: Signal) -> None:
    tenth = {**FAILED, "weight": 0.1}
    assert len(signal("score", parts=[tenth] * 10, **SCORE).signals()) == 10


def test_the_labels_of_a_score_are_label_names(faults: Faults) -> None:
    keys = {**SCORE, "by": ["a) (b"], "series": "a b"}
    assert [line.split()[:2] for line in faults("score", parts=[FAILED, FRESH], **keys)] == [
        ["by/0", "label/name"],
        ["series", "spec/name"],
    ]


def test_what_a_score_reads(signal: Signal, around: Surroundings) -> None:
    score = signal("score", parts=[FAILED, FRESH], **SCORE)
    assert score.signals() == (
        (("parts", 0, "signal"), "failed"),
        (("parts", 1, "signal"), "fresh"),
    )
    assert [(use.path, use.function) for use in score.uses()] == [(("population",), "raw")]
    assert score.unit(around) is PERCENT
    assert score.carried(around) == ("business_id",)
