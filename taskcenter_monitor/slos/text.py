"""Error budgets for people at a terminal: all of them at a glance, then each with its windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Context

from taskcenter_monitor.reporters.columns import aligned
from taskcenter_monitor.reporters.excerpt import place, visible
from taskcenter_monitor.reporters.palettes import Palette
from taskcenter_monitor.slos.told import BAD, ToldSlo, ToldWindow
from taskcenter_monitor.vocabulary.durations import mixed_text
from taskcenter_monitor.vocabulary.objectives import number

_HOUR, _MINUTE = 3600.0, 60.0
_NEVER = "-"
_SHOWN = Context(prec=4)
"""As exact as people care for a limit; the runbook and the rule have all of its digits."""
_LEGEND = (
    "window   the long and the short one: in both of them more than `limit` must be bad",
    "budget   the part of it that is gone then; `factor` is how many times too fast it goes",
    "100%...  how soon it fires when so much is bad from some moment on; - is never",
    "reset    how soon it is over after an outage, at even traffic",
    "events   as many must be in the long window, so that a single one wakes nobody",
)


def render(slos: Sequence[ToldSlo], environment: str | None, palette: Palette) -> str:
    """All lines."""
    parts = [_glance(slos, environment, palette)]
    parts += [_detail(one, palette) for one in slos]
    parts.append(iter(_LEGEND))
    return "\n".join("".join(f"{line.rstrip()}\n" for line in part) for part in parts)


def _glance(slos: Iterable[ToldSlo], environment: str | None, palette: Palette) -> Iterator[str]:
    """One line for each SLO."""
    where = f" in {environment}" if environment else ""
    rows = [(f"SLO{where}", "objective", "period", "may be bad", "minutes", "signal")]
    for one in slos:
        slo = one.slo
        minutes = f"{round(slo.budget_seconds / _MINUTE, 2):g}"
        rows.append((slo.name, slo.objective, slo.period, slo.budget, minutes, slo.signal))
    head, *lines = aligned(rows, "<>>>><")
    yield f"{palette.margin}{head}{palette.end}"
    yield from lines


def _detail(told: ToldSlo, palette: Palette) -> Iterator[str]:
    slo = told.slo
    titles = " / ".join(map(visible, told.titles.values()))
    yield f"{palette.place}{slo.name}{palette.end}  {titles}{place(told.place, palette)}"
    each = f" for each {', '.join(slo.labels)}" if slo.labels else ""
    may = f"{slo.budget} may be bad, or all of it for {mixed_text(slo.budget_seconds)}"
    yield f"  {slo.objective} within {slo.period}: {may}{each}"
    alerts = ", ".join(filter(None, (slo.burning, slo.missing)))
    yield f"  {alerts}; team {visible(slo.team)}"
    yield from _windows(told.windows, palette)


def _windows(windows: Iterable[ToldWindow], palette: Palette) -> Iterator[str]:
    rows = [("window", "severity", "budget", "factor", "limit", *_shares(), "reset", "events")]
    severities = [""]
    for one in windows:
        rows.append(_row(one))
        severities.append(one.window.severity)
    for line, severity in zip(aligned(rows, "<<>>>>>>>>"), severities, strict=True):
        yield f"  {_coloured(line, severity, palette)}"


def _row(told: ToldWindow) -> tuple[str, ...]:
    window, burn = told.window, told.window.burn
    return (
        f"{window.long}, {window.short}",
        window.severity,
        f"{number(100 * burn.share)}%",
        number(burn.shown_factor),
        f"{number(_SHOWN.create_decimal(100 * burn.limit))}%",
        *(_NEVER if time is None else _about(time) for time in told.fires),
        _about(told.resets),
        _NEVER if told.events is None else str(told.events),
    )


def _coloured(line: str, severity: str, palette: Palette) -> str:
    """The heading in the colour of margins, a severity in its own."""
    if not severity:
        return f"{palette.margin}{line}{palette.end}"
    colour = {"critical": palette.error, "warning": palette.warning}.get(severity, "")
    end = palette.end if colour else ""
    return line.replace(severity, f"{colour}{severity}{end}", 1)


def _shares() -> Iterator[str]:
    return (f"{100 * bad:g}%" for bad in BAD)


def _about(seconds: float) -> str:
    """As exact as people care: from an hour on to the minute."""
    step = _MINUTE if seconds >= _HOUR else 1.0
    return mixed_text(round(seconds / step) * step)
