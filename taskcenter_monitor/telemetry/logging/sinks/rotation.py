"""When a file is put aside, and for how long what was put aside is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

Interval = Literal["", "hour", "day"]
_INTERVALS = ("", "hour", "day")
_COUNTS = ("size", "keep", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When a file is put aside: beyond `size` bytes, or when a new `interval` begins.

    `interval` is `hour` or `day` of local time, or empty for never. `keep` files are kept, for
    `days` days at most, and all but the youngest are compressed where `compress` says so. `mode`
    holds the permissions of every file, less what the umask of the process takes away.

    What cannot be meant raises ValueError here, before anything is logged.
    """

    size: int = 100 * 1024 * 1024
    interval: Interval = "day"
    keep: int = 30
    days: int = 30
    compress: bool = True
    mode: int = 0o640

    def __post_init__(self) -> None:
        if self.interval not in _INTERVALS:
            words = "`hour`, `day` or empty"
            raise ValueError(f"the interval of a rotation is {words}, not {self.interval!r}")
        for name in _COUNTS:
            value: object = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(f"`{name}` of a rotation is a whole number from 1, not {value!r}")
        _check_mode(self.mode)


def _check_mode(mode: object) -> None:
    if not isinstance(mode, int) or mode & ~0o660 or mode & 0o600 != 0o600:
        shown = f"{mode:#o}" if isinstance(mode, int) else repr(mode)
        raise ValueError(
            f"`mode` of a rotation lets the owner read and write (0o600), and the group at most"
            f" too (0o660): not {shown}"
        )


class Calendar:
    """The intervals of a rotation in local time."""

    def __init__(self, interval: Interval) -> None:
        self._interval = interval
        self._start = self._end = 0.0

    def start(self, now: float) -> float:
        """When the interval began that `now` lies in; 0 where there are none."""
        if not self._interval:
            return 0.0
        if not self._start <= now < self._end:
            self._start, self._end = self._around(now)
        return self._start

    def label(self, moment: float) -> str:
        """The interval of a moment as it stands in names; without intervals the day."""
        form = "%Y-%m-%dT%H" if self._interval == "hour" else "%Y-%m-%d"
        return time.strftime(form, time.localtime(moment))

    def _around(self, now: float) -> tuple[float, float]:
        local = time.localtime(now)
        if self._interval == "hour":
            # Counted back from now: an hour that a clock change repeats begins twice.
            start = int(now) - local.tm_min * 60 - local.tm_sec
            return start, start + 3600
        days = (local.tm_mday, local.tm_mday + 1)
        begin, end = (
            time.mktime((local.tm_year, local.tm_mon, day, 0, 0, 0, 0, 0, -1)) for day in days
        )
        return begin, end
