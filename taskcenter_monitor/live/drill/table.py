"""Which fault is behind which alert: the faults of the example, and of what surrounds it.

The processes are `api`, `spare` and `victim` (all of the job task-center-api; only the first has
traffic), `worker`, `queues`, `business` and `load`. Strengths follow from the thresholds of the
specs: a step for the warning lies between its threshold and that of the critical alert.
"""

from __future__ import annotations

from types import MappingProxyType

from taskcenter_monitor.live.drill.faults import Fault, Lasting, Step, Switch
from taskcenter_monitor.live.drill.table_surroundings import (
    SURROUNDINGS,
    critical,
    warning,
)
from taskcenter_monitor.live.drill.watch import Subject

RATE = 16.0
"""Requests a second of the load; half of them make a task."""
_BURNS = "BudgetBurn"


def _at(where: str, name: str, **parameters: object) -> Switch:
    return Switch(kind="service", where=where, name=name, parameters=MappingProxyType(parameters))


def _step(*switches: Switch, fires: tuple[Subject, ...]) -> Step:
    return Step(switches=switches, fires=fires)


_TRAFFIC = Fault(
    name="traffic",
    lane="traffic",
    steps=(
        _step(
            _at("load", "traffic_drop", left=0.1),
            fires=(
                warning("TaskCenterQPSDrop"),
                warning("TaskCenterTaskCreationDrop"),
                warning("TaskCenterCallbackVolumeLow"),
            ),
        ),
        _step(
            _at("load", "traffic_drop", left=1.0),
            _at("load", "traffic_surge", factor=2.5),
            fires=(warning("TaskCenterQPSUnusuallyHigh"),),
        ),
    ),
)
_SLOW = Fault(
    name="slow answers",
    lane="traffic",
    steps=(
        _step(_at("api", "slow", seconds=0.8), fires=(warning("TaskCenterHTTPLatencyHigh"),)),
        _step(_at("api", "slow", seconds=2.6), fires=(critical("TaskCenterHTTPLatencyHigh"),)),
    ),
    also=("TaskCenterAPILatencyBudgetBurn",),
)
_ERRORS = Fault(
    name="errors",
    lane="traffic",
    steps=(
        _step(
            _at("api", "errors", share=0.12),
            fires=(
                warning("TaskCenterHTTPErrorRateHigh"),
                Subject("TaskCenterAPIAvailabilityBudgetBurn", "critical", "1h"),
            ),
        ),
        _step(_at("api", "errors", share=0.6), fires=(critical("TaskCenterHTTPErrorRateHigh"),)),
    ),
    also=("TaskCenterAPIAvailabilityBudgetBurn",),
)
_CALLBACKS_SLOW = Fault(
    name="slow callbacks",
    lane="worker",
    steps=(
        _step(
            _at("worker", "callback_slow", seconds=Lasting(45)),
            fires=(warning("TaskCenterCallbackLatencyHigh"),),
        ),
        _step(
            _at("worker", "callback_slow", seconds=Lasting(390)),
            fires=(warning("TaskCenterTaskExecutionSlow"),),
        ),
    ),
    also=("TaskCenterCallbackLatencyBudgetBurn", "AsynqQueueLatencyHigh"),
)
_CALLBACKS_FAIL = Fault(
    name="failing callbacks",
    lane="worker",
    # A critical rate of failures keeps the drop of created tasks quiet.
    after=("traffic",),
    steps=(
        _step(
            _at("worker", "callback_failures", share=0.25),
            fires=(
                warning("TaskCenterCallbackFailureRateHigh"),
                warning("TaskCenterTaskFailureRateHigh"),
            ),
        ),
        _step(
            _at("worker", "callback_failures", share=0.8),
            fires=(
                critical("TaskCenterCallbackFailureRateHigh"),
                critical("TaskCenterTaskFailureRateHigh"),
                warning("TaskCenterBusinessCallbackFailureRateHigh"),
            ),
        ),
    ),
    also=("TaskCenterTaskSuccessBudgetBurn", "AsynqRetryTasksHigh", "TaskCenterTaskBacklogHigh"),
)
_BACKLOG = Fault(
    name="backlog",
    lane="backlog",
    steps=(
        _step(
            _at("queues", "backlog", count=5000, growth=14.0, age=0.0),
            fires=(
                warning("AsynqQueueLatencyHigh"),
                critical("AsynqQueueLatencyHigh"),
                warning("AsynqBacklogGrowing"),
            ),
        ),
        _step(
            _at("queues", "backlog", count=1500),
            fires=(warning("AsynqPendingTasksHigh"), warning("TaskCenterTaskBacklogHigh")),
        ),
    ),
)
_RETRIES = Fault(
    name="retries",
    lane="retries",
    steps=(
        _step(
            _at("queues", "retry_growth", count=300),
            _at("queues", "archived_growth", count=50),
            fires=(warning("AsynqRetryTasksHigh"), warning("AsynqArchivedTasksGrowing")),
        ),
    ),
)
_PAUSED = Fault(
    name="paused queue",
    lane="paused",
    steps=(_step(_at("queues", "paused", queue="low"), fires=(warning("AsynqQueuePaused"),)),),
)
_MUTE = Fault(
    name="queues without metrics",
    lane="backlog",
    # While nothing is exported, no queue can be seen to be in trouble.
    after=("retries", "paused queue"),
    steps=(_step(_at("queues", "missing"), fires=(critical("AsynqMetricsMissing"),)),),
)
_POOL = Fault(
    name="pool of connections",
    lane="pool",
    steps=(
        _step(
            _at("spare", "pool_exhausted", share=0.87, waiters=0),
            fires=(warning("TaskCenterDBPoolUsageHigh"),),
        ),
        _step(
            _at("spare", "pool_exhausted", share=1.0, waiters=96),
            fires=(
                critical("TaskCenterDBPoolUsageHigh"),
                warning("TaskCenterDBPoolWaitCountHigh"),
                warning("TaskCenterDBPoolWaitSlow"),
            ),
        ),
    ),
)
_GOROUTINES = Fault(
    name="goroutines",
    lane="goroutines",
    steps=(
        _step(_at("spare", "goroutines", count=2000), fires=(warning("TaskCenterGoroutinesHigh"),)),
        _step(
            _at("spare", "goroutines", count=6000), fires=(critical("TaskCenterGoroutinesHigh"),)
        ),
    ),
)
_MEMORY = Fault(
    name="memory",
    lane="memory",
    steps=(
        _step(_at("spare", "memory", mib=2304), fires=(warning("TaskCenterMemoryHigh"),)),
        _step(_at("spare", "memory", mib=4608), fires=(critical("TaskCenterMemoryHigh"),)),
    ),
    also=("TaskCenterMemoryGrowing",),
)
_GC = Fault(
    name="garbage collection",
    lane="gc",
    steps=(_step(_at("spare", "gc", rate=20.0), fires=(warning("TaskCenterGCFrequencyHigh"),)),),
)
_POLICY = Fault(
    name="unreadable policy",
    lane="policy",
    steps=(
        _step(_at("spare", "bad_policy"), fires=(warning("TaskCenterTelemetryPolicyRejected"),)),
    ),
)
_OVERFLOW = Fault(
    name="too many log records",
    lane="machine",
    steps=(
        _step(
            _at("victim", "log_overflow", burst=20000, rate=1.0),
            fires=(warning("TaskCenterLogRecordsDropped"),),
        ),
    ),
    also=("TaskCenterLogWriterStalled",),
)
_CPU = Fault(
    name="CPU",
    lane="machine",
    # Both cores are taken: what is drilled meanwhile would be drilled on a slow machine.
    after=("traffic", "errors", "failing callbacks", "backlog", "all workers are down"),
    steps=(
        _step(
            # A whole core is wanted, of which others take their share.
            _at("spare", "cpu", threads=4),
            fires=(critical("TaskCenterCPUHigh"), warning("TaskCenterCPUHigh")),
        ),
    ),
)
_OUTAGE = Fault(
    name="an instance is down",
    lane="victim",
    steps=(
        Step(
            switches=(Switch(kind="outage", where="victim"),),
            fires=(critical("TaskCenterDown"),),
        ),
    ),
    after=("too many log records",),
)
_RESTARTS = Fault(
    name="restarts",
    lane="victim",
    steps=(
        Step(
            switches=(
                Switch(kind="restarts", where="victim", parameters=MappingProxyType({"times": 4})),
            ),
            fires=(warning("TaskCenterFrequentRestarts"),),
        ),
    ),
    also=("TaskCenterDown",),
)
_ALL_DOWN = Fault(
    name="all workers are down",
    lane="outage",
    # It keeps all alerts of the job and of its queues quiet.
    after=("traffic", "errors", "slow callbacks", "failing callbacks", "backlog"),
    steps=(
        Step(
            switches=(Switch(kind="outage", where="worker"),),
            fires=(critical("TaskCenterAllInstancesDown"),),
        ),
    ),
    also=(
        "TaskCenterDown",
        "AsynqQueueLatencyHigh",
        "TaskCenterCallbackVolumeLow",
        "TaskCenterTaskBacklogHigh",
    ),
)

FAULTS: tuple[Fault, ...] = (
    _TRAFFIC,
    _SLOW,
    _ERRORS,
    _CALLBACKS_SLOW,
    _CALLBACKS_FAIL,
    _BACKLOG,
    _RETRIES,
    _PAUSED,
    _MUTE,
    _POOL,
    _GOROUTINES,
    _MEMORY,
    _GC,
    _POLICY,
    _OVERFLOW,
    _CPU,
    _OUTAGE,
    _RESTARTS,
    _ALL_DOWN,
    *SURROUNDINGS,
)
"""Every fault, in the order in which those of a lane follow each other."""
