"""What a service does all day, instrumented once: a span, a log record and the metrics of each.

with operations.database(log, system="mysql", operation="SELECT", table="tasks") as done:
    done.rows = len(rows := session.execute(statement).all())
with operations.callback(log, business_id="crm", url=url, headers=headers) as call:
    call.status = client.post(url, headers=headers).status_code
with operations.task(log, name="callback", business_id="crm", task_id=task.id, queue="default"):
    run(task)

What the block raises is in the span with its stack, in the record, and raised on.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.operations.blocks import (
    Operation,
    cache,
    callback,
    database,
    external,
    task,
)

__all__ = ["Operation", "cache", "callback", "database", "external", "task"]
