"""What the parts of the stream have counted, in one table; read without a lock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from taskcenter_monitor.telemetry.logging.levels import DEBUG, INFO, NAMES, WARN

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream

Key: TypeAlias = tuple[str, str]
"""A metric and the value of its label, which is empty where it has none."""

RECORDS = "task_center_log_records"
DROPPED = "task_center_log_dropped"
AGGREGATED = "task_center_log_aggregated"
SAMPLED = "task_center_log_sampled"
REDACTED = "task_center_log_redacted"
RELOADS = "task_center_telemetry_reloads"
RELOAD_FAILURES = "task_center_telemetry_reload_failures"

COUNTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    RECORDS: ("Log records rendered to lines, by level.", ("level",)),
    DROPPED: ("Log records for which the queue had no room, by level.", ("level",)),
    AGGREGATED: ("Repeats of an error that were counted instead of written.", ()),
    SAMPLED: ("Log records that sampling left out.", ()),
    REDACTED: ("Values hidden in log lines, by the rule of the policy that hid them.", ("rule",)),
    RELOADS: ("Policies that were taken from the file after the start.", ()),
    RELOAD_FAILURES: ("Times that no policy could be taken from the file.", ()),
}
"""What each counter says and its labels. prometheus-client adds `_total` to the names."""

NEVER_TOLD: dict[Key, int] = {
    **{(RECORDS, name): 0 for name in NAMES.values()},
    # ERROR and FATAL wait for room instead.
    **{(DROPPED, NAMES[level]): 0 for level in (DEBUG, INFO, WARN)},
    **{(name, ""): 0 for name, (_, labels) in COUNTERS.items() if not labels},
}
"""The series that are there before anything happens: one that begins with its first failure shows
no increase, so no alert would see that one."""


def totals(stream: Stream) -> dict[Key, int]:
    """How much each has counted since it exists, with what has not happened yet."""
    return {**NEVER_TOLD, **dict(_counted(stream))}


def _counted(stream: Stream) -> Iterator[tuple[Key, int]]:
    renderer, watcher = stream.writer.renderer, stream.watcher
    # Copies: other threads count on, and some add a key.
    for level, count in renderer.rendered.copy().items():
        yield (RECORDS, NAMES[level]), count
    for level, count in stream.pipe.refused.copy().items():
        yield (DROPPED, NAMES[level]), count
    for rule, count in renderer.redactor.counts.copy().items():
        yield (REDACTED, rule), count
    yield (AGGREGATED, ""), stream.storms.aggregated
    yield (SAMPLED, ""), stream.sampling.left_out
    if watcher is not None:
        yield (RELOADS, ""), watcher.reloads
        yield (RELOAD_FAILURES, ""), watcher.failed


def lag(stream: Stream, now: int) -> float:
    """Seconds since the oldest record was logged that is not written yet; 0 where none waits.

    `now` is in nanoseconds since 1970, as records are stamped. The clock may have been set back.
    """
    oldest = stream.writer.taken or stream.pipe.oldest()
    return max(0, now - oldest) / 1e9 if oldest else 0.0
