"""From the writer to all outlets, and what happens where one does not take lines.

An outlet that raises keeps none of the others from their lines. Its own go to standard error until
it takes lines again, which is tried at least every second; that it failed is told there once, and
that it recovered, with the number of lines that went there. Where standard error takes none
either for a moment, what another outlet has taken is not lost and only counted. Lines that nobody
takes are held: delivery ends when somebody does, the queue fills meanwhile, and the policy says
what is dropped. Standard error that is /dev/null takes nothing.

A pipe whose reader has gone never takes a line again. Where that holds for all, and standard error
takes nothing either and never will, lines are lost and nobody waits.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

from taskcenter_monitor.telemetry.logging.emergency import may_take, pass_on, say
from taskcenter_monitor.telemetry.logging.outlets import Outlet, close

_FIRST, _LAST = 0.05, 1.0
"""Seconds until an outlet that failed is tried again; twice as long each time."""
_PAUSE = 0.02
"""Seconds between looks for somebody who takes what is held."""
_LOOKS = 10
"""As many for lines that another outlet has, once; standard error may be slow and not stalled."""


class Way:
    """One outlet, and where its lines go while it takes none."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.failing = False
        self.passed_on = 0
        self.missed = 0
        self.lagging = False
        self.broken = False
        """Whether the reader has gone. None comes back to a pipe, so nobody waits for one."""
        self._told = False
        self._pause = _FIRST
        self._try_at = 0.0

    def takes(self, lines: Sequence[bytes]) -> int:
        """How many of the lines are out of the process now, the first ones; never raises."""
        if not self.failing or time.monotonic() >= self._try_at:
            try:
                self.outlet.write(lines)
            except Exception as error:  # noqa: BLE001 - an outlet may be anybody's
                self._failed(error)
            else:
                if self.failing:
                    self._recovered()
                return len(lines)
        passed_on = pass_on(lines)
        self.passed_on += passed_on
        self.lagging = self.lagging and passed_on < len(lines)
        return passed_on

    def misses(self, count: int) -> None:
        """Lines that other outlets alone have. Until it takes a batch nobody waits for it again."""
        self.missed += count
        self.lagging = True

    def _failed(self, error: Exception) -> None:
        self._pause = min(self._pause * 2, _LAST) if self.failing else _FIRST
        self._try_at = time.monotonic() + self._pause
        self.failing = True
        self.broken = isinstance(error, BrokenPipeError)
        if not self._told:
            said = str(error) or type(error).__name__
            self._told = say(f"{self.outlet} takes no lines, which follow here: {said}")

    def _recovered(self) -> None:
        missed = f", {self.missed} are in other outlets alone" if self.missed else ""
        say(f"{self.outlet} takes lines again; {self.passed_on} went here meanwhile{missed}")
        self.failing = self.lagging = self.broken = self._told = False
        self.passed_on = self.missed = 0


class Delivery:
    """Hands every line to every outlet; one that fails keeps none of the others from theirs."""

    def __init__(self) -> None:
        self._ways: tuple[Way, ...] = ()
        self.lost = 0
        """Lines that no outlet has, and nobody will ever take."""
        self.ending = False
        """Whether nobody waits any more: what is not taken at once is not delivered."""

    @property
    def outlets(self) -> Sequence[Outlet]:
        """Where lines go."""
        return tuple(way.outlet for way in self._ways)

    @outlets.setter
    def outlets(self, outlets: Sequence[Outlet]) -> None:
        self._ways = tuple(Way(outlet) for outlet in outlets)

    def replace(self, outlets: Sequence[Outlet]) -> Sequence[Outlet]:
        """Lines go to these from now on; gives those that they go to no more."""
        before = self.outlets
        self.outlets = outlets
        return [one for one in before if not any(one is other for other in outlets)]

    def deliver(self, lines: Sequence[bytes]) -> None:
        """Never raises; may block as long as an outlet does, or nobody takes the lines."""
        left, ways = {}, self._ways
        for way in ways:
            taken = way.takes(lines)
            if taken < len(lines):
                left[way] = lines[taken:]
        if left:
            self._settle(left, ways)

    def forked(self) -> None:
        """In a new process: every outlet lets go of what two processes must not share."""
        for way in self._ways:
            with suppress(OSError):
                way.outlet.forked()

    def close(self) -> None:
        """Ends every outlet."""
        close(self.outlets)

    def _settle(self, left: dict[Way, Sequence[bytes]], ways: Sequence[Way]) -> None:
        """Waits until each line is somewhere, and a moment for it to be where it should."""
        looks = 0
        while left and not self.ending:
            if self._ways is not ways:
                # Somebody has named other outlets meanwhile.
                self.deliver(max(left.values(), key=len))
                return
            looks += 1
            if len(left) < len(ways) and (looks > _LOOKS or all(way.lagging for way in left)):
                break
            if all(way.broken for way in left) and not may_take():
                if len(left) == len(ways):
                    self.lost += min(map(len, left.values()))
                break
            time.sleep(_PAUSE)
            left = {
                way: lines[taken:]
                for way, lines in left.items()
                if (taken := way.takes(lines)) < len(lines)
            }
        for way, lines in left.items():
            way.misses(len(lines))
