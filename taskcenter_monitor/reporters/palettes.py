"""The colours of a terminal, or none."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Control sequences that begin a colour, and the one that ends it."""

    error: str = ""
    warning: str = ""
    note: str = ""
    place: str = ""
    margin: str = ""
    help: str = ""
    end: str = ""

    def of(self, level: Level) -> str:
        """The colour of a level."""
        return {Level.ERROR: self.error, Level.WARNING: self.warning, Level.NOTE: self.note}[level]


PLAIN = Palette()
COLOURED = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    note="\x1b[1;34m",
    place="\x1b[1m",
    margin="\x1b[34m",
    help="\x1b[36m",
    end="\x1b[0m",
)
