"""The standard logging module, `warnings` and structlog, led into the same stream.

What `install` does, and undoes when it is removed:

- The root logger has a handler more, the bridge, and the levels of the policy.
- Handlers that write to standard output or standard error are taken off, whatever logger they
  belong to and whenever they come: a server sets its own up after us. A logger that had such a
  handler and kept its records to itself propagates them from then on. Other handlers stay:
  files, Sentry's, those of pytest.
- Loggers that the policy names have its level. Levels that the application has set on other
  loggers stay, and so does what it has silenced.
- `warnings` become records of `py.warnings`.
- `structlog.get_logger()` gives our logger, unless somebody has configured structlog.
"""

from __future__ import annotations

import logging

from taskcenter_monitor.telemetry.logging.standard import structured
from taskcenter_monitor.telemetry.logging.standard.adoption import Adoption
from taskcenter_monitor.telemetry.logging.standard.bridge import Bridge
from taskcenter_monitor.telemetry.logging.standard.complaints import Complaints
from taskcenter_monitor.telemetry.logging.standard.verbosity import Verbosity
from taskcenter_monitor.telemetry.logging.stream import Stream


class Ties:
    """What ties the standard library to one stream."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.bridge = Bridge(stream)
        self.adoption = Adoption(self.bridge)
        self.verbosity = Verbosity(stream)
        self.complaints = Complaints()

    def tie(self) -> None:
        """From now on all goes into the stream."""
        self.adoption.begin()
        self.verbosity.begin()
        self.complaints.begin()
        structured.begin(self.stream)

    def cut(self) -> None:
        """Nothing goes there any more; levels are as they were."""
        structured.end()
        self.complaints.end()
        self.verbosity.end()
        self.adoption.end()


_tied: list[Ties] = []


def install(stream: Stream) -> None:
    """Everything goes into this stream, and only there. A second time puts back what is gone."""
    if tied_to(stream):
        for ties in _tied:
            ties.complaints.begin()
        return
    remove()
    ties = Ties(stream)
    _tied.append(ties)
    ties.tie()


def remove() -> None:
    """Everything is as it was, but for the handlers that were taken off."""
    while _tied:
        _tied.pop().cut()


def tied_to(stream: Stream) -> bool:
    """Whether the standard library writes into this stream."""
    return any(ties.stream is stream for ties in _tied)


def bridge() -> logging.Handler | None:
    """The handler that leads into the stream, for whoever has to name it to a logger."""
    return _tied[0].bridge if _tied else None
