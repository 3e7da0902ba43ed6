"""A fire drill for people at a terminal: a table, what went wrong with what to do, and counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from taskcenter_monitor.live.drill.report.measured import (
    both_text,
    failures,
    measured,
    summary,
    titled,
    undrilled,
    wall_text,
)
from taskcenter_monitor.live.drill.results import PASSED, Drill, Drilled
from taskcenter_monitor.reporters.columns import BETWEEN, cut, folded, padded
from taskcenter_monitor.reporters.excerpt import width
from taskcenter_monitor.reporters.palettes import PLAIN, Palette

HEAD = (
    "alert",
    "severity",
    "fired after",
    "told after",
    "recovered after",
    "outcome",
    "fault",
    "told",
    "mutes",
)
_SIDES = "<<>>><<<<"
_SEVERITY, _OUTCOME = 1, 5
_SHORT = 6
"""As many columns are short; where a line does not fit, the others stand below it."""
_NARROWEST = 40
"""A narrower terminal is written to as if it had so many columns."""
_LONGEST = 15
"""Columns of the longest outcome and what stands before it."""
_USUAL = 100
"""How wide sentences are where nobody says."""
_NOTHING = "-"


def render(drill: Drill, palette: Palette = PLAIN, columns: int = 0) -> str:
    """All lines; `columns` is how wide the terminal is, 0 for as wide as need be."""
    lines = [
        *_table(drill, palette, columns),
        *_wrong(drill, palette, columns),
        *_others(drill, palette, columns),
        "",
        *_closing(drill, palette, columns),
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines).lstrip("\n")


def _closing(drill: Drill, palette: Palette, columns: int) -> Iterator[str]:
    colour = palette.place if drill.passed else palette.error
    lines = folded(summary(drill), columns) if columns else [summary(drill)]
    yield from (f"{colour}{line}{palette.end}" for line in lines)


def _cells(drill: Drill, drilled: Drilled) -> tuple[str, ...]:
    found = measured(drill, drilled)
    return (
        drilled.alert,
        drilled.severity,
        both_text(found.fired_after, drill.time_scale) or _NOTHING,
        both_text(found.notified_after, drill.time_scale) or _NOTHING,
        both_text(found.recovered_after, drill.time_scale) or _NOTHING,
        drilled.outcome,
        drilled.fault or _NOTHING,
        ", ".join(receiver for receiver, _ in found.told) or "nobody",
        ", ".join(drilled.inhibited) or _NOTHING,
    )


def _table(drill: Drill, palette: Palette, columns: int) -> Iterator[str]:
    """A line for each alert, or a short one with others below it, or only lines below it."""
    rows = [HEAD, *(_cells(drill, each) for each in drill.drilled)]
    for most in (len(HEAD), _SHORT):
        lines = list(padded([row[:most] for row in rows], _SIDES[:most]))
        if not columns or width(BETWEEN.join(lines[0])) <= columns:
            yield from _lines(lines, [row[most:] for row in rows], palette, columns)
            return
    for row in rows[1:]:
        yield from _entry_of(row, palette, max(columns, _NARROWEST))


def _lines(
    lines: Iterable[list[str]], rest: Iterable[Sequence[str]], palette: Palette, columns: int
) -> Iterator[str]:
    """The heading, then each alert with what did not find a place in its line."""
    for number, (cells, others) in enumerate(zip(lines, rest, strict=True)):
        if not number:
            yield f"{palette.margin}{BETWEEN.join(cells)}{palette.end}"
            continue
        cells[_SEVERITY] = _severity(cells[_SEVERITY], palette)
        cells[_OUTCOME] = _outcome(cells[_OUTCOME], palette)
        yield BETWEEN.join(cells)
        told = zip(HEAD[_SHORT:], others, strict=False)
        rest = "; ".join(f"{head}: {cell}" for head, cell in told if cell != _NOTHING)
        yield from _under("  ", rest, columns)


def _entry_of(row: Sequence[str], palette: Palette, columns: int) -> Iterator[str]:
    """An alert for a terminal that no table fits."""
    alert, severity, *times = row[:_OUTCOME]
    yield f"{palette.place}{cut(alert, columns)}{palette.end}"
    outcome = _outcome(row[_OUTCOME], palette)
    yield f"  {_severity(cut(severity, columns - 2 - _LONGEST), palette)}  {outcome}"
    yield from _below(HEAD[2:_OUTCOME], times, columns)
    yield from _below(HEAD[_SHORT:], row[_SHORT:], columns)


def _below(heads: Iterable[str], cells: Iterable[str], columns: int) -> Iterator[str]:
    for head, cell in zip(heads, cells, strict=False):
        if cell != _NOTHING:
            yield from _under(f"  {head}: ", cell, columns)


def _wrong(drill: Drill, palette: Palette, columns: int) -> Iterator[str]:
    """What did not pass, and what to do about it."""
    most = max(columns, _NARROWEST) if columns else _USUAL
    for drilled, to_do in failures(drill):
        yield ""
        name = titled(drilled.alert, drilled.severity)
        yield f"{palette.place}{cut(name, most)}{palette.end}"
        yield f"  {palette.error}{drilled.outcome}{palette.end}"
        yield from _under("  ", drilled.note, most)
        yield from _coloured_head("  help: ", to_do, palette, most)


def _others(drill: Drill, palette: Palette, columns: int) -> Iterator[str]:
    """Notes of what passed, what fired by itself, what was not drilled, and what casts doubt."""
    entries = [*_notes(drill), *(("warning", complaint) for complaint in drill.complaints)]
    if entries:
        yield ""
    for level, text in entries:
        yield from _entry(level, text, palette, columns or _USUAL)


def _notes(drill: Drill) -> Iterator[tuple[str, str]]:
    for each in drill.drilled:
        if each.outcome == PASSED and each.note:
            yield "note", f"{each.alert} ({each.severity}): {each.note}"
    for one in drill.unexpected:
        told = f"{one.alert} ({one.severity}) fired after {wall_text(one.fired)} without its fault"
        yield "warning", ": ".join(filter(None, (told, one.note)))
    for why, alerts in undrilled(drill).items():
        yield "note", f"not drilled: {', '.join(alerts)}: {why}"


def _entry(level: str, text: str, palette: Palette, columns: int) -> Iterator[str]:
    colour = palette.warning if level == "warning" else palette.note
    first, *further = _under(f"{level}: ", text, columns) or [level]
    yield f"{colour}{level}{palette.end}{first.removeprefix(level)}"
    yield from further


def _coloured_head(head: str, text: str, palette: Palette, columns: int) -> Iterator[str]:
    first, *further = _under(head, text, columns)
    yield f"{palette.help}{head.rstrip()}{palette.end}{first.removeprefix(head.rstrip())}"
    yield from further


def _under(head: str, text: str, columns: int) -> list[str]:
    """Text behind a head, on lines that fit; further ones stand under the first. None for ""."""
    if not text.strip():
        return []
    room = max(columns - len(head), _NARROWEST // 2)
    return [
        f"{' ' * len(head) if number else head}{line}"
        for number, line in enumerate(folded(text, room))
    ]


def _severity(text: str, palette: Palette) -> str:
    word = text.split(maxsplit=1)[0] if text.split() else ""
    colour = {"critical": palette.error, "warning": palette.warning}.get(word, "")
    return f"{colour}{text}{palette.end}" if colour else text


def _outcome(text: str, palette: Palette) -> str:
    colour = palette.help if text.strip() == PASSED else palette.error
    return f"{colour}{text}{palette.end}"
