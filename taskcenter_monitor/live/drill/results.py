"""What a fire drill has shown. Times are seconds of the wall clock since the drill began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PASSED = "passed"
"""It fired, somebody was told, and it was over once its fault was."""
NOT_FIRED = "not fired"
NOT_DELIVERED = "not delivered"
"""It fired, and nobody was told although the routes say that somebody is."""
NOT_RECOVERED = "not recovered"
FIRING, RESOLVED = "firing", "resolved"
"""What a message, and Prometheus, say of an alert."""
OUTCOMES = (PASSED, NOT_FIRED, NOT_DELIVERED, NOT_RECOVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message about an alert: who got it, when, `firing` or `resolved`, and its title."""

    receiver: str
    at: float
    status: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """One alert in one severity, and what became of it.

    `severity` tells it from others of its name; alerts of SLOs have their windows behind it, as in
    `critical 5m/1h`. `fault` names what was switched on, with its parameters, and `switched_on`
    says when; `pending`, `fired` and `resolved` are Prometheus' view, None where it never was.
    `inhibited` are alerts, as `Name (severity)`, that stayed quiet because of this one. `outcome`
    is one of OUTCOMES; `note` says in a sentence what else matters, "" where nothing does.
    """

    alert: str
    severity: str
    fault: str
    switched_on: float | None
    pending: float | None
    fired: float | None
    resolved: float | None
    notices: tuple[Notice, ...]
    inhibited: tuple[str, ...]
    outcome: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrilled:
    """An alert that no fault here can bring about, and why, in a sentence."""

    alert: str
    severity: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexpected:
    """An alert that fired although none of the faults that were on is its own."""

    alert: str
    severity: str
    fired: float
    resolved: float | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulted:
    """A fault while it was on; `off` None where it never was switched off."""

    fault: str
    on: float
    off: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A whole drill.

    `time_scale` is how many times faster the clocks ran. `began` is its start in seconds since
    1970, `took` how long it was. `faults` are in the order in which they were switched on.
    `machine` has what was measured of the servers meanwhile, a name to a number, such as missed
    evaluations; `complaints` says in sentences why the results may not be trusted.
    """

    time_scale: float
    began: float
    took: float
    drilled: tuple[Drilled, ...]
    undrilled: tuple[Undrilled, ...]
    unexpected: tuple[Unexpected, ...]
    faults: tuple[Faulted, ...] = ()
    machine: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    complaints: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every alert that was drilled did what it must."""
        return bool(self.drilled) and all(each.outcome == PASSED for each in self.drilled)
