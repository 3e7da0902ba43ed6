"""One counter that grows evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Clock


@dataclass(frozen=True, slots=True)
class Flow:
    """One counter and how much it grows in a second."""

    metric: str
    labels: Labels
    speed: float

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What tells the series from others."""
        return self.metric, tuple(self.labels.items())


def speed_in(flows: Mapping[object, Flow], key: object) -> float:
    """How fast a counter grows among some that do; one that is not there stands still."""
    found = flows.get(key)
    return found.speed if found is not None else 0.0


def early(window: float, clock: Clock) -> float:
    """When a share of what happens is exact: long before a window is full.

    All parts of it are then equally incomplete; only the guard wants a tenth of the usual traffic.
    """
    return window / 8 + 2 * clock.step
