"""What is said about a fault, and where it was written.

Every other package speaks of faults through these values; this module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Level(Enum):
    """How bad a diagnostic is. Only errors make a command fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a file; lines and columns count from 1, the end column is exclusive.

    `source` holds the text of the first line, so that a reporter needs no file access.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a spec, as the path of keys that leads to it.

    It costs nothing to carry and is turned into a `Span` only when something is said about it.
    `key` points at the key itself instead of its value. `inner` is a 1-based (line, column,
    length) inside the value's own text, for faults within an expression.
    """

    file: str
    path: tuple[str | int, ...] = ()
    key: bool = False
    inner: tuple[int, int, int] | None = None

    def at(self, *steps: str | int) -> Origin:
        """The place `steps` further down."""
        return Origin(self.file, self.path + steps)

    def at_key(self, *steps: str | int) -> Origin:
        """The key that stands `steps` further down, rather than its value."""
        return Origin(self.file, self.path + steps, True)

    def within(self, line: int, column: int, length: int = 1) -> Origin:
        """A stretch inside the text of the value at this place."""
        return Origin(self.file, self.path, self.key, (line, column, length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One thing that is wrong, or worth knowing.

    `check` is the id `family/rule`. `place` is an `Origin` until the pipeline has looked it up,
    then a `Span`; None where no file is to blame.
    """

    check: str
    message: str
    place: Origin | Span | None = None
    help: str = ""
    level: Level = Level.ERROR

    def located(self, span: Span | None) -> Diagnostic:
        """The same diagnostic at a looked-up place."""
        return replace(self, place=span)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, without repetitions; diagnostics without a place come first."""
    return tuple(sorted(set(diagnostics), key=_order))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them makes a command fail."""
    return any(diagnostic.level is Level.ERROR for diagnostic in diagnostics)


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    place = diagnostic.place
    if isinstance(place, Span):
        return place.file, place.line, place.column, diagnostic.check, diagnostic.message
    file = place.file if place else ""
    return file, 0, 0, diagnostic.check, diagnostic.message
