"""Puts the default specs where somebody starts from them."""

from __future__ import annotations

import os
import shutil

from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.workspace.reading import SPECS, carried

_STACK, _DEV = "stack.yaml", os.path.join("environments", "dev.yaml")
_EXAMPLE, _AFTER = "# What is watched:", "# Scraped, but run by others."
"""The lines of the stack between which the example of our own repository is run."""
_NO_EXAMPLE = """\
# What is watched, where it is run here; `tcmon` brings its own Task Center along for drills alone.
services: {}

"""
_QUEUES = "# The queues of the example"
"""From there on dev.yaml has nothing else."""
_ELSEWHERE = "elsewhere: []", "elsewhere: [task-center-api, task-center-worker]"


def start(folder: str) -> int:
    """Copies the carried specs to a folder that is not there yet; the number of files.

    Raises UsageFault where it is there, EnvironmentFault where it cannot be made.
    """
    if os.path.lexists(folder):
        raise UsageFault(f"{folder} is already there; name a folder that is not")
    unfinished = f"{folder.rstrip('/')}.{os.getpid()}"
    if os.path.lexists(unfinished):
        raise EnvironmentFault(f"{unfinished} is in the way; remove it")
    try:
        shutil.copytree(carried(SPECS), unfinished)
        _leave_the_example_out(unfinished)
        os.rename(unfinished, folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"{folder} cannot be made: {reason}") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sum(len(names) for _, _, names in os.walk(folder))


def _leave_the_example_out(folder: str) -> None:
    """Its image is built from our repository, which nobody else's folder has."""
    stack, dev = _read(folder, _STACK), _read(folder, _DEV)
    before, _, rest = stack.partition(_EXAMPLE)
    _, after, rest = rest.partition(_AFTER)
    rest = rest.replace(*_ELSEWHERE, 1)
    _write(folder, _STACK, f"{before}{_NO_EXAMPLE}{after}{rest}")
    _write(folder, _DEV, f"{dev.partition(_QUEUES)[0].rstrip()}\n")


def _read(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def _write(folder: str, name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
