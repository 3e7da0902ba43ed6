"""Finds the file of a log and opens it."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path

_STANDARD = ("/dev/stdout", "/dev/stderr")
_NUMBERS = ("/dev/fd/", "/proc/")


def open_log(path: Path, mode: int) -> int:
    """The number of the open file. Makes it, and the folders it lies in, where they lack."""
    flags = os.O_APPEND | os.O_CREAT | os.O_RDWR
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe that is open for reading too never tells that its reader has gone.
            flags = os.O_APPEND | os.O_WRONLY
    try:
        number = os.open(path, flags, mode)
    except FileNotFoundError:
        _make_folder(path.parent)
        number = os.open(path, flags, mode)
    return _beyond_standard(number)


def settle(path: Path) -> Path:
    """The path whatever folder the process goes to, and the file itself where it is a link.

    Renaming a link would leave the file where it is.
    """
    absolute = path.absolute()
    if absolute.is_symlink() and not is_inherited(absolute):
        return Path(os.path.realpath(absolute))
    return absolute


def is_inherited(path: Path) -> bool:
    """Whether this is no place but what the process was started with, as /dev/stdout."""
    text = str(path)
    return text in _STANDARD or text.startswith(_NUMBERS)


def is_torn(number: int, size: int) -> bool:
    """Whether the last line has no end, as its writer was killed in the middle of it."""
    return size > 0 and os.pread(number, 1, size - 1) != b"\n"


def _make_folder(folder: Path) -> None:
    # One by one: what makes all at once gives the mode to the last alone.
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(0o750, exist_ok=True)


def _beyond_standard(number: int) -> int:
    # With standard output or error closed a file gets their number, and all that is printed.
    if number > 2:
        return number
    try:
        return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 3)
    finally:
        os.close(number)
