"""When to look in a scene, and in which state an alert must be then."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Claim

FIRING, PENDING = "firing", "pending"
_CLOSE = 0.03
"""A value that is not known exactly tells nothing about a limit this near to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When one severity is bad, and how long it waits: `operator` "" takes any value at all."""

    operator: str
    limit: float
    wait: float
    keep: float

    def holds(self, value: float, exact: bool) -> bool | None:
        """Whether a value is bad enough; None where nobody can tell."""
        if not self.operator:
            return True
        if not exact and abs(value - self.limit) < _CLOSE * abs(self.limit):
            return None
        return value > self.limit if self.operator == ">" else value < self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One severity at one moment: label sets with the state (FIRING or PENDING) and the value.

    `exact` says that the values can be printed.
    """

    at: float
    states: tuple[tuple[Labels, str, float], ...]
    exact: bool


class Watching:
    """Follows one severity through the claims of a scene."""

    def __init__(self, condition: Condition, every: float) -> None:
        self.condition = condition
        self.every = every
        self.wait = math.ceil(round(condition.wait / every, 9)) * every

    def seen(self, claims: Sequence[Claim]) -> Iterator[Seen]:
        """What must be seen, at every moment at which that is known for certain."""
        fired_until = -math.inf
        fired: tuple[tuple[Labels, float], ...] = ()
        for claim in claims:
            bad = self._bad(claim)
            if bad is None:
                fired, fired_until = (), math.inf
                continue
            end = self._floor(claim.until)
            if bad:
                fires = self._fires(claim)
                yield from self._outbreak(claim, bad, fires, end)
                if fires <= end:
                    fired, fired_until = bad, claim.until
            else:
                yield from self._calm(claim, end, fired, fired_until)

    def _bad(self, claim: Claim) -> tuple[tuple[Labels, float], ...] | None:
        """The values that are bad enough; None where that is not known of one."""
        holding = [self.condition.holds(value, claim.exact) for _, value in claim.values]
        if None in holding:
            return None
        return tuple(one for one, holds in zip(claim.values, holding, strict=True) if holds)

    def _fires(self, claim: Claim) -> float:
        since = self._ceil(claim.since) + self.wait
        return since if claim.sharp else since + self.every

    def _outbreak(
        self, claim: Claim, bad: tuple[tuple[Labels, float], ...], fires: float, end: float
    ) -> Iterator[Seen]:
        begin = self._ceil(claim.since)
        if claim.sharp and self.wait:
            at = min(fires - self.every, end)
            if at >= begin:
                yield self._state(at, bad, PENDING, claim.exact)
        if fires <= end:
            yield self._state(fires, bad, FIRING, claim.exact)
            if end > fires:
                yield self._state(end, bad, FIRING, claim.exact)

    def _calm(
        self,
        claim: Claim,
        end: float,
        fired: tuple[tuple[Labels, float], ...],
        fired_until: float,
    ) -> Iterator[Seen]:
        kept = self._floor(fired_until + self.condition.keep) if fired else -math.inf
        if fired and self.condition.keep and self._ceil(claim.since) <= kept - self.every:
            # How it ends is not known to the second, so neither is how long it is kept.
            yield self._state(min(kept - self.every, end), fired, FIRING, exact=False)
        over = self._ceil(claim.since) + (self.condition.keep if fired_until > 0 else 0.0)
        first = over + (self.every if fired_until > 0 else 0.0)
        if end >= first:
            # At once: a window that is too long would still show what is over.
            if fired and first < end:
                yield Seen(at=first, states=(), exact=True)
            yield Seen(at=end, states=(), exact=True)

    def _state(
        self, at: float, bad: tuple[tuple[Labels, float], ...], state: str, exact: bool
    ) -> Seen:
        states = tuple((labels, state, value) for labels, value in bad)
        return Seen(at=at, states=states, exact=exact)

    def _floor(self, seconds: float) -> float:
        return math.floor(round(seconds / self.every, 9)) * self.every

    def _ceil(self, seconds: float) -> float:
        return math.ceil(round(seconds / self.every, 9)) * self.every
