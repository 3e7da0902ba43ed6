"""What was found, component by component."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["healthy", "degraded", "unhealthy"]
Check = Callable[[], object]
"""Says a status, or nothing or True for healthy, or False for unhealthy; or is `async` and does."""

HEALTHY: Status = "healthy"
DEGRADED: Status = "degraded"
UNHEALTHY: Status = "unhealthy"
_BAD = {HEALTHY: 0, DEGRADED: 1, UNHEALTHY: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What was found of one. `took` is in seconds; `why` says what is wrong, if something is.

    `error` is what a check has raised; its text is for the log alone, which hides what is secret.
    """

    status: Status
    critical: bool
    took: float
    why: str = ""
    error: BaseException | None = None

    @property
    def weighs(self) -> Status:
        """What it makes of the whole: what is not critical makes that degraded at worst."""
        if self.status == UNHEALTHY and not self.critical:
            return DEGRADED
        return self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, `age` seconds ago."""

    found: Mapping[str, Component]
    age: float = 0.0

    @property
    def status(self) -> Status:
        """The worst that a component makes of it; healthy where there is none."""
        weights = [component.weighs for component in self.found.values()]
        return max(weights, key=_BAD.__getitem__, default=HEALTHY)

    @property
    def components(self) -> Mapping[str, Status]:
        """Each by its status."""
        return {name: component.status for name, component in self.found.items()}

    @property
    def http_status(self) -> int:
        """200 as long as requests can be answered, then 503."""
        return 503 if self.status == UNHEALTHY else 200

    def document(self) -> dict[str, Any]:
        """As /health shows it; `took` in milliseconds, `age` in seconds."""
        return {
            "status": self.status,
            "age": round(self.age, 3),
            "components": {name: _shown(component) for name, component in self.found.items()},
        }


def _shown(component: Component) -> dict[str, Any]:
    return {
        "status": component.status,
        "critical": component.critical,
        "took_ms": round(component.took * 1000, 1),
        **({"why": component.why} if component.why else {}),
    }
