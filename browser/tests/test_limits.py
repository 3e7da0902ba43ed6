"""How Grafana draws the limits of panels over time: a line has the colour of its own step.

Where low values are bad, the step under the line is the bad one. A good step that is `transparent`
has its line in the colour of the step below.
"""

from __future__ import annotations

from typing import Any

import pytest

from browser.tests.boards import COLOURS
from browser.tests.lines import painted
from browser.tests.node import drawn
from browser.tests.test_mistakes import END, ID, START, job, panel

LEAST = 300
"""Pixels of a dashed line across a panel of half the width."""

Steps = list[dict[str, Any]]


def steps(*colours: str) -> Steps:
    """The colours at nothing, at 60 and at 80."""
    return [{"color": each, "value": at} for each, at in zip(colours, (None, 60, 80), strict=False)]


def limits(of: Steps) -> set[str]:
    """The names of the colours in which the limits of a panel are painted; its series is blue."""
    one = panel("timeseries")
    defaults = one["fieldConfig"]["defaults"]
    defaults["color"] = {"mode": "fixed", "fixedColor": "blue"}
    defaults["thresholds"]["steps"] = of
    defaults["custom"] = {"thresholdsStyle": {"mode": "dashed"}}
    defaults |= {"min": 0, "max": 100}
    points = [[at / 1000, "90"] for at in range(START, END + 1, 60_000)]
    answer = {"resultType": "matrix", "result": [{"metric": {}, "values": points}]}
    page = drawn(job(one, answers={str(ID): {"A": answer}}))
    assert page["faults"] == []
    ((canvas,),) = [each["canvases"] for each in page["panels"]]
    names = ("orange", "red", "green")
    return {name for name in names if painted(canvas["faint"], COLOURS[name]) >= LEAST}


@pytest.mark.parametrize(
    ("colours", "lines"),
    [
        # Limits that rise.
        (("green", "orange", "red"), {"orange", "red"}),
        # Limits that fall, below which it is bad.
        (("red", "orange", "transparent"), {"red", "orange"}),
        (("orange", "transparent"), {"orange"}),
        (("red", "transparent"), {"red"}),
        # Why the good step must not be green: the line says that all is well.
        (("red", "orange", "green"), {"orange", "green"}),
    ],
)
def test_a_limit_is_drawn_in_the_colour_of_what_lies_beyond(
    colours: tuple[str, ...], lines: set[str]
) -> None:
    assert limits(steps(*colours)) == lines
