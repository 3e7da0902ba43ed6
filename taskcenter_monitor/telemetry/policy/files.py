"""The file of a policy: read without waiting for it, written so that nobody sees a part."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from taskcenter_monitor.telemetry.policy.reading import LARGEST, PolicyFault

VARIABLE = "TASKCENTER_TELEMETRY_POLICY"
"""The variable that names the policy of a process, and what `tcmon telemetry` edits."""
YOUNG = 2.0
"""Seconds after a change in which the content is compared and not the times: a second change within
one tick of a file system's clock, up to 2 s on some, leaves the times as they are."""

_READABLE = 0o644
_Signature = tuple[int, int, int, int, int]


class Source:
    """A file that may change, be replaced, or be a link that leads elsewhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: _Signature | None = None
        self._changed = 0.0

    def read(self) -> bytes | None:
        """Its content, or None where it is certainly that of the last time.

        Raises OSError, or PolicyFault for what can hold no policy.
        """
        now = time.monotonic()
        seen = _signature(self.path.stat())
        if seen == self._seen and now - self._changed >= YOUNG:
            return None
        content = content_of(self.path)
        if seen != self._seen:
            self._seen, self._changed = seen, now
        return content

    def forget(self) -> None:
        """The next time it is read, whatever was read before."""
        self._seen = None


def content_of(path: Path) -> bytes:
    """The content. Raises OSError, or PolicyFault for what can hold no policy."""
    # A pipe without a writer would be waited for: for ever.
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise PolicyFault("It is no regular file")
        if found.st_size > LARGEST:
            raise PolicyFault(f"{found.st_size} bytes are more than a policy has, {LARGEST}")
        with os.fdopen(number, "rb", closefd=False) as file:
            # It may grow meanwhile; a byte too many is told by whoever takes it for a policy.
            return file.read(LARGEST + 1)
    finally:
        os.close(number)


def create(path: Path, content: bytes) -> None:
    """Writes a file that is not there yet. Raises OSError, FileExistsError where it is there.

    Of several processes that do so at once one wins, and none sees a part.
    """
    with _written(path, content, _READABLE) as temporary:
        os.link(temporary, path)


def replace(path: Path, content: bytes) -> None:
    """Writes a file anew, with the mode and the owner that it has. Raises OSError.

    `path` is the file itself and no link to it: a link would be replaced.
    """
    old = path.stat()
    with _written(path, content, stat.S_IMODE(old.st_mode)) as temporary:
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
            # The system takes some bits away when the owner changes.
            temporary.chmod(stat.S_IMODE(old.st_mode))
        except PermissionError:
            # Whoever reads it by the right of its owner could not any more.
            if not old.st_mode & stat.S_IROTH:
                raise
        temporary.replace(path)


@contextmanager
def _written(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """The content in a file beside the path, which is gone afterwards."""
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.{time.time_ns()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    number = os.open(temporary, flags, mode)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(number)
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _signature(found: os.stat_result) -> _Signature:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
