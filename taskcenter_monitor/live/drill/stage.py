"""Everything that a drill needs, started and ready, and all of it gone afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.alertmanager import Alertmanager
from taskcenter_monitor.live.drill.board import Board, Configured
from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.company import (
    APIS,
    NAMES,
    Example,
    await_ready,
    company,
    programs,
)
from taskcenter_monitor.live.drill.delivery import Door, Mailbox, doors, redirected, secrets
from taskcenter_monitor.live.drill.history import Steady, remember
from taskcenter_monitor.live.drill.processes import Process, started
from taskcenter_monitor.live.drill.scaling import scaled, server_options
from taskcenter_monitor.live.drill.standins import StandIn, standing_in
from taskcenter_monitor.live.drill.table import RATE
from taskcenter_monitor.live.drill.table_surroundings import NO_RULES
from taskcenter_monitor.live.drill.targets import Addresses, led
from taskcenter_monitor.live.launches import HOST, Launch, alertmanager, prometheus
from taskcenter_monitor.live.notifications.material import Emit
from taskcenter_monitor.live.notifications.sinks import sinks
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import find
from taskcenter_monitor.workspace.precedence import prefer
from taskcenter_monitor.workspace.scratch import scratch
from taskcenter_monitor.workspace.staging import staged

STAND_INS = ("grafana", "loki", "jaeger")
"""Scrape jobs of which alerts only ask whether they answer."""
COLLECTIONS = 3.0
"""Runs of the garbage collector a second that the past has: more than an idle process has."""
AHEAD = 3.0
"""Seconds from now until the past ends: Prometheus takes that long, and more, to scrape anything.

What rules record before is refused; a longer gap would look as if there had been no traffic.
"""
_TOOLS = ("promtool", "prometheus", "alertmanager")
_PROMETHEUS, _ALERTMANAGER = "prometheus/prometheus.yml", "alertmanager/alertmanager.yml"
_RULES = "prometheus/rules/drill.rules.yml"
_POLICY, _CATALOGUE = "policy.json", "metrics.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What was compiled, how its files are written, and where the example lies."""

    monitoring: Monitoring
    emit: Emit
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All of it, ready. `monitoring` is what the servers run: scaled and led to loopback.

    `healthy` are targets that no fault takes down.
    """

    monitoring: Monitoring
    board: Board
    prometheus: Prometheus
    alertmanager: Alertmanager
    processes: tuple[Process, ...]
    healthy: tuple[str, ...]


@contextmanager
def set_up(material: Material, clock: Clock, runtime: Runtime) -> Iterator[Stage]:
    """Starts everything. Raises EnvironmentFault where something does not come up."""
    with ExitStack() as stack:
        yield _SetUp(material, clock, runtime, stack).stage()


class _SetUp:
    """What is started is left to `stack` to end. What takes long is started first."""

    def __init__(
        self, material: Material, clock: Clock, runtime: Runtime, stack: ExitStack
    ) -> None:
        self._material = material
        self._clock = clock
        self._runtime = runtime
        self._enter = stack.enter_context
        self._company = company()
        self._ports = self._company.servers

    def stage(self) -> Stage:
        """Starts it all and waits for it."""
        for tool in _TOOLS:
            find(tool, search_path=self._runtime.environment.get("PATH", ""))
        processes = self._processes()
        stand_ins = self._enter(standing_in(STAND_INS))
        mailbox = Mailbox()
        everybody = doors(self._material.monitoring.alertmanager.receivers)
        changed = self._changed(mailbox, everybody, stand_ins)
        servers = self._servers(changed)
        board = Board(
            clock=self._clock,
            roles=await_ready(processes, self._company),
            stand_ins=stand_ins,
            servers=servers,
            mailbox=mailbox,
            doors=everybody,
        )
        return Stage(
            monitoring=changed,
            board=board,
            prometheus=self._enter(Prometheus(servers["prometheus"].url)),
            alertmanager=self._enter(Alertmanager(servers["alertmanager"].url)),
            processes=processes,
            healthy=tuple(map(self._company.address, APIS[:2])),
        )

    def _processes(self) -> tuple[Process, ...]:
        emitted = self._material.emit(self._material.monitoring, ("telemetry",))
        texts = {each.path.rpartition("/")[2]: each.text for each in emitted}
        policy = texts.get(_POLICY, "{}\n")
        # A process whose policy is spoilt must not spoil that of the others.
        policies = {f"{name}.{_POLICY}": policy for name in NAMES}
        folder = self._enter(staged({**texts, **policies}.items()))
        example = self._material.example
        if _CATALOGUE in texts:
            setting = {"TASKCENTER_TELEMETRY_METRICS": f"{folder}/{_CATALOGUE}"}
            example = replace(example, environment={**example.environment, **setting})
        paths = {name: f"{folder}/{name}.{_POLICY}" for name in NAMES}
        members = programs(self._company, example, self._enter(scratch()), paths)
        return self._enter(started(members))

    def _changed(
        self, mailbox: Mailbox, everybody: tuple[Door, ...], stand_ins: Mapping[str, StandIn]
    ) -> Monitoring:
        """The compiled monitoring on the faster clock, watching and telling what runs here."""
        sink = self._enter(sinks(mailbox))
        hidden = self._enter(staged(secrets(everybody, sink)))
        changed = scaled(self._material.monitoring, self._clock)
        alertmanagers = f"{HOST}:{self._ports[1]}"
        return replace(
            changed,
            prometheus=led(changed.prometheus, self._addresses(stand_ins), alertmanagers),
            alertmanager=redirected(changed.alertmanager, everybody, sink, hidden),
        )

    def _addresses(self, stand_ins: Mapping[str, StandIn]) -> Addresses:
        who = self._company
        return {
            "task-center-api": tuple(map(who.address, APIS)),
            "task-center-worker": (who.address("worker"),),
            "asynq": (who.address("queues"),),
            "prometheus": (f"{HOST}:{self._ports[0]}",),
            "alertmanager": (f"{HOST}:{self._ports[1]}",),
            **{job: (stand_in.address,) for job, stand_in in stand_ins.items()},
        }

    def _servers(self, changed: Monitoring) -> dict[str, Configured]:
        emitted = self._material.emit(changed, ("prometheus", "rules", "alertmanager"))
        files = {each.path: each.text for each in emitted} | {_RULES: NO_RULES}
        folder = self._enter(staged(files.items()))
        data = self._enter(scratch())
        remember(_PAST, time.time() + AHEAD, self._clock, Blocks(data, self._runtime))
        launches = self._launches(folder, data)
        prometheus_, alertmanager_ = servers = self._enter(running(launches, self._runtime))
        for server in servers:
            prefer(server.pid)
        return {
            "prometheus": _configured(
                prometheus_.url, folder, files, {"configuration": _PROMETHEUS, "rules": _RULES}
            ),
            "alertmanager": _configured(
                alertmanager_.url, folder, files, {"configuration": _ALERTMANAGER}
            ),
        }

    def _launches(self, folder: str, data: str) -> list[Launch]:
        options = (*server_options(self._clock), "--web.enable-lifecycle")
        first = prometheus(
            f"{folder}/prometheus", self._runtime, options=options, port=self._ports[0]
        )
        second = alertmanager(f"{folder}/alertmanager", self._runtime, port=self._ports[1])
        return [replace(first, data=data), second]


def _configured(
    url: str, folder: str, files: Mapping[str, str], named: Mapping[str, str]
) -> Configured:
    return Configured(
        url=url,
        paths={name: f"{folder}/{path}" for name, path in named.items()},
        texts={name: files[path] for name, path in named.items()},
    )


_API, _WORKER = "task-center-api", "task-center-worker"
_PAST = (
    Steady(metric="task_center_http_requests_total", job=_API, rate=RATE),
    Steady(metric="task_center_tasks_created_total", job=_API, rate=RATE / 2),
    Steady(metric="task_center_callbacks_total", job=_WORKER, rate=RATE / 2),
    Steady(metric="go_gc_duration_seconds_count", job=_API, rate=COLLECTIONS),
    Steady(metric="go_gc_duration_seconds_count", job=_WORKER, rate=COLLECTIONS),
)
"""What alerts compare the present with."""
