"""The role `worker`."""

from __future__ import annotations

import asyncio

import httpx

from taskcenter import process
from taskcenter.admin.condition import Condition
from taskcenter.admin.opened import Opened
from taskcenter.exports.active import follow_active_tasks
from taskcenter.faults.callbacks import (
    CallbackFailures,
    CallbackLong,
    CallbackSlow,
    ExecutionLong,
    Network,
)
from taskcenter.faults.chosen import of_any_service, of_the_database
from taskcenter.faults.fault import Fault
from taskcenter.options import Options
from taskcenter.storage import database
from taskcenter.storage.pool import Pool
from taskcenter.storage.work import Work
from taskcenter.worker.execution import Execution
from taskcenter.worker.loop import Loop
from taskcenter_monitor.telemetry.health import Health


async def run(options: Options) -> int:
    """Until it is told to end."""
    pool = Pool(options.database_url, options.pool)
    log = process.begin(options)
    stop = process.Stop()
    network, condition, work = Network(), Condition(), Work(pool)
    health = Health({"database": lambda: database.health(pool)})
    faults = _faults(options, network, condition, pool)
    admin = Opened(options, health, condition, faults)
    pool.watch()
    log.info("listening", url=admin.url, admin_url=admin.url)
    following = asyncio.create_task(follow_active_tasks(pool, options.businesses, stop))
    limits = httpx.Limits(max_connections=options.concurrency)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        execution = Execution(work, client, network)
        await Loop(work, execution, options.concurrency, options.poll).run(stop)
    await asyncio.to_thread(admin.close)
    await following
    await asyncio.to_thread(pool.close)
    log.info("ended")
    process.end(stop)
    return 0


def _faults(options: Options, network: Network, condition: Condition, pool: Pool) -> list[Fault]:
    business = options.businesses[0]
    return [
        CallbackFailures(network),
        CallbackSlow(network),
        CallbackLong(business),
        ExecutionLong(business),
        *of_any_service(condition),
        *of_the_database(pool, business),
    ]
