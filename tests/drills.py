"""Drills that never happened, for tests of what is told of them."""

from __future__ import annotations

from taskcenter_monitor.live.drill.results import (
    NOT_DELIVERED,
    NOT_FIRED,
    NOT_RECOVERED,
    OUTCOMES,
    PASSED,
    Drill,
    Drilled,
    Faulted,
    Notice,
    Undrilled,
    Unexpected,
)

BEGAN = 1767614400.0
"""12:00 UTC on 2026-01-05."""
VERSIONS = {"tcmon": "0.7.0", "Prometheus": "3.5.0", "Alertmanager": "0.28.1"}
TITLE = "[严重] HTTP错误率告警 / HTTP error rate high"
EVERY = 3.2
"""Seconds from one fault to the next in a drill of many."""


def alert(name: str, severity: str = "critical", at: float = 10.0, **other: object) -> Drilled:
    """An alert that passed, with its fault switched on at this moment; `other` is otherwise."""
    values: dict[str, object] = {
        "alert": name,
        "severity": severity,
        "fault": "errors ratio=0.5",
        "switched_on": at,
        "pending": at + 1.5,
        "fired": at + 4.2,
        "resolved": at + 14.0,
        "notices": (
            Notice(receiver="critical-pager", at=at + 5.0, status="firing", title=TITLE),
            Notice(receiver="chat", at=at + 5.6, status="firing", title=TITLE),
            Notice(receiver="chat", at=at + 15.5, status="resolved", title=TITLE),
        ),
        "inhibited": (),
        "outcome": PASSED,
        "note": "",
    }
    return Drilled(**{**values, **other})  # type: ignore[arg-type]


def drill(*drilled: Drilled, **other: object) -> Drill:
    """A drill of these alerts; each fault was on for ten seconds."""
    faults = dict.fromkeys(
        Faulted(fault=each.fault, on=each.switched_on, off=each.switched_on + 10.0)
        for each in drilled
        if each.switched_on is not None
    )
    values: dict[str, object] = {
        "time_scale": 60.0,
        "began": BEGAN,
        "took": 60.0,
        "drilled": drilled,
        "undrilled": (),
        "unexpected": (),
        "faults": tuple(faults),
    }
    return Drill(**{**values, **other})  # type: ignore[arg-type]


def five() -> Drill:
    """One of each outcome, one that is muted meanwhile, and something of everything else."""
    return drill(
        alert("TaskCenterHTTPErrorRateHigh", inhibited=("TaskCenterHTTPErrorRateHigh (warning)",)),
        alert("TaskCenterHTTPErrorRateHigh", "warning", pending=10.5, fired=12.0, notices=()),
        alert(
            "TaskCenterDatabasePoolExhausted",
            at=24.0,
            fault="pool_exhausted",
            outcome=NOT_FIRED,
            pending=26.0,
            fired=None,
            resolved=None,
            notices=(),
            note="It was pending for 9.5 s.",
        ),
        alert(
            "TaskCenterBusinessCallbackFailureRateHigh",
            "critical 5m/1h",
            at=31.0,
            fault="callback_failures ratio=0.9 business=crm",
            outcome=NOT_RECOVERED,
            resolved=None,
        ),
        alert(
            "TaskCenterQueuePaused",
            "info",
            at=40.0,
            fault="paused_queue queue=default",
            outcome=NOT_DELIVERED,
            notices=(),
        ),
        undrilled=(
            Undrilled(
                alert="TaskCenterDiskWillFill", severity="warning", why="Nothing fills a disk here."
            ),
            Undrilled(
                alert="TaskCenterNodeDown", severity="critical", why="Nothing fills a disk here."
            ),
            Undrilled(alert="Watchdog", severity="none", why="It always fires."),
        ),
        unexpected=(
            Unexpected(
                alert="TaskCenterCPUHigh",
                severity="warning",
                fired=21.0,
                resolved=25.5,
                note="The machine was busy.",
            ),
        ),
        machine={"missed evaluations": 0.0, "slowest evaluation in seconds": 0.21},
        complaints=("Prometheus missed 3 evaluations; take a smaller --time-scale.",),
    )


def many(count: int = 60) -> Drill:
    """As many alerts as a whole drill has, one fault after the other."""
    drilled = [
        alert(
            f"TaskCenterMadeUpForThisPicture{number}High",
            ("critical", "warning", "info")[number % 3],
            at=number * EVERY,
            fault=f"fault_{number}",
            outcome=OUTCOMES[1] if number % 17 == 16 else PASSED,
        )
        for number in range(count)
    ]
    return drill(*drilled, took=count * EVERY + 20.0)
