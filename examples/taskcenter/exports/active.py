"""Keeps task_center_business_active_tasks as the database has it."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from taskcenter.businesses import code_of
from taskcenter.process import Stop
from taskcenter.storage.census import active_tasks
from taskcenter.storage.pool import Pool, PoolExhausted
from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.logging import get_logger

EVERY = 0.5
"""Seconds between looks."""


async def follow_active_tasks(pool: Pool, businesses: tuple[str, ...], stop: Stop) -> None:
    """Until the role ends. Every business has its series, also with nothing to do."""
    gauge = metrics.gauge("task_center_business_active_tasks")
    while True:
        try:
            found = await asyncio.to_thread(active_tasks, pool)
        except (PoolExhausted, SQLAlchemyError) as error:
            get_logger("gauges").warn("active tasks unknown", error=str(error))
        else:
            for business in {*businesses, *found}:
                count = found.get(business, 0)
                gauge.set(count, business_id=business, business_code=code_of(business))
        if await stop.within(EVERY):
            return
