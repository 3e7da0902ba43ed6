"""Starts real servers on loopback and stops them again, whatever happens in between."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.launches import HOST, Launch, borrowed, command
from taskcenter_monitor.verifiers.process import Runtime, undisturbed
from taskcenter_monitor.workspace.scratch import last_lines, log_file, scratch

READY_WITHIN = 30.0
"""Seconds until a server must be ready, if the runtime does not allow less: it takes one."""
TRIES = 3
"""A port that was free may be taken before the server opens it."""

_PAUSE = 0.02
_LOG_LINES = 5
_START_LINES = 200
"""Lines among which those of a start are looked for."""
_TAKEN = "address already in use"
_LISTENING = "Listening on"
"""What both servers log once their port is theirs; until then a stranger may answer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server; `url` has no slash at its end."""

    name: str
    url: str
    pid: int
    log: BinaryIO = field(repr=False)

    def last_lines(self, count: int = _LOG_LINES) -> tuple[str, ...]:
        """The end of what it has logged."""
        return last_lines(self.log, count)


class _Lost(Exception):
    """A server has ended before it was ready."""


@contextmanager
def running(launches: Sequence[Launch], runtime: Runtime) -> Iterator[tuple[Server, ...]]:
    """The servers, all ready, in the order of `launches`; they start at the same time.

    Each has a working directory and a process group of its own and is killed afterwards; its data
    goes with it. `runtime.timeout` bounds the start. Raises EnvironmentFault with the server's own
    words when one does not come up.
    """
    with ExitStack() as stack:
        starting = [stack.enter_context(_Starting(launch, runtime)) for launch in launches]
        until = time.monotonic() + min(READY_WITHIN, runtime.timeout)
        yield tuple(each.ready(until) for each in starting)


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def kept_ports(count: int) -> tuple[int, ...]:
    """Ports that nobody listens on, to be opened later, maybe again and again.

    A port that the system hands out may be taken by any connection meanwhile; these lie below.
    Where one looks first depends on the process, so that two do not choose alike.
    """
    found: list[int] = []
    for number in range(len(_KEPT)):
        port = _KEPT[(os.getpid() * 97 + number) % len(_KEPT)]
        with socket.socket() as listener, suppress(OSError):
            listener.bind((HOST, port))
            found.append(port)
        if len(found) == count:
            return tuple(found)
    raise EnvironmentFault(
        f"no {count} ports of {HOST} are free between {_KEPT[0]} and {_KEPT[-1]}"
    )


_KEPT = range(20000, 32000)


class _Starting:
    """A server from its start to its end."""

    def __init__(self, launch: Launch, runtime: Runtime) -> None:
        self._launch = launch
        self._runtime = runtime
        self._resources = ExitStack()

    def __enter__(self) -> _Starting:
        with ExitStack() as stack:
            self._folder = stack.enter_context(scratch(borrowed(self._launch)))
            self._log = stack.enter_context(log_file())
            with undisturbed():
                self._process = self._started()
                stack.callback(self._kill)
            self._resources = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def ready(self, until: float) -> Server:
        """Waits for it; `until` is a time of the monotonic clock."""
        for _ in range(TRIES - 1):
            try:
                return self._answering(until)
            except _Lost:
                if self._launch.port or not self._has_said(_TAKEN):
                    break
                with undisturbed():
                    self._process = self._started()
        try:
            return self._answering(until)
        except _Lost:
            raise self._fault("ended before it was ready") from None

    def _has_said(self, words: str) -> bool:
        return any(words in line for line in last_lines(self._log, _START_LINES))

    def _started(self) -> subprocess.Popen[bytes]:
        self._port = self._launch.port or free_port()
        try:
            return subprocess.Popen(
                command(self._launch, self._port),
                cwd=self._folder,
                env=dict(self._runtime.environment),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(
                f"{self._launch.program} cannot be started ({reason}); install it again"
            ) from error

    def _answering(self, until: float) -> Server:
        url = f"http://{HOST}:{self._port}"
        with Client(url, timeout=1.0) as client:
            while not (self._has_said(_LISTENING) and client.answers("/-/ready")):
                if self._process.poll() is not None:
                    raise _Lost
                if time.monotonic() > until:
                    raise self._fault("was not ready in time")
                time.sleep(_PAUSE)
        return Server(name=self._launch.name, url=url, pid=self._process.pid, log=self._log)

    def _fault(self, what: str) -> EnvironmentFault:
        said = last_lines(self._log, _LOG_LINES) or ("nothing",)
        return EnvironmentFault(
            "\n  ".join((f"{self._launch.name} {what}; its last words were:", *said))
        )

    def _kill(self) -> None:
        """Ends it with all it has started. Its data is thrown away, so it need not be asked.

        Until it is waited for, its process group cannot belong to a stranger.
        """
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
