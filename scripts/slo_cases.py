"""Days on which a mean of ratios goes wrong, with what a test has seen promtool make of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One day, a sample a minute.

    `good` and `bad` are counters in promtool's notation, `bad` "" for a series that is not there.
    `sums` and `mean` are what rules make of the day at its end.
    """

    words: str
    good: str
    bad: str
    hours: int
    true: str
    sums: str
    mean: str


CASES = (
    Case(
        words="12 h with 1000 good requests a minute, then 12 h with one a minute that fails",
        good="0+1000x720 720000+0x720",
        bad="0+0x720 1+1x720",
        hours=24,
        true="0.0999%",
        sums="0.0996%",
        mean="49.7%",
    ),
    Case(
        words="5 h with 100 good ones a minute and no error ever, then 5 h with 5 errors as well",
        good="0+100x600",
        bad="_x300 0+5x300",
        hours=10,
        true="2.44%",
        sums="2.43%",
        mean="4.73%",
    ),
    Case(
        words="30 min without any request, and not one error in the rest of the day",
        good="0+100x300 30000+0x30 30000+100x390",
        bad="0+0x720",
        hours=12,
        true="0%",
        sums="0%",
        mean="NaN",
    ),
)
