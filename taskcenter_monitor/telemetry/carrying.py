"""Carries the context of OpenTelemetry, and our ids in it, into threads and executors.

Tasks of asyncio, `to_thread` and callbacks have it by themselves. Whoever imported Thread or
ThreadPoolExecutor before is covered: their methods are wrapped, not they themselves. Processes and
`multiprocessing.pool.ThreadPool` are not: see `context.Carried`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from threading import Thread, Timer

from opentelemetry import context as opentelemetry_context
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.stacks import described


def carry() -> None:
    """From now on, once a process, whether or not the service has done the same for itself."""
    try:
        _instrument()
    except Exception as error:  # noqa: BLE001 - no service fails to start for it
        say(f"ids are not carried into threads: {described(error)}")
        return
    if not hasattr(Thread.start, "carries_ids"):
        Thread.start = _carrying(Thread.start)  # type: ignore[assignment, method-assign]


def _instrument() -> None:
    # Here, because it takes a tenth of a second.
    from opentelemetry.instrumentation.threading import ThreadingInstrumentor

    instrumentor = ThreadingInstrumentor()
    if not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()


def _carrying(start: Callable[[Thread], None]) -> Callable[[Thread], None]:
    """For classes with a `run` of their own: OpenTelemetry wraps that of Thread and Timer alone."""

    @wraps(start)
    def started(thread: Thread) -> None:
        if type(thread).run not in (Thread.run, Timer.run):
            here = opentelemetry_context.get_current()
            thread.run = partial(_run, thread, thread.run, here)  # type: ignore[method-assign]
        start(thread)

    started.carries_ids = True  # type: ignore[attr-defined]
    return started


def _run(thread: Thread, run: Callable[[], None], context: Context) -> None:
    # It would hold the thread, which holds it.
    thread.__dict__.pop("run", None)
    token = opentelemetry_context.attach(context)
    try:
        run()
    finally:
        opentelemetry_context.detach(token)
