"""A process that takes too much of the machine, within bounds that the machine can bear."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import mmap
import os
from contextlib import suppress

from taskcenter.faults.fault import Fault, Number, Values
from taskcenter.faults.repeating import Repeating

MIB = 1024 * 1024
_PIECE = 64 * MIB
"""Mapped as often as it takes: it is counted each time and held once."""
_BURNT = bytes(4 * MIB)
_PATIENCE = 5.0
_AT_ONCE = 200


class Cpu(Fault):
    """Burns CPU outside the interpreter's lock, so that requests are still answered."""

    name = "cpu"
    says = "`threads` that hash without a pause"
    parameters = {"threads": Number(2, 1, 16, "each a core, where it is free")}

    def __init__(self) -> None:
        self._burning: Repeating | None = None

    def on(self, values: Values) -> None:
        """At once."""
        self._burning = Repeating(lambda: hashlib.sha256(_BURNT).digest(), 0.0, values["threads"])

    def off(self) -> None:
        """No thread is left."""
        if self._burning is not None:
            self._burning.stop()
            self._burning = None


class Memory(Fault):
    """Resident memory that costs the machine next to nothing.

    One piece of 64 MiB is mapped again and again; the kernel counts each page of a process as often
    as it is mapped.
    """

    name = "memory"
    says = "makes `mib` MiB more resident, `growth` MiB a second or all at once"
    parameters = {
        "mib": Number(2304, 64, 6144, "MiB, in steps of 64"),
        "growth": Number(0.0, 0.0, 4096.0, "MiB a second; all at once without"),
    }

    def __init__(self) -> None:
        self._maps: list[mmap.mmap] = []
        self._file = -1
        self._growing: Repeating | None = None

    def on(self, values: Values) -> None:
        """Returns when it is there, or has begun to grow."""
        self._file = os.memfd_create("taskcenter-fault")
        os.ftruncate(self._file, _PIECE)
        pieces = values["mib"] * MIB // _PIECE
        if not values["growth"]:
            for _ in range(pieces):
                self._map(pieces)
            return
        pause = _PIECE / MIB / values["growth"]
        self._growing = Repeating(lambda: self._map(pieces), pause)

    def off(self) -> None:
        """All of it is given back."""
        if self._growing is not None:
            self._growing.stop()
            self._growing = None
        for piece in self._maps:
            piece.close()
        self._maps.clear()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _map(self, most: int) -> None:
        if len(self._maps) < most:
            flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
            self._maps.append(mmap.mmap(self._file, _PIECE, flags=flags))


class Gc(Fault):
    """Runs the garbage collector far too often."""

    name = "gc"
    says = "runs the garbage collector `rate` times a second"
    parameters = {"rate": Number(10.0, 0.1, 50.0, "runs a second")}

    def __init__(self) -> None:
        self._collecting: Repeating | None = None

    def on(self, values: Values) -> None:
        """The youngest generation is enough: a run is a run."""
        self._collecting = Repeating(lambda: gc.collect(0), 1 / values["rate"])

    def off(self) -> None:
        """It runs when it wants to."""
        if self._collecting is not None:
            self._collecting.stop()
            self._collecting = None


class Goroutines(Fault):
    """Tasks of asyncio that wait for what never comes."""

    name = "goroutines"
    says = "starts `count` tasks of asyncio that only wait"
    parameters = {"count": Number(6000, 1, 50000, "tasks")}

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._tasks: list[asyncio.Task[bool]] = []

    def on(self, values: Values) -> None:
        """Returns when they wait."""
        starting = asyncio.run_coroutine_threadsafe(self._start(values["count"]), self._loop)
        starting.result(_PATIENCE)

    def off(self) -> None:
        """Returns when they are gone."""
        if self._tasks and self._loop.is_running():
            ending = asyncio.run_coroutine_threadsafe(self._end(), self._loop)
            ending.result(_PATIENCE)

    async def _start(self, count: int) -> None:
        forever = asyncio.Event()
        for number in range(count):
            self._tasks.append(asyncio.create_task(forever.wait()))
            if number % _AT_ONCE == 0:
                # Requests are answered in between.
                await asyncio.sleep(0)

    async def _end(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
