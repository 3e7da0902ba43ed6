"""Which colours of a panel over time must be there to see, and that drawn ones are found."""

from __future__ import annotations

from typing import Any

from browser.tests.boards import COLOURS
from browser.tests.lines import colours_to_see, painted
from browser.tests.node import drawn
from browser.tests.test_mistakes import END, ID, START, job, panel

BLUE, GREEN, RED = (COLOURS[name] for name in ("blue", "green", "red"))


def frame(colour: str, *values: float | None, **custom: Any) -> dict[str, Any]:
    times = {"type": "time", "values": [*range(len(values))], "config": {}}
    field = {"type": "number", "values": values, "config": {"custom": custom}}
    return {"fields": [times, {**field, "displayName": colour, "color": colour}]}


def to_see(*frames: dict[str, Any]) -> set[str]:
    return set(colours_to_see({"frames": frames}))


def test_every_line_with_values_is_to_be_seen() -> None:
    assert to_see(frame(RED, 1, None), frame(BLUE, 0, 0), frame(GREEN, None)) == {RED, BLUE}
    hidden = frame(RED, 1, hideFrom={"viz": True})
    assert to_see(hidden, frame(BLUE, 2)) == {BLUE}


def test_a_line_under_another_one_is_not() -> None:
    assert to_see(frame(RED, 1, 2), frame(BLUE, 1, 2), frame(GREEN, 1, 3)) == {BLUE, GREEN}


def test_nor_is_a_thin_layer_of_a_stack() -> None:
    stacking = {"mode": "normal", "group": "A"}
    layers = [(RED, 1.0, 1.0), (BLUE, 90.0, 97.0), (GREEN, 0.0, 2.5)]
    found = to_see(*(frame(*layer, stacking=stacking) for layer in layers), frame("#000000", 100))
    assert found == {BLUE, GREEN, "#000000"}


def test_a_dashed_line_is_found_in_its_colour_and_in_no_other() -> None:
    one = panel("timeseries")
    one["fieldConfig"]["defaults"] |= {
        "color": {"mode": "fixed", "fixedColor": "blue"},
        "custom": {"lineStyle": {"fill": "dash", "dash": [10, 10]}},
    }
    points = [[at / 1000, "90"] for at in range(START, END + 1, 60_000)]
    answer = {"resultType": "matrix", "result": [{"metric": {}, "values": points}]}
    ((canvas,),) = [
        each["canvases"] for each in drawn(job(one, answers={str(ID): {"A": answer}}))["panels"]
    ]
    assert painted(canvas["colours"], BLUE) > 100
    assert painted(canvas["colours"], RED) == 0
