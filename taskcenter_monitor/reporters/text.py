"""Diagnostics for people: the place, the source line, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.reporters.excerpt import excerpt, visible
from taskcenter_monitor.reporters.palettes import PLAIN, Palette
from taskcenter_monitor.reporters.totals import span_of, summary


def render(diagnostics: Sequence[Diagnostic], palette: Palette = PLAIN) -> str:
    """All diagnostics, then a line that counts them; "" for none."""
    if not diagnostics:
        return ""
    return f"{described(diagnostics, palette)}{summary(diagnostics)}\n"


def described(diagnostics: Sequence[Diagnostic], palette: Palette = PLAIN) -> str:
    """All diagnostics, without the line that counts them."""
    return "".join(
        f"{line}\n" for diagnostic in diagnostics for line in _lines(diagnostic, palette)
    )


def _lines(diagnostic: Diagnostic, palette: Palette) -> Iterator[str]:
    span = span_of(diagnostic)
    place = ""
    if span is not None:
        where = f"{visible(span.file)}:{span.line}:{span.column}:"
        place = f"{palette.place}{where}{palette.end} "
    level = f"{palette.of(diagnostic.level)}{diagnostic.level.value}{palette.end}"
    yield f"{place}{level}[{diagnostic.check}] {_indented(diagnostic.message)}"
    if span is not None and span.source.strip():
        yield from _source(span, palette.of(diagnostic.level), palette)
    if diagnostic.help:
        yield f"  {palette.help}help:{palette.end} {_indented(diagnostic.help)}"


def _source(span: Span, colour: str, palette: Palette) -> Iterator[str]:
    number = f"{span.line:>4}"
    shown = excerpt(span)
    yield f"{palette.margin}{number} |{palette.end} {shown.text}"
    rule = f"{' ' * len(number)} |"
    yield f"{palette.margin}{rule}{palette.end} {colour}{shown.marks}{palette.end}"


def _indented(text: str) -> str:
    """Further lines stand under the first."""
    return "\n  ".join(visible(line) for line in text.split("\n"))
