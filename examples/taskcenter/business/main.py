"""The role `business`. It imports nothing of the telemetry library: other people wrote it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TextIO

from taskcenter.business.application import application
from taskcenter.faults.requests import BusinessErrors, Hang, Slow, Trouble
from taskcenter.faults.switchboard import Switchboard
from taskcenter.options import Options
from taskcenter.process import Stop
from taskcenter.serving import Served


async def run(options: Options) -> int:
    """Until it is told to end."""
    stop, trouble = Stop(), Trouble()
    faults = [Slow(trouble), BusinessErrors(trouble), Hang(trouble)]
    switchboard = Switchboard(faults) if options.faults else None
    served = Served(application(trouble, switchboard), options.host, options.port)
    await served.open()
    with _opened(options.log) as log:
        _say(log, "listening", url=served.url, admin_url=served.url)
        await stop.wait()
        if switchboard is not None:
            await asyncio.to_thread(switchboard.close)
        await served.close()
        _say(log, "ended")
    return 0


def _opened(file: Path | None) -> TextIO:
    return open(1, "w", closefd=False) if file is None else file.open("a")


def _say(log: TextIO, content: str, **fields: str) -> None:
    stamp = datetime.now().astimezone().isoformat(timespec="milliseconds")
    line = {"@timestamp": stamp, "level": "info", "service": "business", "content": content}
    log.write(json.dumps(line | fields) + "\n")
    log.flush()
