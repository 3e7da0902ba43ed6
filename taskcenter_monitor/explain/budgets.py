"""An error budget and how fast it may go, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.explain.layout import indented, labelled
from taskcenter_monitor.ir.explanation import ExplainedBurn, ExplainedSlo, Noticed
from taskcenter_monitor.reporters.excerpt import place
from taskcenter_monitor.reporters.palettes import Palette
from taskcenter_monitor.vocabulary.durations import clock_text, mixed_text


def slo_lines(slo: ExplainedSlo, palette: Palette) -> Iterator[str]:
    """What is promised, and what that leaves."""
    each = f" for each {', '.join(slo.labels)}" if slo.labels else ""
    promised = f"{slo.objective} over {clock_text(slo.period)}{each}"
    yield labelled("slo", f"{slo.name}: {promised}{place(slo.place, palette)}")
    minutes = clock_text(slo.budget_seconds)
    yield indented(f"leaves a budget of {slo.budget}: {minutes} of everything being bad")


def burn_lines(burn: ExplainedBurn, slo: ExplainedSlo) -> Iterator[str]:
    """The arithmetic of a window, and what follows from it."""
    long = clock_text(burn.long)
    pace = f"{burn.share} of the budget x {clock_text(slo.period)} / {long} = {burn.factor}"
    yield labelled("burn", f"{pace} times the pace at which it lasts")
    yield indented(f"{burn.factor} x {slo.budget} = {burn.limit} of events bad")
    if burn.needed:
        yield indented(f"quiet below {burn.needed} events in {long}: too few to tell")
    yield indented(", ".join(map(_noticed, burn.noticed)))
    yield indented(
        f"goes on for {mixed_text(round(burn.reset))} after a long outage, at even traffic"
    )


def _noticed(noticed: Noticed) -> str:
    if noticed.seconds is None:
        return f"{noticed.bad} bad: never"
    return f"{noticed.bad} bad: {mixed_text(noticed.seconds)}"
