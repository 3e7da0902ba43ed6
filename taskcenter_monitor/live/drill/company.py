"""The processes of the example: which of them take part, and how each is started."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.drill.board import Role
from taskcenter_monitor.live.drill.processes import Process, Program
from taskcenter_monitor.live.drill.table import RATE
from taskcenter_monitor.live.launches import HOST
from taskcenter_monitor.live.servers import kept_ports

READY_WITHIN = 40.0
"""Seconds until all processes must be ready; alone each takes one or two."""
_LISTENING = '"listening"'
_PAUSE = 0.05
APIS = ("api", "spare", "victim")
"""Processes of the job task-center-api; the first has the traffic."""
_DEFAULT = ("api", "worker", "queues", "business", "load")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Where the example lies: `python` starts it with `root` on its path.

    `environment` is what its processes see, `needs` a sentence for who lacks its libraries.
    """

    python: str
    root: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The ports of all processes, chosen before any of them runs: targets and URLs name them.

    `servers` are those of Prometheus, which scrapes itself, and of Alertmanager.
    """

    ports: Mapping[str, int]
    admin_ports: Mapping[str, int]
    servers: tuple[int, ...]

    def address(self, name: str) -> str:
        """Where a process is scraped, `host:port`."""
        return f"{HOST}:{self.admin_ports[name]}"

    def url(self, name: str) -> str:
        """Where others reach it."""
        return f"http://{HOST}:{self.ports[name]}"

    def admin(self, name: str) -> str:
        """Where its faults are switched."""
        return f"http://{self.address(name)}"


NAMES = (*APIS, *_DEFAULT[1:])


def company() -> Company:
    """Ports for everybody; an exporter and a business system have one for both."""
    kept = kept_ports(2 * len(NAMES) + 2)
    admins = dict(zip(NAMES, kept, strict=False))
    ports = dict(zip(NAMES, kept[len(NAMES) :], strict=False))
    single = {name: admins[name] for name in ("queues", "business")}
    return Company(ports=ports | single, admin_ports=admins, servers=kept[-2:])


def programs(
    company: Company, example: Example, folder: str, policies: Mapping[str, str]
) -> tuple[Program, ...]:
    """How each is started, in `folder`; `policies` has a telemetry policy for each."""
    return tuple(
        Program(
            name=name,
            command=(example.python, "-m", "taskcenter", *_arguments(name, company, folder)),
            folder=folder,
            environment=_environment(example, policies[name]),
        )
        for name in NAMES
    )


def await_ready(processes: Sequence[Process], company: Company) -> dict[str, Role]:
    """The roles by name, once all of them listen. Raises EnvironmentFault with their last words."""
    until = time.monotonic() + READY_WITHIN
    for process in processes:
        while not process.said(_LISTENING):
            if not process.runs or time.monotonic() > until:
                said = "\n  ".join(process.last_words())
                name = process.program.name
                raise EnvironmentFault(f"the example's {name} does not start; it says:\n  {said}")
            time.sleep(_PAUSE)
    return {
        one.program.name: Role(process=one, admin=company.admin(one.program.name))
        for one in processes
    }


def _environment(example: Example, policy: str) -> dict[str, str]:
    # One core, as a container has it: else a process on two cores would have to take both.
    return {
        **example.environment,
        "PYTHONPATH": example.root,
        "PYTHONDONTWRITEBYTECODE": "1",
        "GOMAXPROCS": "1",
        "TASKCENTER_TELEMETRY_POLICY": policy,
    }


def _arguments(name: str, company: Company, folder: str) -> tuple[str, ...]:
    role = "api" if name in APIS else name
    # The spare ones have a database of their own, so that their faults are theirs alone.
    data = f"{folder}/{name if name in APIS[1:] else 'shared'}"
    words = [role, "--faults"]
    if role in ("api", "queues", "business"):
        words += ["--port", str(company.ports[name])]
    if role in ("api", "worker", "load"):
        words += ["--admin-port", str(company.admin_ports[name])]
    if role in ("api", "worker", "queues"):
        words += ["--data", data]
    if role == "worker":
        # Slow callbacks hold as many executions as start meanwhile.
        words += ["--concurrency", "200"]
    if role == "load":
        words += ["--url", company.url("api"), "--callbacks", company.url("business")]
        words += ["--rate", f"{RATE:g}"]
    return tuple(words)
