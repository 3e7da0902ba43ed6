"""The role `load`."""

from __future__ import annotations

import asyncio

import httpx

from taskcenter import process
from taskcenter.admin.condition import Condition
from taskcenter.admin.opened import Opened
from taskcenter.faults.listener import Crash
from taskcenter.faults.traffic import Traffic, TrafficDrop, TrafficSurge
from taskcenter.load.clients import Clients
from taskcenter.options import Options
from taskcenter_monitor.telemetry.health import Health


async def run(options: Options) -> int:
    """Until it is told to end."""
    log = process.begin(options)
    stop, traffic, condition = process.Stop(), Traffic(), Condition()
    faults = [TrafficDrop(traffic), TrafficSurge(traffic), Crash()]
    admin = Opened(options, Health({}), condition, faults)
    log.info("listening", url=admin.url, admin_url=admin.url)
    async with httpx.AsyncClient(base_url=options.url, trust_env=False, timeout=10) as client:
        await Clients(client, options, traffic).run(stop)
    await asyncio.to_thread(admin.close)
    log.info("ended")
    process.end(stop)
    return 0
