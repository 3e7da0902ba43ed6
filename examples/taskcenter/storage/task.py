"""A task as the service speaks of it, and the states it goes through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PENDING, RUNNING = "pending", "running"
SUCCEEDED, FAILED, CANCELLED, EXPIRED = "succeeded", "failed", "cancelled", "expired"
STATES = (PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED, EXPIRED)
QUEUES = ("critical", "high", "default", "low")
"""Those that workers serve, the most urgent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One row. Moments are seconds since 1970; `intervals` are the seconds before each retry."""

    id: str
    name: str
    business_id: str
    callback_url: str
    due: float
    created: float
    expires: float
    timeout: float = 30.0
    max_retries: int = 3
    intervals: tuple[float, ...] = (60.0, 300.0, 900.0)
    queue: str = "default"
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: str = PENDING
    attempts: int = 0
    finished: float | None = None
    error: str = ""
    trace: Mapping[str, str] = field(default_factory=dict)
    claim: str = ""
    lease: float = 0.0
    made_by: str = ""

    def row(self) -> dict[str, Any]:
        """As the table has it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        for name in ("intervals", "payload", "trace"):
            found[name] = json.dumps(found[name])
        return found

    def shown(self) -> dict[str, Any]:
        """As the API answers it."""
        hidden = ("claim", "lease", "made_by")
        found = {name: getattr(self, name) for name in self.__slots__ if name not in hidden}
        found["intervals"] = list(self.intervals)
        return found


def from_row(row: Mapping[str, Any]) -> Task:
    """What `row` was made of."""
    found = dict(row)
    found["intervals"] = tuple(json.loads(found["intervals"]))
    for name in ("payload", "trace"):
        found[name] = json.loads(found[name])
    return Task(**found)
