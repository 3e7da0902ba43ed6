"""Code that asks structlog itself for a logger, led into the same stream."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from sys import _getframe
from typing import Any

import structlog
from structlog.contextvars import get_contextvars

from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, FATAL, INFO, WARN, level_of
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.snapshots import settled
from taskcenter_monitor.telemetry.logging.stream import Stream


def begin(stream: Stream) -> None:
    """`structlog.get_logger(name)` gives a logger of this stream, unless it is configured."""
    if structlog.is_configured():
        return

    def channel(*args: object) -> Channel:
        return stream.channel(str(args[0]) if args else "")

    structlog.configure(
        processors=[],
        wrapper_class=Structured,
        logger_factory=channel,
        cache_logger_on_first_use=True,
    )


def end() -> None:
    """Its configuration is as if nobody had configured it, if that was us."""
    if structlog.get_config()["wrapper_class"] is Structured:
        structlog.reset_defaults()


def _method(level: int) -> Callable[..., None]:
    def call(self: Structured, event: str = "", /, *args: object, **fields: object) -> None:
        self.say(level, (event, args) if args else event, fields)

    return call


def _awaitable(level: int) -> Callable[..., Awaitable[None]]:
    async def call(self: Structured, event: str = "", /, *args: object, **fields: object) -> None:
        self.say(level, (event, args) if args else event, fields)

    return call


class Structured(Logger):
    """Ours with what is bound by `structlog.contextvars`, and the methods of structlog's own."""

    def say(self, level: int, content: Any, fields: dict[str, Any]) -> None:  # noqa: ANN401
        """For the methods here: the place is that of their caller."""
        channel, bound = self._logger, self._context
        if level < channel.floor:
            return
        shared = get_contextvars()
        if shared:
            bound = {**shared, **bound}
        if level < FATAL and channel.refuses(level, bound):
            return
        if shared:
            # They are as others have bound them, and may change.
            bound = {**settled(shared), **self._context}
        frame = _getframe(2)
        channel.take(level, content, fields, bound, (frame.f_code.co_filename, frame.f_lineno))

    def exception(self, event: str = "", /, *args: object, **fields: object) -> None:
        """An ERROR with the stack of the exception being handled."""
        fields.setdefault("exc_info", True)
        self.say(ERROR, (event, args) if args else event, fields)

    def log(self, level: int | str, event: str = "", /, *args: object, **fields: object) -> None:
        """At a level by its word, or at a number of the standard library."""
        self.say(level_of(level), (event, args) if args else event, fields)

    async def aexception(self, event: str = "", /, *args: object, **fields: object) -> None:
        """As `exception`; there is nothing to wait for."""
        fields.setdefault("exc_info", True)
        self.say(ERROR, (event, args) if args else event, fields)

    debug = _method(DEBUG)
    info = msg = _method(INFO)
    warn = warning = _method(WARN)
    error = err = failure = _method(ERROR)
    fatal = critical = _method(FATAL)
    adebug = _awaitable(DEBUG)
    ainfo = _awaitable(INFO)
    awarning = awarn = _awaitable(WARN)
    aerror = _awaitable(ERROR)
    afatal = acritical = _awaitable(FATAL)
