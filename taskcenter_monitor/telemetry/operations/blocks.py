"""Operations as blocks. A sketch: each is a span and a record for now."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from opentelemetry.trace import SpanKind

from taskcenter_monitor.telemetry import context, metrics, tracing
from taskcenter_monitor.telemetry.logging import Logger, operations

Operation = SimpleNamespace
"""What the block tells of itself: `rows`, `hit`, `status`, `outcome`, `attributes`."""


@contextmanager
def database(
    log: Logger,
    *,
    system: str,
    operation: str,
    **said: Any,  # noqa: ANN401
) -> Iterator[Operation]:
    """A statement: `database`, `table`, `statement`; the block may set `rows`."""
    done, begun = SimpleNamespace(), perf_counter()
    with tracing.span(f"{operation} {said.get('table', '')}".strip(), kind=SpanKind.CLIENT):
        yield done
        operations.database(
            log,
            system=system,
            operation=operation,
            duration=perf_counter() - begun,
            **said,
            **vars(done),
        )


@contextmanager
def cache(
    log: Logger,
    *,
    system: str,
    operation: str,
    **said: Any,  # noqa: ANN401
) -> Iterator[Operation]:
    """An access to a cache: `key`; the block may set `hit` and `size`."""
    done, begun = SimpleNamespace(), perf_counter()
    with tracing.span(operation, kind=SpanKind.CLIENT):
        yield done
        operations.cache(
            log,
            system=system,
            operation=operation,
            duration=perf_counter() - begun,
            **said,
            **vars(done),
        )


@contextmanager
def external(
    log: Logger, *, method: str, url: str, headers: MutableMapping[str, str], peer: str = ""
) -> Iterator[Operation]:
    """A request to somebody else; `headers` get those of the trace. The block sets `status`."""
    done, begun = SimpleNamespace(status=0), perf_counter()
    with tracing.span(f"{method} {peer}".strip(), kind=SpanKind.CLIENT):
        tracing.inject(headers)
        yield done
        operations.http_request(
            log,
            method=method,
            path=url,
            status=done.status,
            peer=peer,
            duration=perf_counter() - begun,
        )


@contextmanager
def callback(
    log: Logger, *, business_id: str, url: str, headers: MutableMapping[str, str]
) -> Iterator[Operation]:
    """A callback of Task Center: `external`, with task_center_callbacks_total and its duration."""
    begun = perf_counter()
    with external(log, method="POST", url=url, headers=headers, peer=business_id) as done:
        yield done
    status = "success" if 200 <= done.status < 300 else "failed"
    metrics.counter("task_center_callbacks_total").inc(
        business_id=business_id, status=status, http_code=str(done.status)
    )
    metrics.histogram("task_center_callback_duration_seconds").observe(
        perf_counter() - begun, business_id=business_id
    )


@contextmanager
def task(  # noqa: PLR0913 - a sketch
    log: Logger,
    *,
    name: str,
    business_id: str,
    task_id: str,
    queue: str = "default",
    attempt: int = 1,
    scheduled: float | None = None,
    carrier: MutableMapping[str, str] | None = None,
) -> Iterator[Operation]:
    """One attempt at a task, in the trace that `carrier` has.

    `scheduled` is when it was due, in seconds since 1970. The block may set `outcome`: success,
    failed or timeout.
    """
    done, begun = SimpleNamespace(outcome="success"), perf_counter()
    del scheduled, carrier
    with (
        context.bound(business_id=business_id, task_id=task_id),
        tracing.span(f"task {name}", kind=SpanKind.CONSUMER),
    ):
        yield done
        operations.queue(
            log,
            system="task-center",
            operation=name,
            queue=queue,
            attempt=attempt,
            duration=perf_counter() - begun,
        )
    metrics.counter("task_center_tasks_executed_total").inc(
        business_id=business_id, status=done.outcome
    )
    metrics.histogram("task_center_task_execution_duration_seconds").observe(
        perf_counter() - begun, business_id=business_id
    )
