"""What it costs a process to import a library."""

from __future__ import annotations

import os
import subprocess
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
    """Milliseconds of CPU of a whole process, the least of several that take turns.

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
    # CPU, which is all that an import takes: the clock goes on for other processes as well.
    with subprocess.Popen([PYTHON, "-c", program], cwd=ROOT, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{program!r} ended with {process.returncode}")
    return (used.ru_utime + used.ru_stime) * 1e3
