"""The streams of this process: told before it forks, after that, and at its end.

A stream joins when it is made, so that nothing is lost of what is logged before `configure` either.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from functools import partial, wraps
from threading import get_ident
from typing import TYPE_CHECKING, Protocol
from weakref import ref

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from taskcenter_monitor.telemetry.logging.stream import Stream


class Lock(Protocol):
    """Of one thread at a time."""

    def acquire(self, *, timeout: float) -> bool:
        """Takes it, or says that it could not be had in time."""

    def release(self) -> None:
        """Gives it back."""


class Companion(Protocol):
    """What else has something to bring out of a process, as spans. None of it may wait for long."""

    def end(self) -> None:
        """The process ends."""

    def may_end(self) -> None:
        """A handler of a signal is about to run that may end the process."""

    def goes_on(self) -> None:
        """It has not ended after all."""


LAST = 5.0
"""Seconds that the end of a process may be delayed to write what waits."""
GRACE = 0.25
"""Seconds that a fork may be delayed by an outlet that does not take lines."""
_AFTER_ALL = -1000
"""Of multiprocessing's priorities: its own queues, the last to go, have -5."""

_streams: list[ref[Stream]] = []
_kept: dict[int, list[Lock]] = {}
_told: list[bool] = []

companions: list[Companion] = []
"""Told of an end before the streams are: what they say of it is logged."""
witnesses: list[Callable[[BaseException], None]] = []
"""Shown what ends a process of multiprocessing, which shows it to no hook of Python."""


def join(stream: Stream) -> None:
    """From now on the stream is told."""
    _streams.append(ref(stream, _streams.remove))


def streams() -> list[Stream]:
    """Those that there are."""
    return [stream for known in tuple(_streams) if (stream := known()) is not None]


def end() -> None:
    """Writes all there is. What is logged later is written by whoever logs it."""
    for companion in companions:
        companion.end()
    for stream in streams():
        stream.writer.stop(LAST)


def _before_fork() -> None:
    # All is written and nobody writes while the process is copied: the child has no half of a line,
    # and a parent that ends at once, as one does that becomes a daemon, has lost none.
    kept = _kept[get_ident()] = []
    for stream in streams():
        grace = GRACE if stream.writer.calm(GRACE) else 0.0
        kept += [lock for lock in (stream.lock, stream.writer.lock) if lock.acquire(timeout=grace)]


def _after_fork_in_parent() -> None:
    for lock in reversed(_kept.pop(get_ident(), [])):
        lock.release()
    for stream in streams():
        stream.writer.revive()


def _after_fork_in_child() -> None:
    _kept.clear()
    for stream in streams():
        stream.forked()
    if not _told and "multiprocessing.util" in sys.modules:
        _end_with_multiprocessing()


def _end_with_multiprocessing() -> None:
    """Its processes end by `os._exit`, which before Python 3.13 runs nothing of atexit.

    What they run instead is forgotten by those of them that are forks, which are told of that.
    """
    from multiprocessing.process import BaseProcess
    from multiprocessing.util import register_after_fork

    _told.append(True)
    # As long as the first one is alive the second one is called with it.
    register_after_fork(_end_last, lambda end_last: end_last())
    bootstrap = getattr(BaseProcess, "_bootstrap", None)
    if bootstrap is not None:
        setattr(BaseProcess, "_bootstrap", _witnessed(bootstrap))  # noqa: B010 - theirs


def _end_last() -> None:
    from multiprocessing.util import Finalize

    Finalize(None, end, exitpriority=_AFTER_ALL)


def _witnessed(bootstrap: Callable[..., int]) -> Callable[..., int]:
    """What a new process begins with. It prints what `run` raises and tells nobody."""

    @wraps(bootstrap)
    def begun(process: BaseProcess, *args: object, **kwargs: object) -> int:
        process.run = partial(_run, process.run)  # type: ignore[method-assign]
        return bootstrap(process, *args, **kwargs)

    return begun


def _run(run: Callable[[], None]) -> None:
    try:
        run()
    except Exception as error:
        for shown in witnesses:
            shown(error)
        raise


atexit.register(end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_after_fork_in_parent,
        after_in_child=_after_fork_in_child,
    )
if "multiprocessing.process" in sys.modules:
    # This may be one of its processes, in which the library is only imported now.
    _end_with_multiprocessing()
    _end_last()
