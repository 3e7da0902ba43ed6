"""What a WSGI application gives its server: followed to its last byte, and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.middleware.wsgi import Served


class Answer:
    """In place of what the application gave, in whose context all of it happens."""

    __slots__ = ("_given", "_iterator", "_served")

    def __init__(self, given: Iterable[bytes], served: Served) -> None:
        self._given = given
        self._served = served
        self._iterator: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        served = self._served
        try:
            if self._iterator is None:
                given: Callable[[], Iterator[bytes]] = self._given.__iter__
                self._iterator = served.run.run(given)
            data = served.run.run(next, self._iterator)
        except StopIteration:
            if served.exchange.took is None:
                served.exchange.sent_all()
            raise
        except BaseException as error:
            served.failed(error)
            raise
        served.sent(data)
        return data

    def close(self) -> None:
        """Called by the server, always, and once."""
        close_in(self._served, getattr(self._given, "close", None))


class SizedAnswer(Answer):
    """The same for a list: a server may ask how many parts there are."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self._given)  # type: ignore[arg-type]


def close_in(served: Served, close: Callable[[], object] | None) -> None:
    """Closes what the application gave; then the request is over."""
    try:
        if close is not None:
            served.run.run(close)
    except BaseException as error:
        served.failed(error)
        raise
    served.closed()


def answer(given: Iterable[bytes], served: Served, file_wrapper: object) -> Iterable[bytes]:
    """For the server, given what the application has made."""
    if isinstance(file_wrapper, type) and isinstance(given, file_wrapper):
        # The server knows a shorter way for it, as long as it is what it is.
        return _closed_by(given, served)
    return SizedAnswer(given, served) if hasattr(given, "__len__") else Answer(given, served)


def _closed_by(file: Any, served: Served) -> Iterable[bytes]:  # noqa: ANN401 - the server's class
    """The file of `wsgi.file_wrapper` itself: its end is when the server closes it."""
    close = getattr(file, "close", None)

    def closed() -> None:
        # The server reads it by itself, and may not even do so in Python.
        served.exchange.bytes_out += max(served.length, 0)
        served.exchange.sent_all()
        close_in(served, close)

    try:
        file.close = closed
    except (AttributeError, TypeError):
        return Answer(file, served)
    given: Iterable[bytes] = file
    return given
