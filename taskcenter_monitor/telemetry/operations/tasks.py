"""Attempts at tasks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from sys import _getframe
from typing import Any, Required, TypedDict, Unpack, cast

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind, StatusCode
from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import metrics, tracing
from taskcenter_monitor.telemetry.context import current_context, layer_of, with_ids
from taskcenter_monitor.telemetry.logging import Logger
from taskcenter_monitor.telemetry.logging.operations import operation_text
from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.operations.counting import count, observe
from taskcenter_monitor.telemetry.operations.failing import OTHER, OUTCOMES, Outcome
from taskcenter_monitor.telemetry.operations.operation import Operation
from taskcenter_monitor.telemetry.tracing.propagation import carried

_TASKS_EXECUTED = metrics.counter("task_center_tasks_executed_total")
_TASK_EXECUTION_DURATION = metrics.histogram("task_center_task_execution_duration_seconds")
_TASKS_COMPLETED = metrics.counter("task_center_tasks_completed_total")
_TASK_SCHEDULE_DEVIATION = metrics.histogram("task_center_task_schedule_deviation_seconds")


Carrier = Mapping[str, str]
"""The headers of a message, in which `tracing.inject` has put a trace."""


class TaskSaid(TypedDict, total=False):
    """What `task` is told.

    `carrier` has the trace that goes on here, `links` those that the task only has to do with.
    `scheduled` is when it was due, in seconds since 1970; `slow_after` is in seconds. `ids` are
    bound besides `business_id` and `task_id`.
    """

    name: Required[str]
    business_id: Required[str]
    task_id: Required[str]
    queue: str
    attempt: int
    scheduled: float | None
    carrier: Carrier | None
    links: Sequence[Carrier]
    ids: Mapping[str, object]
    slow_after: float


class Task(Operation):
    """One attempt. The block may set `outcome`, and `final` where no other attempt follows."""

    __slots__ = ("_lag", "final", "outcome")
    kind = SpanKind.CONSUMER
    known = frozenset(TaskSaid.__annotations__)
    required = frozenset({"name", "business_id", "task_id"})

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        super().__init__(log, said, place)
        self.outcome: str | None = None
        self.final = False
        self._lag: float | None = None

    def _context(self) -> Context:
        said = self._said
        carrier = said.get("carrier")
        context = tracing.extract(carrier) if carrier else current_context()
        ids = {
            # The message is from a queue of our own.
            **(carried(context) if carrier else {}),
            **said.get("ids", {}),
            "business_id": said["business_id"],
            "task_id": said["task_id"],
        }
        return with_ids(layer_of(ids), context)

    def _begin(self) -> None:
        said = self._said
        if said.get("scheduled") is not None:
            self._lag = time.time() - said["scheduled"]
        super()._begin()

    def _links(self) -> Sequence[Link]:
        carriers = self._said.get("links")
        if not carriers:
            return ()
        spans = [trace.get_current_span(tracing.extract(carrier)) for carrier in carriers]
        found = [span.get_span_context() for span in spans]
        return [Link(context) for context in found if context.is_valid]

    def _described(self) -> tuple[str, Mapping[str, AttributeValue]]:
        said = self._said
        return f"task {said['name']}", {
            "messaging.system": "task-center",
            "messaging.operation.type": "process",
            "messaging.operation.name": said["name"],
            "messaging.destination.name": said.get("queue", "default"),
            "messaging.message.id": str(said["task_id"]),
            "taskcenter.business_id": str(said["business_id"]),
            "taskcenter.attempt": said.get("attempt", 1),
        }

    def _outcome(self) -> Outcome:
        if self.outcome is None or self._error is not None:
            return super()._outcome()
        # Whoever writes another word has not made another value of a label.
        return cast("Outcome", self.outcome if self.outcome in OUTCOMES else OTHER)

    def _fields(self) -> dict[str, Any]:
        said = self._said
        outcome = self._outcome()
        fields = {
            "system": "task-center",
            "operation": said["name"],
            "queue": said.get("queue", "default"),
            "message_id": said["task_id"],
            "attempt": said.get("attempt", 1),
            "outcome": outcome,
        }
        if self._lag is not None:
            fields["lag"] = self._lag
        if "slow_after" in said:
            fields["slow_after"] = said["slow_after"]
        if self._error is None and outcome not in ("success", "cancelled"):
            fields["error"] = outcome
        return fields

    def _record_kind(self) -> str:
        return "queue"

    def _text(self, fields: dict[str, Any]) -> str:
        return operation_text(fields, "queue")

    def _mark(self, span: Span) -> None:
        super()._mark(span)
        outcome = self._outcome()
        span.set_attribute("taskcenter.outcome", outcome)
        if self._error is None and outcome not in ("success", "cancelled"):
            span.set_attribute("error.type", outcome)
            span.set_status(StatusCode.ERROR)

    def _count(self, took: float) -> None:
        business, outcome = str(self._said["business_id"]), self._outcome()
        count(_TASKS_EXECUTED, business_id=business, status=outcome)
        observe(_TASK_EXECUTION_DURATION, took, business_id=business)
        if self.final:
            count(_TASKS_COMPLETED, business_id=business, status=outcome)
        if self._lag is not None:
            observe(
                _TASK_SCHEDULE_DEVIATION,
                abs(self._lag),
                business_id=business,
            )


def task(log: Logger, **said: Unpack[TaskSaid]) -> Task:
    """One attempt at a task: `name`, `business_id`, `task_id`, `queue`, `attempt`, `scheduled`.

    Its span goes on with the trace of `carrier`, and links those of `links`. The block may set
    `outcome` and `final`.
    """
    frame = _getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    return Task(log, cast("dict[str, Any]", said), place)
