"""What runs side by side in this process: what go_goroutines is for a Go service."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from typing import Any

_TRIES = 5
"""A set of tasks that changes while it is read is read again."""
_SETS = ("_all_tasks", "_scheduled_tasks", "_eager_tasks")
"""Where asyncio keeps its tasks: the first until Python 3.11, the others since 3.12."""


def activities() -> int:
    """Threads, and tasks of all event loops that are not done.

    Both are what piles up where something slow is waited for, as goroutines do.
    """
    return threading.active_count() + _tasks()


def _tasks() -> int:
    # Not imported where nobody has: then there is no task.
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return 0
    return sum(_living(getattr(tasks, name, ())) for name in _SETS)


def _living(tasks: Iterable[Any]) -> int:
    for _ in range(_TRIES):
        try:
            return sum(not task.done() for task in tuple(tasks))
        except RuntimeError:
            continue
    return 0
