"""Writes one file where somebody asked for it: a report, no part of a build."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from taskcenter_monitor.errors import EnvironmentFault, UsageFault


def require_place(path: str) -> None:
    """Raises a fault where no file can be written, before long work is done for it.

    UsageFault for a path that cannot be meant, EnvironmentFault where the folder refuses.
    """
    if not path:
        raise UsageFault("the path of the report is empty; is a variable empty?")
    if os.path.isdir(path):
        raise UsageFault(f"{path} is a folder; name a file in it")
    if _is_written_through(path):
        return
    folder = _folder(path)
    if not os.path.isdir(folder):
        raise UsageFault(f"there is no folder {folder}; make it, or name another file")
    try:
        # Rights alone say nothing of a medium that takes nothing, nor to root.
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError:
        raise EnvironmentFault(
            f"{folder} cannot be written to; name a file somewhere else"
        ) from None


def write_report(path: str, text: str) -> None:
    """Writes the whole file or leaves the one that was there. Raises EnvironmentFault."""
    content = text.encode("utf-8", "replace")
    try:
        if _is_written_through(path):
            with open(path, "wb") as file:
                file.write(content)
        else:
            _replace(path, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(
            f"{path} cannot be written ({reason}); what was there is as it was"
        ) from None


def _replace(path: str, content: bytes) -> None:
    """Written next to its place, then renamed; what a link leads to is what is meant."""
    place = os.path.realpath(path)
    unfinished = f"{place}.{os.getpid()}"
    try:
        with open(unfinished, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(place):
            os.chmod(unfinished, stat.S_IMODE(os.stat(place).st_mode))
        os.replace(unfinished, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        raise


def _folder(path: str) -> str:
    return os.path.dirname(os.path.realpath(path))


def _is_written_through(path: str) -> bool:
    """Whether something else than a file is there, such as /dev/stdout or a pipe."""
    return os.path.exists(path) and not os.path.isfile(path)
