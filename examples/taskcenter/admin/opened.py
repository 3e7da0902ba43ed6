"""Opens the admin port of a role."""

from __future__ import annotations

from collections.abc import Iterable

from taskcenter.admin.answers import Admin
from taskcenter.admin.condition import Condition
from taskcenter.admin.port import Port
from taskcenter.faults.fault import Fault
from taskcenter.faults.switchboard import Switchboard
from taskcenter.options import Options
from taskcenter_monitor.telemetry.health import Health


class Opened:
    """The port, and the faults behind it."""

    def __init__(
        self, options: Options, health: Health, condition: Condition, faults: Iterable[Fault]
    ) -> None:
        self._switchboard = Switchboard(faults) if options.faults else None
        answers = Admin(health, self._switchboard, condition)
        self._port = Port(answers, options.host, options.admin_port)
        self.url = self._port.url

    def close(self) -> None:
        """All faults are off, and nobody is answered; blocks, so call it in a thread."""
        if self._switchboard is not None:
            self._switchboard.close()
        self._port.close()
