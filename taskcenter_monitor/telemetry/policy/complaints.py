"""Says what is wrong with a policy once, and when it is good again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

PATIENCE = 3
"""Looks in which the same must be wrong: an editor may write a file in pieces for a second."""


class Log(Protocol):
    """What a logger of ours does; its own package imports this one."""

    def info(self, event: str, /, **fields: object) -> None: ...  # noqa: D102 - as a logger's
    def warn(self, event: str, /, **fields: object) -> None: ...  # noqa: D102
    def error(self, event: str, /, **fields: object) -> None: ...  # noqa: D102


class _Unheard:
    """Takes what is said, and nobody hears it."""

    def info(self, event: str, /, **fields: object) -> None:
        """Nothing."""

    warn = error = info


UNHEARD: Log = _Unheard()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and with which content where there is one; `why` is only said."""

    text: str
    content: int = 0
    why: str = field(default="", compare=False)


MISSING = Trouble("It is not there")


class Complaints:
    """Of one file. `latest` is what was wrong in the last look."""

    def __init__(self, path: Path, log: Log) -> None:
        self.latest: Trouble | None = None
        self._file = str(path)
        self._log = log
        self._looks = 0
        self._said: Trouble | None = None

    def hear(self, trouble: Trouble | None) -> bool:
        """What is wrong in this look; whether that has been said now."""
        if trouble is None:
            self._end()
            return False
        self._looks = self._looks + 1 if trouble == self.latest else 1
        self.latest = trouble
        return self._looks >= PATIENCE and self.say(trouble)

    def say(self, trouble: Trouble) -> bool:
        """Without patience; whether it was not said before."""
        if trouble == self._said:
            return False
        self.latest = self._said = trouble
        self._log.error(
            "telemetry policy not taken; what held before still holds",
            file=self._file,
            fault=trouble.text + trouble.why,
        )
        return True

    def _end(self) -> None:
        if self._said is not None:
            self._log.warn("telemetry policy is good again", file=self._file)
        self.latest = self._said = None
