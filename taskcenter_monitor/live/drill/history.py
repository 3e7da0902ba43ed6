"""A past for what compares with it: the same traffic as now, for a month of the specs."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.openmetrics import head, lines

MONTH = 29 * 86400.0
"""Seconds of the specs: anomalies look back at four weeks."""
_SAMPLES = 25_000
"""How many samples a series has at most."""
_FINEST = 0.5
"""Seconds of the wall between two samples, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """A counter of a scrape job that has always grown by `rate` a second of the wall."""

    metric: str
    job: str
    rate: float


def remember(counters: tuple[Steady, ...], now: float, clock: Clock, blocks: Blocks) -> None:
    """Adds them to a database that is not yet served. Raises EnvironmentFault."""
    length = clock.seconds(MONTH)
    step = max(_FINEST, length / _SAMPLES)
    moments = [round(now - length + number * step, 3) for number in range(int(length / step))]
    blocks.add([("history", (_series(each, moments) for each in counters))])


def _series(counter: Steady, moments: list[float]) -> str:
    labels = (("job", counter.job), ("instance", "history"))
    values = [round(counter.rate * (at - moments[0]), 3) for at in moments]
    return lines(head(counter.metric, labels), moments, values)
