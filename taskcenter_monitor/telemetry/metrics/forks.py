"""A fork in the middle of a scrape or of a count: the child finds every lock open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from prometheus_client import REGISTRY, values

from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.metrics.exemplars import SHARES_FILES

_PATIENCE = 0.25
"""Seconds that a fork may wait for each; a count takes a microsecond, a scrape's part some more."""
_held: list[Any] = []


def install() -> None:
    """For all forks of this process and of its children. Call it once."""
    os.register_at_fork(before=_hold, after_in_parent=_release, after_in_child=_begin)


def _hold() -> None:
    _held[:] = [lock for lock in _locks() if lock.acquire(timeout=_PATIENCE)]


def _release() -> None:
    while _held:
        _held.pop().release()


def _begin() -> None:
    _release()
    BOOK.begin_anew()


def _locks() -> Iterator[Any]:
    yield REGISTRY._lock  # noqa: SLF001 - a registry that a child cannot ask is none
    if SHARES_FILES:
        # One lock for all values of the process, which only its methods know.
        method = values.ValueClass.inc
        cells = dict(zip(method.__code__.co_freevars, method.__closure__ or (), strict=True))
        if "lock" in cells:
            yield cells["lock"].cell_contents
