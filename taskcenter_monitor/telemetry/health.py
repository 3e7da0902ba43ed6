"""Whether a service can work: healthy, degraded or unhealthy, by component."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["healthy", "degraded", "unhealthy"]
Check = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: the worst status, and that of each component."""

    status: Status
    components: Mapping[str, Status]
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def http_status(self) -> int:
        """200 as long as requests can be answered, then 503."""
        return 503 if self.status == "unhealthy" else 200

    def document(self) -> dict[str, Any]:
        """As /health shows it."""
        return {
            "status": self.status,
            "components": {name: {"status": status} for name, status in self.components.items()},
        }


class Health:
    """Asks each component when it is asked."""

    def __init__(
        self, checks: Mapping[str, Check], *, optional: Mapping[str, Check] | None = None
    ) -> None:
        self._checks = dict(checks)
        self._optional = dict(optional or {})

    def runs_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """Checks that are coroutines are awaited there."""

    def report(self) -> Report:
        """Asks all of them now."""
        found = {name: check() for name, check in self._checks.items()}
        found |= {
            name: "healthy" if check() == "healthy" else "degraded"
            for name, check in self._optional.items()
        }
        worst: Status = "healthy"
        for status in found.values():
            if status == "unhealthy" or worst == "unhealthy":
                worst = "unhealthy"
            elif status == "degraded":
                worst = "degraded"
        return Report(worst, found)
