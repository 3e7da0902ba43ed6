"""What calls cost that write nothing: disabled ones, and repeats of an error."""

from __future__ import annotations

import logging
import time
import timeit
from collections.abc import Callable
from pathlib import Path

from benchmarks.logging.variants import IDS, ours
from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Levels, Policy

_REPEATS = 7
_PEOPLE = 10_000


def disabled(variant: str, _folder: Path, count: int) -> dict[str, float]:
    """Nanoseconds of a DEBUG call where INFO is wanted, plain and with two fields."""
    if variant == "stdlib":
        std = logging.getLogger("task.callback")
        std.setLevel(logging.INFO)
        return {
            "plain": _best(lambda: std.debug("task done"), count),
            "fields": _best(
                lambda: std.debug("task done", extra={"number": 1, "outcome": "ok"}), count
            ),
        }
    log = get_logger("task.callback")
    return {
        "plain": _best(lambda: log.debug("task done"), count),
        "fields": _best(lambda: log.debug("task done", number=1, outcome="ok"), count),
    }


def overridden(variant: str, folder: Path, count: int) -> dict[str, float]:
    """The same while 10,000 users have a level of their own, and the one at hand has none."""
    users = {f"u-{1_000_000 + number}": "debug" for number in range(_PEOPLE)}
    STREAM.apply(Policy(levels=Levels(users=users)))
    with context.bound(**IDS):
        return disabled(variant, folder, count)


def repeated(_variant: str, folder: Path, count: int) -> dict[str, float]:
    """Microseconds of a repeat of an error, ten frames deep, whose message has a number in it."""
    ours(folder / "repeated.log")
    log = get_logger("task.callback")
    failures = [_failure(f"order {number} was refused by the shop") for number in range(count)]

    def all_of_them() -> None:
        for failure in failures:
            log.error("callback failed", exc_info=failure, attempt=3)

    all_of_them()
    return {"us": _best(all_of_them, 1) / count / 1e3}


def _failure(text: str) -> Exception:
    try:
        _deep(10, text)
    except ValueError as failure:
        return failure
    raise AssertionError


def _deep(frames: int, text: str) -> None:
    if frames == 1:
        raise ValueError(text)
    _deep(frames - 1, text)


def _best(call: Callable[[], object], count: int) -> float:
    # Of this thread alone: a bound in microseconds holds whatever else the machine does.
    turns = timeit.repeat(call, number=count, repeat=_REPEATS, timer=time.thread_time)
    return min(turns) / count * 1e9
