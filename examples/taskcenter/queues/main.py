"""The role `queues`. The exporter it stands for is no part of Task Center: it has no telemetry."""

from __future__ import annotations

import asyncio
import json

from prometheus_client import generate_latest

from taskcenter.admin.answers import faults_answer, shown
from taskcenter.admin.condition import Condition
from taskcenter.admin.port import Port, Question, Reply
from taskcenter.faults.chosen import of_the_queues
from taskcenter.faults.fault import Fault, Values
from taskcenter.faults.listener import Crash, Down, ScrapeSlow
from taskcenter.faults.switchboard import Switchboard
from taskcenter.options import Options
from taskcenter.process import Stop
from taskcenter.queues.exposition import Queues, registry_of
from taskcenter.storage.pool import Pool


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
    registry = registry_of(queues)

    def answer(question: Question) -> Reply:
        if question.path == "/metrics" and not condition.down:
            return Reply(200, generate_latest(registry), "text/plain; version=0.0.4")
        if question.path.startswith("/faults") and switchboard is not None:
            return faults_answer(switchboard, question)
        return shown(503 if condition.down else 404, {"error": "there is /metrics"})

    port = Port(answer, options.host, options.port)
    line = {"level": "info", "content": "listening", "url": port.url, "admin_url": port.url}
    print(json.dumps(line), flush=True)  # noqa: T201 - its log
    await stop.wait()
    if switchboard is not None:
        await asyncio.to_thread(switchboard.close)
    await asyncio.to_thread(port.close)
    await asyncio.to_thread(pool.close)
    return 0
