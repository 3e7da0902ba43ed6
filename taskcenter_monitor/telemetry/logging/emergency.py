"""Standard error: where trouble is told, and where lines go that no outlet takes.

Nothing here raises, or waits for more than a moment: a writer that waits for whoever reads standard
error would stop all outlets, and not the one that is in trouble.
"""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Callable, Sequence

_PREFIX = "telemetry: "
_PIECE = select.PIPE_BUF
"""Bytes that a pipe takes without waiting, once it says that it takes any."""
_REST = 50
"""Milliseconds for each further piece of a line."""
_LONGEST = 2000
"""Characters that are told: exceptions of others may say anything."""
_UNSEARCHED = "there is trouble, which could not be searched for secrets and so is not told"
_concealing: list[Callable[[str, int], str]] = []
_NULL = os.makedev(1, 3)
"""/dev/null, where a line is as lost as one that was never written."""


def say(text: str) -> bool:
    """Tells people one line, without what the policy hides; whether it could be told."""
    return pass_on([f"{_PREFIX}{_shown(text)}\n".encode("utf-8", "backslashreplace")]) == 1


def conceal(excerpt: Callable[[str, int], str]) -> None:
    """From now on this shortens what is said, and takes out of it what is secret.

    It is called by any thread, and what it raises is not passed on.
    """
    _concealing[:] = [excerpt]


def _shown(text: str) -> str:
    try:
        for excerpt in _concealing:
            text = excerpt(text, _LONGEST)
    except Exception:  # noqa: BLE001 - whoever is in trouble already is not made to raise
        return _UNSEARCHED
    return text


def pass_on(lines: Sequence[bytes]) -> int:
    """Writes lines, whole ones only, as far as they are taken at once; how many were."""
    number = _number()
    if number is None:
        return 0
    taken = 0
    for line in lines:
        if not _write(number, line):
            break
        taken += 1
    return taken


def _number() -> int | None:
    # Python has no such stream where the number was closed when it began: others may have it now.
    stream = sys.__stderr__
    try:
        if stream is None:
            return None
        number = stream.fileno()
        status = os.fstat(number)
    except (OSError, ValueError):
        return None
    if stat.S_ISCHR(status.st_mode) and status.st_rdev == _NULL:
        return None
    return number


def _write(number: int, line: bytes) -> bool:
    waiting, patience = select.poll(), 0
    waiting.register(number, select.POLLOUT)
    while line:
        try:
            if not waiting.poll(patience):
                return False
            line = line[os.write(number, line[:_PIECE]) :]
        except OSError:
            return False
        # The rest of a line that has begun is worth a wait.
        patience = _REST
    return True
