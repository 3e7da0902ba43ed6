"""Diagnostics as workflow commands, which GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Level
from taskcenter_monitor.reporters.excerpt import visible
from taskcenter_monitor.reporters.totals import span_of

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """One command a line; "" where there is nothing to say."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = {**_place(diagnostic), "title": diagnostic.check}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = diagnostic.message
    if diagnostic.help:
        text += f"\nhelp: {diagnostic.help}"
    return f"::{_COMMANDS[diagnostic.level]} {listed}::{_data(text)}"


def _place(diagnostic: Diagnostic) -> dict[str, str]:
    span = span_of(diagnostic)
    if span is None:
        return {}
    place = {"file": span.file, "line": str(span.line), "col": str(span.column)}
    if span.end_line == span.line:
        # GitHub takes an end column only within one line.
        place["endColumn"] = str(span.end_column)
    else:
        place["endLine"] = str(span.end_line)
    return place


def _data(text: str) -> str:
    """A text in which no character ends the command."""
    lines = (visible(line) for line in text.replace("\r\n", "\n").split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
