"""Opens the admin port of a role."""

from __future__ import annotations

from collections.abc import Iterable

from taskcenter.admin.answers import Own
from taskcenter.admin.condition import Condition
from taskcenter.faults.fault import Fault
from taskcenter.faults.switchboard import Switchboard
from taskcenter.options import Options
from taskcenter.ports import PortBusy
from taskcenter_monitor.telemetry import admin
from taskcenter_monitor.telemetry.admin import Route
from taskcenter_monitor.telemetry.health import Health


class Opened:
    """The port, and the faults behind it."""

    def __init__(
        self, options: Options, health: Health, condition: Condition, faults: Iterable[Fault]
    ) -> None:
        self._switchboard = Switchboard(faults) if options.faults else None
        own = Own(self._switchboard, condition)
        self._port = served(options.host, options.admin_port, own, health)
        self.url = self._port.url

    def close(self) -> None:
        """All faults are off, and nobody is answered; blocks, so call it in a thread."""
        if self._switchboard is not None:
            self._switchboard.close()
        self._port.close()


def served(host: str, port: int, own: Route, health: Health | None = None) -> admin.Admin:
    """The server of the library; raises PortBusy where it cannot listen."""
    try:
        return admin.serve(host=host, port=port, health=health, own=own)
    except (OSError, OverflowError) as error:
        raise PortBusy(f"cannot listen on {host}:{port}: {error}") from error
