"""placeholder until merged"""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.telemetry.policy.document import Redaction


class Redactor:
    """Stub."""

    def __init__(self, redaction: Redaction) -> None:
        self.mask = redaction.mask
        self.counts: dict[str, int] = {}

    def hides(self, name: str) -> bool:
        """Stub."""
        return False

    def suspects(self, line: bytes) -> bool:
        """Stub."""
        return False

    def fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Stub."""
        return dict(fields)
