"""Puts the default specs where somebody starts from them."""

from __future__ import annotations

import os
import shutil

from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.workspace.reading import SPECS, carried


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
        os.rename(unfinished, folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"{folder} cannot be made: {reason}") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sum(len(names) for _, _, names in os.walk(folder))
