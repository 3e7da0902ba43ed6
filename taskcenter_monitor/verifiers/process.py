"""Runs other programs; nothing else in the package starts a process.

All of them are watched from one thread, so an interrupt or a fault stops every child that is
still running, together with whatever it has started.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO

from taskcenter_monitor.errors import EnvironmentFault, ToolFault

OUTPUT_LIMIT = 64 * 1024 * 1024
"""Bytes on one stream after which a program is taken for broken."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """How programs are run.

    `environment` is the whole environment that they see; `timeout` is the time in seconds that
    all programs of one `run` may take together; `jobs` is how many run at the same time.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 120.0
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program to run: `args[0]` is its path; `settings` are added to its environment."""

    args: tuple[str, ...]
    folder: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a program that ended by itself left behind."""

    code: int
    out: str
    err: str


def run(commands: Sequence[Command], runtime: Runtime) -> tuple[Finished, ...]:
    """The results of all commands, in their order.

    Raises EnvironmentFault when one cannot be started, is killed by a signal, takes longer than
    the timeout or writes without end; all others are stopped then.
    """
    waiting = deque(enumerate(commands))
    finished: dict[int, Finished] = {}
    with _alarm(runtime.timeout) as alarm, _Crew(alarm, runtime) as crew:
        while waiting or crew.running:
            while waiting and len(crew.running) < max(1, runtime.jobs):
                crew.start(*waiting.popleft())
            finished.update(crew.wait())
    return tuple(finished[index] for index in range(len(commands)))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Holds signals back that end the command: one that comes while a process starts would leave it
    running, since nobody knows it yet. Other threads get no signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: held.append(number)) for number in _ENDING
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _alarm(timeout: float) -> Iterator[int]:
    """A file descriptor that becomes readable once the time is over."""
    reading, writing = os.pipe()
    timer = threading.Timer(timeout, os.write, (writing, b"!"))
    timer.daemon = True
    timer.start()
    try:
        yield reading
    finally:
        timer.cancel()
        timer.join()
        os.close(reading)
        os.close(writing)


class _Child:
    """A running program, and what it has written so far."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self.process = process
        self.name = name
        self.out = bytearray()
        self.err = bytearray()
        self.streams = 2

    def finished(self, runtime: Runtime) -> Finished:
        """Its result, once both of its streams have ended."""
        try:
            code = self.process.wait(runtime.timeout)
        except subprocess.TimeoutExpired:
            raise _too_slow([self], runtime) from None
        if code < 0:
            raise ToolFault(
                f"{self.name} was killed by {_signal_name(-code)}; run it by hand, "
                "and install another version if it crashes there too"
            )
        return Finished(code=code, out=_text(self.out), err=_text(self.err))

    def kill(self) -> None:
        """Ends it with all it has started.

        It has not been waited for yet, so its process group cannot belong to a stranger.
        """
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()


class _Crew:
    """The programs that are running now."""

    def __init__(self, alarm: int, runtime: Runtime) -> None:
        self.running: dict[int, _Child] = {}
        self._runtime = runtime
        self._selector = selectors.DefaultSelector()
        self._selector.register(alarm, selectors.EVENT_READ)

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.running.values():
            child.kill()
        self._selector.close()

    def start(self, index: int, command: Command) -> None:
        """Starts a command; `index` is its place among all."""
        with undisturbed():
            process = _started(command, self._runtime)
            child = self.running[index] = _Child(process, PurePath(command.args[0]).name)
        self._watch(process.stdout, index, child.out)
        self._watch(process.stderr, index, child.err)

    def wait(self) -> dict[int, Finished]:
        """Waits until something happens; the results of those that have ended."""
        ended: dict[int, Finished] = {}
        for key, _ in self._selector.select():
            if key.data is None:
                raise _too_slow(list(self.running.values()), self._runtime)
            index, buffer = key.data
            if not self._read(key.fd, self.running[index], buffer):
                self._selector.unregister(key.fileobj)
                self.running[index].streams -= 1
            if not self.running[index].streams:
                ended[index] = self._ended(index)
        return ended

    def _watch(self, stream: IO[bytes] | None, index: int, buffer: bytearray) -> None:
        if stream is not None:
            self._selector.register(stream, selectors.EVENT_READ, (index, buffer))

    def _read(self, descriptor: int, child: _Child, buffer: bytearray) -> bool:
        """Reads what is there; False at the end of the stream."""
        chunk = os.read(descriptor, _CHUNK)
        buffer += chunk
        if len(buffer) > OUTPUT_LIMIT:
            raise ToolFault(
                f"{child.name} was stopped because it wrote more than "
                f"{OUTPUT_LIMIT >> 20} MiB; run it by hand to see why"
            )
        return bool(chunk)

    def _ended(self, index: int) -> Finished:
        child = self.running[index]
        result = child.finished(self._runtime)
        del self.running[index]
        child.kill()
        return result


def _started(command: Command, runtime: Runtime) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command.args,
            cwd=command.folder,
            env={**runtime.environment, **dict(command.settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if error.filename == command.folder:
            raise EnvironmentFault(
                f"{command.folder}, in which {command.args[0]} was to run, is gone; did something "
                "clean up temporary files?"
            ) from error
        raise ToolFault(
            f"{command.args[0]} cannot be started ({reason}); install it again "
            "or name the path of one that works"
        ) from error


def _too_slow(children: Sequence[_Child], runtime: Runtime) -> ToolFault:
    names = ", ".join(sorted({child.name for child in children}))
    return ToolFault(
        f"{names} did not finish within {runtime.timeout:g} s and was stopped; "
        "run it by hand to see where it hangs"
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _text(written: bytearray) -> str:
    return written.decode("utf-8", "replace")
