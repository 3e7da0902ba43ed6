"""The logger that services hold: structlog's bind model over our capture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from sys import _getframe
from typing import Any, Self

from structlog import BoundLoggerBase

from taskcenter_monitor.telemetry.context import NONE
from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, FATAL, INFO, WARN, level_of
from taskcenter_monitor.telemetry.logging.record import Content, Place
from taskcenter_monitor.telemetry.logging.snapshots import settled


class Logger(BoundLoggerBase):
    """One method a level; `bind` and its relatives are those of structlog.

    `event` is a constant text, what changes are fields: `log.info("task done", attempts=3)`. A
    text with places takes arguments: `log.info("took %s", took)`. `exc_info` adds the stack of an
    exception, `True` that of the one being handled.
    """

    _logger: Channel
    _context: dict[str, Any]

    def __init__(
        self, channel: Channel, processors: Iterable[Any] = (), context: Mapping[str, Any] = NONE
    ) -> None:
        # What is bound is read by the writer, later and in a thread of its own.
        context = settled(context)
        super().__init__(channel, processors, context if type(context) is dict else dict(context))

    def new(self, **new_values: Any) -> Self:  # noqa: ANN401 - as in structlog
        """A logger with these values alone; records of this one keep theirs."""
        return type(self)(self._logger, self._processors, new_values)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Logger], tuple[str, dict[str, Any]]]:
        return restored, (self._logger.name, dict(self._context))

    def enabled(self, level: int) -> bool:
        """Whether a record of this level would be kept here and now."""
        return not self._logger.refuses(level, self._context)

    def capture(
        self, level: int, content: Content, fields: Mapping[str, object], place: Place
    ) -> None:
        """For whoever knows the level and the place, and has asked `enabled`."""
        self._logger.take(level, content, fields, self._context, place)

    def pass_on(
        self, level: int, content: Content, fields: Mapping[str, object], place: Place
    ) -> None:
        """The same for what is never taken for a repeat."""
        self._logger.pass_on(level, content, fields, self._context, place)

    # The five below say the same thing five times: a call more would cost as much as a disabled
    # call has in all.

    def debug(self, event: str, /, *args: object, **fields: object) -> None:
        """For whoever looks for a fault."""
        channel = self._logger
        if channel.floor > DEBUG or (
            channel.people is not None and channel.refuses(DEBUG, self._context)
        ):
            return
        frame = _getframe(1)
        channel.take(
            DEBUG,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def info(self, event: str, /, *args: object, **fields: object) -> None:
        """What happens when all is well."""
        channel = self._logger
        if channel.floor > INFO or (
            channel.people is not None and channel.refuses(INFO, self._context)
        ):
            return
        frame = _getframe(1)
        channel.take(
            INFO,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def warn(self, event: str, /, *args: object, **fields: object) -> None:
        """What is unusual and went well all the same."""
        channel = self._logger
        if channel.floor > WARN or (
            channel.people is not None and channel.refuses(WARN, self._context)
        ):
            return
        frame = _getframe(1)
        channel.take(
            WARN,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def error(self, event: str, /, *args: object, **fields: object) -> None:
        """What failed; never dropped and never sampled away."""
        channel = self._logger
        if channel.floor > ERROR or (
            channel.people is not None and channel.refuses(ERROR, self._context)
        ):
            return
        frame = _getframe(1)
        channel.take(
            ERROR,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def fatal(self, event: str, /, *args: object, **fields: object) -> None:
        """What the process does not survive; it is written when the call returns."""
        frame = _getframe(1)
        self._logger.take(
            FATAL,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def exception(self, event: str, /, *args: object, **fields: object) -> None:
        """An ERROR with the stack of the exception being handled."""
        channel = self._logger
        if channel.refuses(ERROR, self._context):
            return
        fields.setdefault("exc_info", True)
        frame = _getframe(1)
        channel.take(
            ERROR,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    def log(self, level: int | str, event: str, /, *args: object, **fields: object) -> None:
        """At a level of `telemetry.logging`, its word, or a number of the standard library.

        What is none of them is a WARN.
        """
        channel = self._logger
        level = level_of(level)
        if channel.refuses(level, self._context):
            return
        frame = _getframe(1)
        channel.take(
            level,
            (event, args) if args else event,
            fields,
            self._context,
            (frame.f_code.co_filename, frame.f_lineno),
        )

    warning = warn
    critical = fatal


def restored(name: str, fields: dict[str, Any]) -> Logger:
    """A logger that was pickled, in the process that it has come to."""
    from taskcenter_monitor.telemetry.logging.configuration import get_logger

    return get_logger(name).bind(**fields)
