"""What a service does all day, instrumented once: a span, a log record and the metrics of each.

with operations.database(log, system="mysql", operation="SELECT", table="tasks") as done:
    done.rows = len(rows := session.execute(statement).all())
with operations.callback(log, business_id="crm", url=url, headers=headers) as call:
    call.status = client.post(url, headers=headers).status_code
with operations.task(log, name="callback", business_id="crm", task_id=task.id, queue="default"):
    run(task)

What the block raises is in the span with its stack, in the record, and raised on. Each is a
decorator too, for functions and for `async def`.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.operations.caches import Cache, cache
from taskcenter_monitor.telemetry.operations.databases import Database, database
from taskcenter_monitor.telemetry.operations.operation import Operation
from taskcenter_monitor.telemetry.operations.requests import Callback, External, callback, external
from taskcenter_monitor.telemetry.operations.tasks import Task, task

__all__ = [
    "Cache",
    "Callback",
    "Database",
    "External",
    "Operation",
    "Task",
    "cache",
    "callback",
    "database",
    "external",
    "task",
]
