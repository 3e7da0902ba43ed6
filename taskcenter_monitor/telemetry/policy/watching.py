"""Loads a policy from its file, and again whenever that changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from taskcenter_monitor.telemetry.policy.document import Policy


class Watcher:
    """Looks at the file twice a second; `apply` is given each new policy that is sound."""

    def __init__(self, path: Path, apply: Callable[[Policy], None]) -> None:
        self.path = path
        self.reloads = 0
        self.failed = 0
        self.sound = True
        self._apply = apply

    def start(self) -> None:
        """Loads the policy now and watches it from then on."""
