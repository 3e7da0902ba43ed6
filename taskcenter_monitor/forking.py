"""Work in a second process, where a core would otherwise do nothing.

The second process is a copy of this one, so nothing has to be handed over to it; what it finds
out comes back through a pipe. Where that does not work out, the work is done here after all:
nothing depends on it but time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

T = TypeVar("T")
_SIZE = 8
"""Bytes in front of each value, which hold its length."""
_PIPE = 1 << 20
"""Bytes that may wait in the pipe; Linux gives no more to an ordinary user."""


class Codec(Protocol):
    """`marshal` for plain data, `pickle` for values of our own."""

    def dumps(self, value: Any, /) -> bytes: ...  # noqa: ANN401, D102 - whatever it can write

    def loads(self, data: bytes, /) -> Any: ...  # noqa: ANN401, D102 - whatever was written


class Stream(Generic[T]):
    """The values that `work` yields in another process, in their order, as they come.

    `ended_by` is the signal that has ended it, once it is gone; 0 if it went by itself.
    """

    def __init__(self, work: Callable[[], Iterator[T]], codec: Codec) -> None:
        self._codec = codec
        self.ended_by = 0
        self._child, self._pipe = _forked(work, codec)

    def __iter__(self) -> Iterator[T]:
        """The values so far unread; it ends early where the other process has died."""
        while self._pipe is not None:
            head = self._pipe.read(_SIZE)
            data = self._pipe.read(int.from_bytes(head, "big")) if len(head) == _SIZE else b""
            if len(head) < _SIZE or len(data) < int.from_bytes(head, "big"):
                self.close()
                return
            yield self._codec.loads(data)

    def close(self) -> None:
        """Ends the other process, whatever it is still at, and sees it gone."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
            os.kill(self._child, signal.SIGKILL)
            _, status = os.waitpid(self._child, 0)
            # Who has died before is not killed again.
            self.ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class Limited(Generic[T]):
    """The values that `work` yields in a process that may use a core for so many seconds.

    Once they have been read, `has_ended` says whether all of them came, and `is_over` that the
    time did not suffice. Neither is so where there can be no other process, or it died.
    """

    def __init__(self, work: Callable[[], Iterator[T]], codec: Codec, seconds: float) -> None:
        self.has_ended = False
        self._stream = Stream(lambda: _timed(work, seconds), codec)

    def __iter__(self) -> Iterator[T]:
        """The values, as they come."""
        try:
            for values in self._stream:
                self.has_ended = not values
                yield from values
        finally:
            self._stream.close()

    @property
    def is_over(self) -> bool:
        """Whether the system has ended the work for taking too long."""
        return self._stream.ended_by == signal.SIGPROF


def _timed(work: Callable[[], Iterator[T]], seconds: float) -> Iterator[tuple[T, ...]]:
    """Each value alone, and none after the last one."""
    # The system kills: a long search in C runs no handler of a signal.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    for value in work():
        yield (value,)
    yield ()


class Alongside(Generic[T]):
    """The result of `work`, which goes on in another process until somebody asks for it.

    To be used in a `with` block: at the end of it, however it ends, that process is gone.
    """

    def __init__(self, work: Callable[[], T], codec: Codec) -> None:
        self._work = work
        self._stream = Stream(lambda: iter((work(),)), codec)

    def __enter__(self) -> Alongside[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    def result(self) -> T:
        """What `work` returns."""
        for value in self._stream:
            return value
        return self._work()


def _forked(work: Callable[[], Iterator[Any]], codec: Codec) -> tuple[int, BinaryIO | None]:
    """Process and pipe of a copy that does the work; no pipe where there can be no copy."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return 0, None
    try:
        child = os.fork()
    except (OSError, AttributeError):
        os.close(reading)
        os.close(writing)
        return 0, None
    if child == 0:
        os.close(reading)
        _do(work, codec, writing)
    os.close(writing)
    with contextlib.suppress(OSError, AttributeError):
        # Else the copy would have to wait for its reader after 64 KiB.
        fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, _PIPE)
    return child, os.fdopen(reading, "rb", buffering=1 << 16)


def _do(work: Callable[[], Iterator[Any]], codec: Codec, writing: int) -> None:
    """The life of the copy: it says nothing to people and leaves without cleaning up."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        with os.fdopen(writing, "wb", buffering=1 << 20) as pipe:
            for value in work():
                data = codec.dumps(value)
                pipe.write(len(data).to_bytes(_SIZE, "big") + data)
                pipe.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the first process does the work again
        os._exit(1)
    os._exit(0)


def worth_it() -> bool:
    """Whether there is a second core, and a system on which a copy of a process is cheap."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
