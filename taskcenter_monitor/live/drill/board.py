"""Switches faults on and off: in the example service, and in what surrounds it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.client import Client, Refused
from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.delivery import Door, Mailbox
from taskcenter_monitor.live.drill.faults import Switch
from taskcenter_monitor.live.drill.processes import Process
from taskcenter_monitor.live.drill.standins import StandIn
from taskcenter_monitor.workspace.staging import restaged

BACK = 20.0
"""Seconds that a process which was killed may take to be back: it takes one or two."""
_TIMEOUT = 5.0

Turn = Iterator[None]
"""What takes a while: each step leaves time for whoever else has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A process of the example, and where its admin port answers; "" where it has none."""

    process: Process
    admin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A server, and files of its configuration by what they are called here, with their text."""

    url: str
    paths: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that can have faults, by the names that the table of faults uses."""

    clock: Clock
    roles: Mapping[str, Role]
    stand_ins: Mapping[str, StandIn]
    servers: Mapping[str, Configured]
    mailbox: Mailbox
    doors: tuple[Door, ...]
    _clients: dict[str, Client] = field(default_factory=dict)

    def on(self, switch: Switch) -> Turn:
        """Switches it on. Raises EnvironmentFault where that cannot be done."""
        yield from _KINDS[switch.kind][0](self, switch)

    def off(self, switch: Switch) -> Turn:
        """Switches it off again; also where it has not been on."""
        yield from _KINDS[switch.kind][1](self, switch)

    def client(self, admin: str) -> Client:
        """A connection to an admin port, opened once."""
        if admin not in self._clients:
            self._clients[admin] = Client(admin, _TIMEOUT)
        return self._clients[admin]


def _put(board: Board, switch: Switch) -> Turn:
    admin = board.roles[switch.where].admin
    board.client(admin).put(f"/faults/{switch.name}", switch.on_clock(board.clock))
    yield


def _delete(board: Board, switch: Switch) -> Turn:
    # One that is not on is gone already.
    with suppress(Refused):
        board.client(board.roles[switch.where].admin).delete(f"/faults/{switch.name}")
    yield


def _kill(board: Board, switch: Switch) -> Turn:
    board.roles[switch.where].process.kill()
    yield


def _start(board: Board, switch: Switch) -> Turn:
    role = board.roles[switch.where]
    role.process.start()
    yield from _answering(role)


def _restart(board: Board, switch: Switch) -> Turn:
    """Again and again, each time long enough for a scrape to see it."""
    pause = board.clock.seconds(20)
    for _ in range(int(str(switch.parameters["times"]))):
        yield from _kill(board, switch)
        yield from _start(board, switch)
        until = time.monotonic() + pause
        while time.monotonic() < until:
            yield


def _answering(role: Role) -> Turn:
    until = time.monotonic() + BACK
    with Client(role.admin, 1.0) as client:
        while role.admin and not client.answers("/metrics"):
            if not role.process.runs or time.monotonic() > until:
                said = "\n  ".join(role.process.last_words())
                raise EnvironmentFault(
                    f"{role.process.program.name} is not back; its last words were:\n  {said}"
                )
            yield


def _silence(board: Board, switch: Switch) -> Turn:
    board.stand_ins[switch.where].go_down()
    yield


def _speak(board: Board, switch: Switch) -> Turn:
    board.stand_ins[switch.where].come_up()
    yield


def _miswrite(board: Board, switch: Switch) -> Turn:
    """Writes what stands in the parameters into a file, and has the server read it."""
    server = board.servers[switch.where]
    text = str(switch.parameters["text"])
    restaged(server.paths[switch.name], text)
    _reload(server)
    yield


def _rewrite(board: Board, switch: Switch) -> Turn:
    server = board.servers[switch.where]
    restaged(server.paths[switch.name], server.texts[switch.name])
    _reload(server)
    yield


def _reload(server: Configured) -> None:
    # A configuration that cannot be read is refused: that is the fault.
    with Client(server.url, _TIMEOUT) as client, suppress(Refused):
        client.post("/-/reload", None)


def _refuse(board: Board, switch: Switch) -> Turn:
    """The channels of a receiver answer that they take nothing."""
    board.mailbox.refused |= _numbers(board, switch)
    yield


def _take(board: Board, switch: Switch) -> Turn:
    board.mailbox.refused -= _numbers(board, switch)
    yield


def _numbers(board: Board, switch: Switch) -> set[int]:
    return {door.number for door in board.doors if door.receiver == switch.where}


def _nothing(board: Board, switch: Switch) -> Turn:  # noqa: ARG001 - all kinds are asked alike
    yield


_Act = Callable[[Board, Switch], Turn]
_KINDS: Mapping[str, tuple[_Act, _Act]] = {
    "service": (_put, _delete),
    "outage": (_kill, _start),
    "restarts": (_restart, _start),
    "stand-in": (_silence, _speak),
    "configuration": (_miswrite, _rewrite),
    "channel": (_refuse, _take),
    "nothing": (_nothing, _nothing),
}
"""A kind of fault to what switches it on and off."""
KINDS = frozenset(_KINDS)
