"""How much there is to say, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin, Span


def span_of(diagnostic: Diagnostic) -> Span | None:
    """The looked-up place of a diagnostic; an `Origin` stands for the beginning of its file."""
    place = diagnostic.place
    if isinstance(place, Origin):
        return Span(file=place.file, line=1, column=1, end_line=1, end_column=1)
    return place


def count(diagnostics: Sequence[Diagnostic], level: Level) -> int:
    """How many diagnostics are of a level."""
    return sum(diagnostic.level is level for diagnostic in diagnostics)


def file_count(diagnostics: Sequence[Diagnostic]) -> int:
    """How many files are spoken of."""
    return len({span.file for diagnostic in diagnostics if (span := span_of(diagnostic))})


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Such as `2 errors, 1 warning in 2 files`; "" where there is nothing."""
    counts = [(count(diagnostics, level), level.value) for level in Level]
    parts = ", ".join(_counted(number, word) for number, word in counts if number)
    files = file_count(diagnostics)
    return f"{parts} in {_counted(files, 'file')}" if files else parts


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
