"""The role `queues`. The exporter it stands for is no part of Task Center: it has no telemetry."""

from __future__ import annotations

import asyncio
import json

from prometheus_client import CollectorRegistry, generate_latest

from taskcenter.admin.answers import Own
from taskcenter.admin.condition import Condition
from taskcenter.admin.opened import served
from taskcenter.faults.chosen import of_the_queues
from taskcenter.faults.fault import Fault, Values
from taskcenter.faults.listener import Crash, Down, ScrapeSlow
from taskcenter.faults.switchboard import Switchboard
from taskcenter.options import Options
from taskcenter.process import Stop
from taskcenter.queues.exposition import Queues, registry_of
from taskcenter.storage.pool import Pool
from taskcenter_monitor.telemetry.admin import Answer, Asked


class Missing(Fault):
    """The exporter answers, and says nothing: as upstream does when Redis is gone."""

    name = "missing"
    says = "answers scrapes without a single queue"

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    def on(self, values: Values) -> None:  # noqa: ARG002
        """From the next scrape on."""
        self._queues.mute = True

    def off(self) -> None:
        """All queues are there again."""
        self._queues.mute = False


class _Answers:
    """The queues, and nothing of the process that reads them."""

    def __init__(self, registry: CollectorRegistry, own: Own) -> None:
        self._registry = registry
        self._own = own

    def __call__(self, asked: Asked) -> Answer | None:
        found = self._own(asked)
        if found is None and asked.path == "/metrics":
            body = generate_latest(self._registry)
            return Answer(body=body, content_type="text/plain; version=0.0.4; charset=utf-8")
        return found


async def run(options: Options) -> int:
    """Until it is told to end."""
    pool, condition, stop = Pool(options.database_url, options.pool), Condition(), Stop()
    queues = Queues(pool)
    faults = [
        Missing(queues),
        Down(condition),
        ScrapeSlow(condition),
        Crash(),
        *of_the_queues(pool, options.businesses[0]),
    ]
    switchboard = Switchboard(faults) if options.faults else None
    answer = _Answers(registry_of(queues), Own(switchboard, condition))
    port = served(options.host, options.port, answer)
    line = {"level": "info", "content": "listening", "url": port.url, "admin_url": port.url}
    print(json.dumps(line), flush=True)  # noqa: T201 - its log
    await stop.wait()
    if switchboard is not None:
        await asyncio.to_thread(switchboard.close)
    await asyncio.to_thread(port.close)
    await asyncio.to_thread(pool.close)
    return 0
