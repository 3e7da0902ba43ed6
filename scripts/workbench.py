"""What both set-up scripts stand on: the repository, progress lines, one run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
UNFINISHED = "unfinished-"
EXIT_ENVIRONMENT = 3


class SetupError(Exception):
    """The machine lacks something; the text says what, and how to get it on this system."""


def say(message: str) -> None:
    """Print one progress line, at once: downloads take seconds."""
    print(f"set-up: {message}", file=sys.stderr, flush=True)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `command` with both outputs captured; exit code 127 when it cannot be started."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words,
            cwd=cwd,
            env=env,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        return subprocess.CompletedProcess(words, 127, "", str(error))


@contextlib.contextmanager
def one_at_a_time(tools: Path = TOOLS) -> Iterator[None]:
    """Hold the lock of the set-up, and clear away what an interrupted run left half-made."""
    tools.mkdir(exist_ok=True)
    with (tools / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up of this folder is running; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for rest in tools.glob(f"{UNFINISHED}*"):
            shutil.rmtree(rest, ignore_errors=True)
        yield


def exit_code(step: Callable[[], None]) -> int:
    """Run `step`; a fault of the machine becomes its message and exit code 3."""
    try:
        step()
    except SetupError as error:
        print(f"set-up failed: {error}", file=sys.stderr)
        return EXIT_ENVIRONMENT
    except KeyboardInterrupt:
        return 130
    return 0
