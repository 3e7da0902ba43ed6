"""Puts files where an external tool can look at them, for as long as it looks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from taskcenter_monitor.errors import CrashFault, EnvironmentFault

_IN_MEMORY = "/dev/shm"  # noqa: S108 - a fresh folder below it, as mkdtemp makes one
_ENOUGH = 256 * 1024 * 1024
"""Bytes that must be free there: in a container it may be very small."""
_LITTLE = 4 * 1024 * 1024
"""Bytes: with less, a tool that crashes has crashed for that. What it had written may be gone."""


@contextmanager
def staged(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A temporary folder with these files (path and text). Raises EnvironmentFault."""
    with _filled(tempfile.mkdtemp(prefix="tcmon-"), files) as folder:
        yield folder


@contextmanager
def staged_in_memory(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The same where no disk has to keep up, if the system has such a place.

    It has a folder `tmp` for what the tools write themselves. Whoever has chosen another place for
    temporary files gets that one.
    """
    chosen = tempfile.gettempdir() != "/tmp"  # noqa: S108 - compared, not used
    where = _IN_MEMORY if not chosen and _has_room(_IN_MEMORY) else None
    folder = tempfile.mkdtemp(prefix="tcmon-", dir=where)
    with _filled(folder, files):
        os.mkdir(os.path.join(folder, "tmp"))
        try:
            yield folder
        except CrashFault as crash:
            if _free(folder) < _LITTLE:
                raise EnvironmentFault(
                    f"{folder} has no space left on device for temporary files; make room there, "
                    "or set TMPDIR to a folder that has some"
                ) from crash
            raise


def restaged(path: str, text: str) -> None:
    """Writes a staged file anew, in one step for whoever reads it. Raises EnvironmentFault."""
    try:
        with open(f"{path}.new", "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(f"{path}.new", path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"{path} cannot be written: {reason}") from None


def _has_room(folder: str) -> bool:
    return os.access(folder, os.W_OK) and _free(folder) > _ENOUGH


def _free(folder: str) -> int:
    """Bytes; 0 where nobody can tell."""
    try:
        status = os.statvfs(folder)
    except OSError:
        return 0
    return status.f_bavail * status.f_frsize


@contextmanager
def _filled(folder: str, files: Iterable[tuple[str, str]]) -> Iterator[str]:
    try:
        try:
            for path, text in files:
                full = os.path.join(folder, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(f"{folder} cannot be written: {reason}") from None
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
