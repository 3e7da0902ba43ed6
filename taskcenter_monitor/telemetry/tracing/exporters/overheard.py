"""What exporters say by `logging` while they export, kept from the log: we say it once ourselves.

A line about each batch that could not be sent would be one a second, or with the lines of the HTTP
library at DEBUG one for each line that goes out.
"""

from __future__ import annotations

import logging
from threading import get_ident

LOGGERS = (
    "opentelemetry.exporter.otlp.common.http",
    "opentelemetry.exporter.otlp.proto.grpc.exporter",
    "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "urllib3.connectionpool",
    "urllib3.util.retry",
)
"""A filter holds for the very logger that it is given to, and for none below."""


class Overheard(logging.Filter):
    """Lets pass what any other thread says."""

    def __init__(self) -> None:
        super().__init__()
        self.arguments: tuple[object, ...] = ()
        self._thread = 0

    def listen(self) -> None:
        """The calling thread is the one that exports."""
        self._thread = get_ident()
        for name in LOGGERS:
            logger = logging.getLogger(name)
            if self not in logger.filters:
                # Before one of theirs that lets a text through once in 20 s.
                logger.filters.insert(0, self)

    def forget(self) -> None:
        """What was said before."""
        self.arguments = ()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record goes on its way."""
        if get_ident() != self._thread:
            return True
        if isinstance(record.args, tuple) and record.args:
            self.arguments = record.args
        return False


class Cutting(logging.Filter):
    """Keeps back that a value was cut, which OpenTelemetry says of each.

    Whoever sends a long User-Agent could fill the log, or standard error where nobody has
    configured `logging`.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record goes on its way."""
        return not str(record.msg).startswith("String attribute value exceeds")


def hush() -> None:
    """From now on, once a process."""
    logging.getLogger("opentelemetry.attributes").addFilter(Cutting())


OVERHEARD = Overheard()
