"""One measurement in a process of its own: prints what came out as JSON.

`python -m benchmarks.tracing.worker SCENARIO VARIANT FOLDER COUNT`
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.tracing.outage import outage
from benchmarks.tracing.variants import BLOCKS, SERVERS

_WARM_UP = 1000
_CHUNK = 1000
"""At a time; meanwhile the queues are emptied, as what is dropped costs nothing."""
HEADERS = [
    (b"host", b"task-center-api:8080"),
    (b"user-agent", b"python-httpx/0.28.1"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"gzip, deflate"),
    (b"content-type", b"application/json"),
    (b"content-length", b"20"),
    (b"x-request-id", b"3f1c9a52d7e84b60"),
]


def request() -> dict[str, Any]:
    """As uvicorn gives it."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/tasks/42",
        "raw_path": b"/api/v1/tasks/42",
        "query_string": b"token=abc",
        "root_path": "",
        "headers": HEADERS,
        "client": ("10.0.0.9", 51234),
        "server": ("10.0.0.1", 8080),
        "state": {},
    }


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"x" * 20, "more_body": False}


async def send(message: dict[str, Any]) -> None:
    del message


def requests(variant: str, folder: Path, count: int) -> dict[str, float]:
    """Microseconds of CPU a request: of the thread that answers, and of the whole process."""
    name, ratio = variant.split(":")
    app = SERVERS[name](folder, float(ratio))

    async def some(number: int) -> None:
        for _ in range(number):
            await app(request(), receive, send)

    return _measured(lambda number: asyncio.run(some(number)), count)


def blocks(variant: str, folder: Path, count: int) -> dict[str, float]:
    """The same of one block."""
    name, ratio = variant.split(":")
    made = BLOCKS[name](folder, float(ratio))

    def some(number: int) -> None:
        for _ in range(number):
            with made():
                pass

    return _measured(some, count)


def _measured(some: Callable[[int], None], count: int) -> dict[str, float]:
    some(_WARM_UP)
    own, before = [], time.process_time()
    for _ in range(max(count // _CHUNK, 1)):
        thread = time.thread_time()
        some(_CHUNK)
        own.append((time.thread_time() - thread) / _CHUNK * 1e6)
        time.sleep(0.05)
    total = (time.process_time() - before) / (len(own) * _CHUNK) * 1e6
    # The best chunk: what others on the machine do makes a chunk slower, never faster.
    return {"thread": min(own), "total": total}


SCENARIOS = {"requests": requests, "blocks": blocks, "outage": outage}

if __name__ == "__main__":
    scenario, name, place, amount = sys.argv[1:]
    print(json.dumps(SCENARIOS[scenario](name, Path(place), int(amount))), flush=True)
