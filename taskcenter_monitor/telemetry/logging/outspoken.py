"""A logger whose errors are each written, however alike they are."""

from __future__ import annotations

from sys import _getframe

from taskcenter_monitor.telemetry.logging.levels import ERROR
from taskcenter_monitor.telemetry.logging.logger import Logger


class Outspoken(Logger):
    """For whoever says something once: a second fault of a file is no repeat of the first."""

    def error(self, event: str, /, *args: object, **fields: object) -> None:
        """What failed; each time."""
        if self.enabled(ERROR):
            frame = _getframe(1)
            place = (frame.f_code.co_filename, frame.f_lineno)
            self.pass_on(ERROR, (event, args) if args else event, fields, place)
