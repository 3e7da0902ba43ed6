"""A service whose exporter is down: what its requests take, and how long it takes to end."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

_RATE = 400
"""Requests a second."""
LAST = "ends"
"""The figure that the caller makes the exit delay of: when the worker was done, in seconds."""


def endpoint(variant: str) -> str:
    """Where nothing listens, where nobody answers, where 503 is the answer; or no exporter."""
    if variant == "without":
        return ""
    if variant == "503":
        # A process of its own: a thread would take the time of the requests.
        command = [sys.executable, "-m", "benchmarks.tracing.refusing"]
        refusing = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert refusing.stdout is not None
        return refusing.stdout.readline().decode().strip()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    if variant == "hangs":
        listening.listen(64)
        _kept.append(listening)
    else:
        listening.close()
    return f"http://127.0.0.1:{port}"


_WARM_UP = 100
"""Requests before those that are measured, with an exporter and without: in the first ones Python
itself still specialises the code and the log is opened."""
_kept: list[socket.socket] = []


def outage(variant: str, folder: Path, count: int) -> dict[str, float]:
    """Microseconds of wall clock a request, at 400 a second, and when the last one was done."""
    from benchmarks.tracing.variants import application, set_up_ours
    from benchmarks.tracing.worker import receive, request, send
    from taskcenter_monitor.telemetry.middleware import AsgiMiddleware

    where = endpoint(variant)
    set_up_ours(folder, 1.0, endpoint=where)
    app = AsgiMiddleware(application)
    took: list[float] = []

    async def run() -> None:
        due = time.perf_counter()
        for _ in range(_WARM_UP + count):
            due += 1 / _RATE
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            begun = time.perf_counter_ns()
            await app(request(), receive, send)
            took.append((time.perf_counter_ns() - begun) / 1e3)

    asyncio.run(run())
    took = sorted(took[_WARM_UP:])
    return {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100], LAST: time.time()}
