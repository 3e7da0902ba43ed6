"""Handlers that would show every line a second time are taken off before they see one."""

from __future__ import annotations

import logging
import sys

_DEVICES = {"/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/proc/self/fd/2"}


class Adoption:
    """Stands in the way of every record, in place of the factory that makes them.

    That is the one place that knows of a record before a handler does, whoever has added the
    handler and when: uvicorn and gunicorn configure logging after the application, SQLAlchemy
    with every engine that echoes. It costs a look at the handlers of the logger and its parents.
    """

    def __init__(self, bridge: logging.Handler) -> None:
        self._bridge = bridge
        self._before = logging.getLogRecordFactory()
        self._judged: dict[str, list[logging.Handler]] = {}
        self._active = False

    def begin(self) -> None:
        """From now on the root logger leads into the bridge, and no handler to a console."""
        self._active = True
        self._before = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self)
        self._judge(logging.root)
        for name in list(logging.root.manager.loggerDict):
            self._look(name)

    def end(self) -> None:
        """Lets go of all loggers."""
        self._active = False
        # Somebody may have built another factory upon this one, which is then left in place.
        if logging.getLogRecordFactory() is self:
            logging.setLogRecordFactory(self._before)
        logging.root.removeHandler(self._bridge)

    def __call__(self, name: str, *args: object, **kwargs: object) -> logging.LogRecord:
        """Makes a record as the factory before did."""
        if self._active:
            self._look(name)
        return self._before(name, *args, **kwargs)

    def _look(self, name: str) -> None:
        root = logging.root
        logger = root.manager.loggerDict.get(name)
        while isinstance(logger, logging.Logger) and logger is not root:
            if logger.handlers and logger.handlers != self._judged.get(logger.name):
                self._judge(logger)
            if not logger.propagate:
                return
            logger = logger.parent
        if root.handlers != self._judged.get(root.name):
            self._judge(root)

    def _judge(self, logger: logging.Logger) -> None:
        kept = [handler for handler in logger.handlers if not _shows(handler)]
        if logger is logging.root:
            if self._bridge not in kept:
                kept.append(self._bridge)
        elif logger.propagate:
            kept = [handler for handler in kept if handler is not self._bridge]
        elif len(kept) < len(logger.handlers) and self._bridge not in kept:
            logger.propagate = True
        # A new list: another thread may be on its way through the old one.
        logger.handlers = kept
        self._judged[logger.name] = list(kept)


def _shows(handler: logging.Handler) -> bool:
    """Whether it writes to the console of the process."""
    if isinstance(handler, logging.FileHandler):
        return handler.baseFilename in _DEVICES
    if isinstance(handler, logging.StreamHandler):
        return _is_console(handler.stream)
    # That of rich.
    return _is_console(getattr(getattr(handler, "console", None), "file", None))


def _is_console(stream: object) -> bool:
    if stream is None:
        return False
    if any(stream is one for one in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)):
        return True
    try:
        return stream.fileno() in (1, 2)  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return False
