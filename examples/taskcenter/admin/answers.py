"""What is answered on the admin port beside the metrics and the health."""

from __future__ import annotations

from time import sleep

from taskcenter.admin.condition import Condition
from taskcenter.faults.requested import answered
from taskcenter.faults.switchboard import Switchboard
from taskcenter_monitor.telemetry.admin import Answer, Asked


class Own:
    """/faults where there are any, and what faults do to a scrape."""

    def __init__(self, switchboard: Switchboard | None, condition: Condition) -> None:
        self._switchboard = switchboard
        self._condition = condition

    def __call__(self, asked: Asked) -> Answer | None:
        """None where the ready-made answer will do."""
        if asked.path == "/metrics":
            return self._scrape()
        if asked.path.startswith("/faults") and self._switchboard is not None:
            status, value = answered(self._switchboard, asked.method, asked.path, asked.body)
            return Answer.of(value, status)
        return None

    def _scrape(self) -> Answer | None:
        if self._condition.down:
            return Answer.of({"error": "down, as it was asked to be"}, 503)
        sleep(self._condition.delay)
        return None
