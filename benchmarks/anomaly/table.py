"""What the rules found beside each other, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.anomaly.judging import Score
from benchmarks.anomaly.rivals import RIVALS

OURS = "anomaly"
ALL, CLOCKS = "incidents", "clock change"
"""Groups of series: those that the bounds are for, and those whose clocks are changed."""
_KINDS = ("drop", "step", "leak", "spike", "outage", "after an outage")

Scores = dict[str, dict[str, Score]]
"""A group of series to the score of each rule."""


def tables(scores: Scores) -> Iterator[str]:
    """What was found and how soon, what was told falsely, and what the first figures leave out."""
    yield f"{'rule':<26} {'detected':>9} {'false a week':>13} {'on holidays':>12} {'delay':>13}"
    for rule, score in scores[ALL].items():
        yield (
            f"{rule:<26} {score.detected:>9.1%} {score.false_a_week:>13.2f} "
            f"{score.holidays:>12} {score.delay():>9.0f} min"
        )
    yield from _beside(scores)
    yield ""
    yield f"{'found of each, median delay':<26} " + " ".join(f"{kind:>16}" for kind in _KINDS)
    for rule, score in scores[ALL].items():
        yield f"{rule:<27} " + " ".join(f"{_found(score, kind):>16}" for kind in _KINDS)
    yield ""
    parts = [group for group in scores if group != ALL]
    yield f"{'false a week':<26} " + " ".join(f"{group:>18}" for group in parts)
    for rule in scores[ALL]:
        cells = (f"{scores[group][rule].false_a_week:>18.2f}" for group in parts)
        yield f"{rule:<26} " + " ".join(cells)


def _found(score: Score, kind: str) -> str:
    found = len(score.delays.get(kind, ()))
    of = found + score.missed.get(kind, 0)
    return f"{found}/{of} {score.delay(kind):.0f} min" if found else f"0/{of}"


def _beside(scores: Scores) -> Iterator[str]:
    """What must be known with the first figures; ours, then the published rules."""
    clocks = {rule: f"{score.false_a_week:.2f}" for rule, score in scores[CLOCKS].items()}
    yield f"Not in them: false alarms a week where clocks change, {_each(clocks)}."
    holidays = {rule: str(score.holidays) for rule, score in scores[ALL].items()}
    yield f"In them: alarms on holidays, {_each(holidays)}."


def _each(figures: Mapping[str, str]) -> str:
    others = ", ".join(figures[rule] for rule in RIVALS)
    return f"{figures[OURS]} ({OURS}) against {others} (published rules)"
