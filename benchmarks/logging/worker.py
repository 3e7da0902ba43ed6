"""One measurement in a process of its own: prints what came out as JSON.

`python -m benchmarks.logging.worker SCENARIO VARIANT FOLDER COUNT`
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from benchmarks.logging.calls import disabled, overridden, repeated
from benchmarks.logging.pressure import rotated, stalled
from benchmarks.logging.variants import VARIANTS

_WARM_UP = 2000
_CHUNK = 2000
"""Records at a time: fewer than the queue takes, for one that is dropped costs nothing."""
_RATE = 4000
"""Records a second of the paced scenario."""


def enabled(variant: str, folder: Path, count: int) -> dict[str, float]:
    """Microseconds of CPU a record: of the caller's thread, and of the whole process."""
    target = folder / "enabled.log"
    made = VARIANTS[variant](target)
    trace.set_tracer_provider(TracerProvider())
    with trace.get_tracer("bench").start_as_current_span("request"):
        for number in range(_WARM_UP):
            made.call(number)
        made.settle()
        caller, before = 0.0, time.process_time()
        for start in range(0, count, _CHUNK):
            thread = time.thread_time()
            for number in range(start, start + _CHUNK):
                made.call(number)
            caller += time.thread_time() - thread
            made.settle()
        total = time.process_time() - before
    _all_there(target, count + _WARM_UP)
    return {"caller": caller / count * 1e6, "total": total / count * 1e6}


def paced(variant: str, folder: Path, count: int) -> dict[str, float]:
    """Microseconds of wall clock a call, 4,000 calls a second: median and 99th percentile."""
    made = VARIANTS[variant](folder / "paced.log")
    took = []
    with trace.get_tracer("bench").start_as_current_span("request"):
        for number in range(_WARM_UP):
            made.call(number)
        due = time.perf_counter()
        for number in range(count):
            due += 1 / _RATE
            while (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            start = time.perf_counter_ns()
            made.call(number)
            took.append(time.perf_counter_ns() - start)
        made.settle()
    took.sort()
    return {"p50": took[count // 2] / 1e3, "p99": took[count * 99 // 100] / 1e3}


def _all_there(target: Path, count: int) -> None:
    with target.open("rb") as file:
        found = sum(1 for _ in file)
    if found != count:
        raise RuntimeError(f"{found} of {count} lines were written")


SCENARIOS = {
    "enabled": enabled,
    "paced": paced,
    "disabled": disabled,
    "overridden": overridden,
    "repeated": repeated,
    "stalled": stalled,
    "rotated": rotated,
}

if __name__ == "__main__":
    scenario, name, place, amount = sys.argv[1:]
    print(json.dumps(SCENARIOS[scenario](name, Path(place), int(amount))))
