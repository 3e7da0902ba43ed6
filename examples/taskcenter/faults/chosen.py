"""Which faults a role has."""

from __future__ import annotations

import asyncio

from taskcenter.admin.condition import Condition
from taskcenter.faults.connections import PoolHeld
from taskcenter.faults.fault import Fault
from taskcenter.faults.listener import Crash, Down, ScrapeSlow
from taskcenter.faults.machine import Cpu, Gc, Goroutines, Memory
from taskcenter.faults.queues import ArchivedGrowth, Backlog, PausedQueue, RetryGrowth
from taskcenter.faults.telemetry import BadPolicy, LogOverflow
from taskcenter.serving import Served
from taskcenter.storage.pool import Pool


def of_any_service(condition: Condition, served: Served | None = None) -> list[Fault]:
    """Those of a process with the runtime and the telemetry; call it where the loop runs."""
    loop = asyncio.get_running_loop()
    return [
        Down(condition, served, loop),
        ScrapeSlow(condition),
        Crash(),
        Cpu(),
        Memory(),
        Gc(),
        Goroutines(loop),
        LogOverflow(),
        BadPolicy(),
    ]


def of_the_database(pool: Pool, business_id: str) -> list[Fault]:
    """Those of a process with a pool."""
    return [PoolHeld(pool), *of_the_queues(pool, business_id)]


def of_the_queues(pool: Pool, business_id: str) -> list[Fault]:
    """Those that only change rows."""
    return [
        Backlog(pool, business_id),
        RetryGrowth(pool, business_id),
        ArchivedGrowth(pool, business_id),
        PausedQueue(pool),
    ]
