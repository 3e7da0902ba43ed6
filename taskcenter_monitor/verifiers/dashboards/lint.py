"""What a lint is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from taskcenter_monitor.verifiers.dashboards.boards import Board, Known


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `part` names what has it, as the emitter does; "" is the whole."""

    part: str
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Lint:
    """A rule that holds for each dashboard; `why` is the reason that people read."""

    id: str
    why: str
    find: Callable[[Board, Known], Iterator[Fault]]
