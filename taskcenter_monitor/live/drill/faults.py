"""Values that the table of faults is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.watch import Subject


@dataclass(frozen=True, slots=True)
class Lasting:
    """A parameter that is a length of time in the words of the specs: it is scaled."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Something that can be switched on: what `kind` of thing, where, and with what parameters."""

    kind: str
    where: str
    name: str = ""
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def on_clock(self, clock: Clock) -> dict[str, object]:
        """The parameters as the process is given them."""
        return {
            name: round(clock.seconds(value.seconds), 3) if isinstance(value, Lasting) else value
            for name, value in self.parameters.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is switched on, and the alerts that must fire while it is."""

    switches: tuple[Switch, ...]
    fires: tuple[Subject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of one or more steps, each worse than the one before it; then all is well again.

    Faults of one `lane` follow each other, because they would disturb each other; lanes go on at
    the same time. One waits until all in `after` are over, as far as they take part. `also` are
    alerts that may fire because of it; nobody waits for them.
    """

    name: str
    lane: str
    steps: tuple[Step, ...]
    also: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def fires(self) -> tuple[Subject, ...]:
        """All alerts of all steps, each once."""
        return tuple(dict.fromkeys(one for step in self.steps for one in step.fires))
