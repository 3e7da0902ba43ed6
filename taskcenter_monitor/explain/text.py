"""An explanation for people at a terminal: the answers first, how they come about below."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.explain.budgets import burn_lines, slo_lines
from taskcenter_monitor.explain.layout import added, block, indented, labelled, wrapped
from taskcenter_monitor.explain.people import people_lines
from taskcenter_monitor.ir.explanation import (
    Bounds,
    ExplainedRule,
    ExplainedSignal,
    ExplainedSlo,
    Explanation,
)
from taskcenter_monitor.reporters.excerpt import place, visible
from taskcenter_monitor.reporters.palettes import Palette
from taskcenter_monitor.vocabulary.durations import mixed_text
from taskcenter_monitor.vocabulary.units import CONDITION


def render(explanation: Explanation, out: str, palette: Palette) -> str:
    """All lines; `out` is the folder of the output, for the files in it."""
    parts = (
        _head(explanation, out, palette),
        *(_rule(rule, explanation.slo, palette) for rule in explanation.rules),
        _signal(explanation, palette),
        _group(explanation, out, palette),
    )
    return "\n".join("".join(f"{line.rstrip()}\n" for line in part) for part in parts)


def _head(one: Explanation, out: str, palette: Palette) -> Iterator[str]:
    where = f" in {one.environment}" if one.environment else ""
    titles = " / ".join(map(visible, one.titles.values()))
    yield f"{palette.place}{one.alert}{palette.end}{where}  {titles}{place(one.place, palette)}"
    for text in one.descriptions.values():
        yield from wrapped(visible(text), "  ")
    yield labelled("runbook", visible(one.links.runbook))
    yield indented(f"{out}/{one.links.runbook_file}")
    yield labelled("dashboard", visible(one.links.dashboard))
    yield labelled("component", f"{one.component}, team {visible(one.team)}")
    if one.slo is not None:
        yield from slo_lines(one.slo, palette)


def _rule(rule: ExplainedRule, slo: ExplainedSlo | None, palette: Palette) -> Iterator[str]:
    wait = f"for {mixed_text(rule.wait)}" if rule.wait else "at once"
    keep = f", and {mixed_text(rule.keep_firing_for)} longer" if rule.keep_firing_for else ""
    condition = f"{rule.condition} " if rule.condition else ""
    colour = {"critical": palette.error, "warning": palette.warning}.get(rule.severity, "")
    severity = f"{colour}{rule.severity}{palette.end}" if colour else rule.severity
    places = place(rule.place, palette)
    if rule.wait_place.file != rule.place.file:
        places += place(rule.wait_place, palette)
    yield f"{severity}  {condition}{wait}{keep}{places}"
    yield from _fires(rule.fires)
    if rule.burn is not None and slo is not None:
        yield from burn_lines(rule.burn, slo)
    yield from people_lines(rule, palette)
    labels = ", ".join(f"{name}={value}" for name, value in rule.labels.items())
    yield labelled("labels", visible(labels))
    yield from block("expr", rule.expr)


def _fires(fires: Bounds) -> Iterator[str]:
    within = mixed_text(fires.slight.seconds)
    yield labelled("fires", f"within {within} of {fires.since} = {added(fires.slight.summands)}")
    if fires.largest:
        window = mixed_text(fires.full.window)
        within = mixed_text(fires.full.seconds)
        yield indented(f"within {within} at its largest ({fires.largest}): window {window}")


def _signal(one: Explanation, palette: Palette) -> Iterator[str]:
    signal = one.signal
    titles = " / ".join(map(visible, signal.titles.values()))
    name = f"{palette.place}{signal.name}{palette.end}"
    yield f"signal {name}  {titles}{place(signal.place, palette)}"
    unit = f"unit {signal.unit}"
    if signal.unit == CONDITION.name:
        unit = "yields something only when it is bad"
    yield labelled("kind", f"{signal.kind}, {unit}")
    yield labelled("labels", ", ".join(signal.labels) or "none of its own")
    yield from block("PromQL", signal.promql)
    if signal.guard:
        yield from block("only if", signal.guard)
    yield from _reads(signal)
    for job in one.jobs:
        every = f"every {mixed_text(job.interval)}, timeout {mixed_text(job.timeout)}"
        yield labelled("scraped", f"{job.job} {every}{place(job.place, palette)}")


def _reads(signal: ExplainedSignal) -> Iterator[str]:
    for metric in signal.metrics:
        through = "" if metric.signal == signal.name else f" through {metric.signal}"
        yield labelled("reads", visible(f"{metric.selector}{through}"))


def _group(one: Explanation, out: str, palette: Palette) -> Iterator[str]:
    group = f"{palette.place}{one.group}{palette.end}"
    yield f"group {group}  every {mixed_text(one.interval)}  {out}/{one.links.rules_file}"
    for recording in one.recordings:
        yield f"  {recording.record}{place(recording.place, palette)}"
        yield from (indented(visible(line)) for line in recording.expr.split("\n"))
    if not one.recordings:
        yield "  the alert rests on no recorded series"
