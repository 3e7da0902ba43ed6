"""From what happened to an exit code; no traceback ever reaches a user."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import typer

from taskcenter_monitor.cli.streams import ENVIRONMENT, unwritten
from taskcenter_monitor.errors import EnvironmentFault, UsageFault

CLEAN, FAULTS, USAGE, INTERRUPTED = 0, 1, 2, 130


def leave(command: Callable[[], int]) -> NoReturn:
    """Runs a command and leaves with its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    raise typer.Exit(_code(command))


def _code(command: Callable[[], int]) -> int:
    try:
        return command()
    except UsageFault as error:
        return _say(str(error), USAGE)
    except EnvironmentFault as error:
        return _say(str(error), ENVIRONMENT)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except OSError as error:
        return unwritten(error)
    except typer.Exit:
        raise
    except Exception as error:  # noqa: BLE001 - a bug must not end in a traceback
        return _bug(error)


def _bug(error: Exception) -> int:
    step, place = error.__traceback__, "nowhere"
    while step is not None:
        place = f"{os.path.basename(step.tb_frame.f_code.co_filename)}:{step.tb_lineno}"
        step = step.tb_next
    message = f"internal error at {place}: {type(error).__name__}: {error}"
    return _say(f"{message}; this is a bug of tcmon, please report it", ENVIRONMENT)


def _say(message: str, code: int) -> int:
    print(f"tcmon: {message}", file=sys.stderr)
    return code


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """A termination, or a lost terminal, cleans up like an interrupt, and only once."""
    del number, frame
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt
