"""Whether a service can work: healthy, degraded or unhealthy, by component."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["healthy", "degraded", "unhealthy"]
Check = Callable[[], Status]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: the worst status, and that of each component."""

    status: Status
    components: Mapping[str, Status]

    @property
    def http_status(self) -> int:
        """200 as long as requests can be answered, then 503."""
        return 503 if self.status == "unhealthy" else 200


class Health:
    """Asks each component when it is asked. A sketch: no timeouts, no details."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)

    def report(self) -> Report:
        """Asks all of them now."""
        found = {name: check() for name, check in self._checks.items()}
        worst: Status = "healthy"
        for status in found.values():
            if status == "unhealthy" or worst == "unhealthy":
                worst = "unhealthy"
            elif status == "degraded":
                worst = "degraded"
        return Report(worst, found)
