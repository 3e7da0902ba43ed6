"""Starts the processes of the example service, and ends them whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.verifiers.process import undisturbed
from taskcenter_monitor.workspace.precedence import prefer
from taskcenter_monitor.workspace.scratch import last_lines, log_file

_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A process to start; `environment` is all that it sees."""

    name: str
    command: tuple[str, ...]
    folder: str
    environment: Mapping[str, str]


class Process:
    """One of them; it can be killed and started again."""

    def __init__(self, program: Program, log: BinaryIO) -> None:
        self.program = program
        self._log = log
        self._child: subprocess.Popen[bytes] | None = None
        self._wanted = False

    def start(self) -> None:
        """Starts it where it does not run. Raises EnvironmentFault."""
        self._wanted = True
        if self.runs:
            return
        try:
            with undisturbed():
                self._child = self._started()
            # Its answers are timed on a clock that is faster than the machine.
            prefer(self._child.pid)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(f"{self.program.name} cannot be started: {reason}") from error

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.program.command,
            cwd=self.program.folder,
            env=dict(self.program.environment),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    @property
    def runs(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._child is not None and self._child.poll() is None

    def require(self) -> None:
        """Raises EnvironmentFault with its last words where it has ended by itself."""
        if self._wanted and not self.runs:
            said = "\n  ".join(self.last_words())
            raise EnvironmentFault(
                f"the example's {self.program.name} has ended; its last words were:\n  {said}"
            )

    def kill(self) -> None:
        """Ends it with all that it has started, at once; its data is thrown away anyway.

        Until it is waited for, its process group cannot belong to a stranger.
        """
        self._wanted = False
        if self._child is not None and self._child.returncode is None:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()

    def said(self, words: str) -> bool:
        """Whether it has logged these words lately."""
        return any(words in line for line in last_lines(self._log, 200))

    def last_words(self) -> tuple[str, ...]:
        """The end of its log."""
        return last_lines(self._log, _LINES) or ("nothing",)


@contextmanager
def started(programs: Sequence[Program]) -> Iterator[tuple[Process, ...]]:
    """All of them, started but maybe not ready; they are gone once the block is left."""
    with ExitStack() as stack:
        found = []
        for program in programs:
            process = Process(program, stack.enter_context(log_file()))
            stack.callback(process.kill)
            process.start()
            found.append(process)
        yield tuple(found)
