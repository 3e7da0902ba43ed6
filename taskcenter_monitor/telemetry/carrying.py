"""Carries the context of OpenTelemetry, and our ids in it, into threads and executors.

Tasks of asyncio, `to_thread` and callbacks have it by themselves. Whoever imported Thread or
ThreadPoolExecutor before is covered: their methods are wrapped, not they themselves. Processes and
`multiprocessing.pool.ThreadPool` are not: see `context.Carried`.

OpenTelemetry's own instrumentation of threads does the same, but for classes with a `run` of their
own, and takes 25 ms to import. A service may have it besides: the same context is attached twice.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.thread import ThreadPoolExecutor
from functools import partial, wraps
from threading import Thread
from typing import Any, TypeVar

from opentelemetry.context import Context, attach, detach, get_current

R = TypeVar("R")
_MARK = "carries_ids"
"""On what we have put in place; whoever wraps it as usual has it too."""


def carry() -> None:
    """From now on, once a process, whether or not the service has done the same for itself."""
    if not hasattr(Thread.start, _MARK):
        Thread.start = _marked(_carrying(Thread.start))  # type: ignore[method-assign]
    if not hasattr(ThreadPoolExecutor.submit, _MARK):
        submit = _marked(_submitting(ThreadPoolExecutor.submit))
        ThreadPoolExecutor.submit = submit  # type: ignore[method-assign]


def _marked(method: Callable[..., R]) -> Callable[..., R]:
    setattr(method, _MARK, True)
    return method


def _carrying(start: Callable[[Thread], None]) -> Callable[[Thread], None]:
    """In the object itself, since a class may have a `run` of its own."""

    @wraps(start)
    def started(thread: Thread) -> None:
        here = get_current()
        if not here or thread.ident is not None:
            start(thread)
            return
        thread.run = partial(_run, thread, thread.run, here)  # type: ignore[method-assign]
        try:
            start(thread)
        except BaseException:
            thread.__dict__.pop("run", None)
            raise

    return started


def _run(thread: Thread, run: Callable[[], None], context: Context) -> None:
    # It would hold the thread, which holds it.
    thread.__dict__.pop("run", None)
    _within(context, run)


def _submitting(submit: Callable[..., Future[Any]]) -> Callable[..., Future[Any]]:
    """Always: a thread of the pool has the context of whoever made the pool start it."""

    @wraps(submit)
    def submitted(
        pool: ThreadPoolExecutor, function: Callable[..., Any], /, *args: object, **kwargs: object
    ) -> Future[Any]:
        return submit(pool, _within, get_current(), function, *args, **kwargs)

    return submitted


def _within(context: Context, function: Callable[..., R], /, *args: object, **kwargs: object) -> R:
    token = attach(context)
    try:
        return function(*args, **kwargs)
    finally:
        detach(token)
