"""The gate's assertions against counters and rates as Prometheus 2 and 3 reckon with them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import pytest

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.slos.gate import Turns, turns_of
from taskcenter_monitor.compiler.rule_tests.slos.story import Story, clock_of
from taskcenter_monitor.compiler.rule_tests.slos.telling import GRAIN
from taskcenter_monitor.vocabulary.burning import Burn

MINUTE, HOUR = 60.0, 3600.0
DAY = 24 * HOUR
BASE = 300.0
WINDOWS = {
    "fast": ("0.02", HOUR, 5 * MINUTE, 2 * MINUTE),
    "slow": ("0.05", 6 * HOUR, 30 * MINUTE, 15 * MINUTE),
    "steady": ("0.1", DAY, 2 * HOUR, HOUR),
    "creep": ("0.1", 3 * DAY, 6 * HOUR, 3 * HOUR),
    "at once": ("0.01", 15 * MINUTE, 5 * MINUTE, 0.0),
    "patient": ("0.02", 2 * HOUR, 10 * MINUTE, 100 * MINUTE),
}
OBJECTIVES = ("80%", "93.1%", "98%", "99%", "99.2%", "99.99%")
FAILURES = (1, 2, 5, 1000)
INTERVALS = (15.0, 20.0, 30.0, 45.0, 60.0, 100.0, 150.0)


class Counter:
    """The samples of the counter of all events, which are all bad."""

    def __init__(self, story: Story) -> None:
        self.step = story.clock.step
        self.values = [0.0]
        for stretch in story.stretches:
            # Only such a growth comes out of promtool's sums as it went in.
            growth = round(stretch.speed * self.step * 64) / 64
            assert stretch.speed * self.step == pytest.approx(growth)
            while len(self.values) * self.step <= stretch.until:
                self.values.append(self.values[-1] + growth)

    def rate(self, at: float, edge: int) -> float | None:
        """rate() over the base window: what is seen, stretched to the window or to zero."""
        begin = at - BASE
        first = math.floor(begin / self.step) + 1
        if edge and begin == math.floor(begin / self.step) * self.step:
            first -= 1
        first, last = max(first, 0), math.floor(at / self.step)
        if last <= first:
            return None
        seen, grown = (last - first) * self.step, self.values[last] - self.values[first]
        before, after = first * self.step - begin, at - last * self.step
        if grown > 0:
            before = min(before, seen * self.values[first] / grown)
        most, half = 1.1 * self.step, self.step / 2
        stretched = seen + sum(half if one >= most else one for one in (before, after))
        return grown * stretched / seen / BASE


def states(turns: Turns, burn: Burn, interval: float, edge: int) -> Iterator[tuple[float, str]]:
    """What the alert is at each evaluation, and how many events of those needed it sees."""
    every, counter = turns.story.clock.every, Counter(turns.story)
    rates: list[tuple[float, float]] = []
    since = over = math.inf
    state = ""
    for place in range(round(turns.story.until / every) + 1):
        at = place * every
        rate = counter.rate(at, edge)
        if rate is not None:
            rates.append((at, rate))
        events, recent = (
            sum(one for then, one in rates if then > at - window or (edge and then == at - window))
            for window in (burn.long, max(burn.short, every))
        )
        burns = recent > 0 and interval * events >= burn.needed
        since = min(since, at) if burns else math.inf
        over = math.inf if burns else min(over, at)
        if state == FIRING and (burns or at - over < burn.keep):
            pass
        else:
            state = "" if not burns else FIRING if at - since >= burn.wait else PENDING
        yield interval * events / burn.needed, state


def burns_of(window: str) -> Iterator[Burn]:
    share, long, short, wait = WINDOWS[window]
    for objective in OBJECTIVES:
        for least in FAILURES:
            burn = Burn(
                share=Decimal(share),
                budget=1 - Decimal(objective.rstrip("%")) / 100,
                period=30 * DAY,
                long=long,
                short=short,
                wait=wait,
                least=least,
                keep=10 * MINUTE if window == "at once" else 0.0,
            )
            if burn.is_reachable:
                yield burn


@pytest.mark.slow
@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("window", WINDOWS)
def test_the_gate_opens_and_closes_with_a_margin(window: str, interval: float) -> None:
    for burn in burns_of(window):
        clock = clock_of(interval, burn.short / GRAIN / interval)
        turns = turns_of(burn, interval, clock)
        for edge in (0, 1):
            seen = list(states(turns, burn, interval, edge))
            shut, asked = (seen[round(at / clock.every)] for at in (turns.shut, turns.asked))
            told = f"{burn} {edge} {turns}"
            assert shut[0] <= 0.95 + 1e-9, told
            assert asked[0] >= 1.05 - 1e-9, told
            assert seen[-1][0] <= 0.95 + 1e-9, told
            assert [shut[1], asked[1], seen[-1][1]] == ["", turns.state, ""], told


def test_at_the_end_the_gate_alone_keeps_it_quiet() -> None:
    burn = next(burns_of("slow"))
    turns = turns_of(burn, 60.0, clock_of(60.0, burn.short / GRAIN / 60.0))
    end = turns.story.until
    for window in (burn.long, burn.short):
        assert turns.story.exact(window, end) == 1.0
