"""How long a process takes to import a library, beyond what Python itself takes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.runner import PYTHON, ROOT, say

_TURNS = 9
_PROGRAMS = {
    "nothing": "",
    "structlog": "import structlog",
    "ours": "import taskcenter_monitor.telemetry.logging",
    "configured": "from taskcenter_monitor.telemetry.logging import configure; configure('svc')",
}


def imported(folder: Path) -> Mapping[str, float]:
    """Milliseconds from the start to the end of a process, the least of several that take turns.

    Compiled modules are kept in `folder`, as they are where a service is installed: a process that
    may not write them, as PYTHONDONTWRITEBYTECODE says, would compile ours every time.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    least = dict.fromkeys(_PROGRAMS, float("inf"))
    for turn in range(-1, _TURNS):
        say(f"import {turn + 1}/{_TURNS}")
        for name, program in _PROGRAMS.items():
            took = _once(program, environment)
            # The first one compiles.
            if turn >= 0:
                least[name] = min(least[name], took)
    return least


def _once(program: str, environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    # Without a time limit, for which subprocess would look every 50 ms.
    subprocess.run([PYTHON, "-c", program], cwd=ROOT, env=environment, check=True)
    return (time.perf_counter() - start) * 1e3
