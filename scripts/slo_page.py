"""The page of error budgets: its tables follow from the shipped SLOs, its words from slo_words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import slo_words as words
from slo_cases import CASES

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import RecordingRule, RuleGroup
from taskcenter_monitor.ir.slos import Slo, SloWindow
from taskcenter_monitor.pipeline import Compiled, compile_specs
from taskcenter_monitor.slos.told import BAD
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import Slo as SloModel
from taskcenter_monitor.vocabulary.burning import Burn
from taskcenter_monitor.vocabulary.durations import mixed_text, parse_duration
from taskcenter_monitor.vocabulary.names import (
    SLO_BURN_RATE,
    SLO_PROJECTED,
    SLO_REMAINING,
    rules_path,
    slo_group,
)
from taskcenter_monitor.vocabulary.objectives import number, parse_objective
from taskcenter_monitor.workspace.reading import read_specs, read_templates

ROOT = Path(__file__).parent.parent
PERIODS = ("30d", "28d", "7d")
WEEK = (
    ("weekly_fast", "8%", "1h", "short: 5m, for: 2m, severity: critical"),
    ("weekly_slow", "15%", "6h", "short: 30m, for: 15m, severity: critical"),
    ("weekly_steady", "30%", "1d", "short: 2h, for: 1h, severity: warning"),
)
"""Windows for a week: their names, shares of the budget, long stretches, and the rest."""
MISTAKES = ("99.9", "0.999", "0.999%", "100%", "1")


def slo_page() -> str:
    """`docs/slo.md`. Raises ValueError when the shipped specs cannot be compiled."""
    done = _compiled()
    project, monitoring = done.project, done.drafted
    if project is None or monitoring is None or not monitoring.slos:
        raise ValueError("the shipped specs have faults; run `tcmon validate --offline`")
    slo = monitoring.slos[0]
    parts = (
        words.HEAD,
        words.PROMISED.format(table=_promised(monitoring)),
        _budget(slo),
        words.BURN.format(table=_burn(slo)),
        words.WINDOWS.format(table=_windows(slo.windows)),
        _times(slo, monitoring),
        _traffic(monitoring),
        _sums(slo, _group(monitoring, slo)),
        _series(slo, _group(monitoring, slo)),
        words.GROUPS,
        _no_data(project),
        _period(slo, project),
        words.IMPOSSIBLE.format(table=_lowest(slo.windows), refused=_refused()),
        words.ADD,
        words.PAST.format(rules=f"build/{rules_path(slo_group(slo.name))}", loaded="09:30"),
    )
    return "\n\n".join(parts) + "\n"


@cache
def _compiled() -> Compiled:
    specs, templates = read_specs(str(ROOT / "specs")), read_templates(str(ROOT / "templates"))
    return compile_specs(specs, templates, None, lambda _: None, lambda _: None)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    named = [*head]
    lines = [named, ["---"] * len(named), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _promised(monitoring: Monitoring) -> str:
    head = ("SLO", "名称", "title", "objective", "may be bad", "of a period", "in time", "signal")
    rows = (
        (
            f"`{one.name}`",
            one.titles["zh"],
            one.titles["en"],
            one.objective,
            one.budget,
            one.period,
            mixed_text(one.budget_seconds),
            f"`{one.signal}`",
        )
        for one in monitoring.slos
    )
    return _table(head, rows)


def _budget(slo: Slo) -> str:
    part = slo.windows[0].burn.budget
    return words.BUDGET.format(
        objective=slo.objective,
        budget=slo.budget,
        outage=mixed_text(slo.budget_seconds),
        period=slo.period,
        million=number(part * 1_000_000),
        part=number(part),
    )


def _burn(slo: Slo) -> str:
    """Burn rates of interest: that of the period, those of the windows, that of an outage."""
    burns = [window.burn for window in slo.windows]
    factors = sorted({Decimal(1), *(burn.factor for burn in burns), 1 / burns[0].budget})
    rows = (
        (number(one), _percent(one * burns[0].budget), _long(slo.seconds / float(one)))
        for one in factors
    )
    return _table(("burn rate", f"bad events, for {slo.objective}", "the budget lasts"), rows)


def _windows(windows: Iterable[SloWindow]) -> str:
    head = ("window", "severity", "budget gone", "long", "short", "for", "kept", "factor", "limit")
    rows = (
        (
            one.name,
            one.severity,
            _percent(one.burn.share),
            one.long,
            one.short,
            one.wait,
            one.keep,
            number(one.burn.shown_factor),
            _percent(one.burn.limit),
        )
        for one in windows
    )
    return _table(head, rows)


def _times(slo: Slo, monitoring: Monitoring) -> str:
    first, share = slo.windows[0], BAD[1]
    burn = first.burn
    part = float(burn.limit) / share
    fired = burn.detected(share)
    return words.TIMES.format(
        name=f"`{slo.name}`",
        limit=_percent(burn.limit),
        p=f"{part:g}",
        area=f"{burn.long * part:g}",
        crossed=mixed_text(round(fired - burn.wait)),
        fired=mixed_text(round(fired)),
        interval=slo.interval,
        tables="\n\n".join(_times_of(one) for one in _different(monitoring.slos)),
    )


def _different(slos: Iterable[Slo]) -> Iterator[Slo]:
    """One SLO for each set of limits; others have the same table."""
    seen = set()
    for slo in slos:
        key = tuple((one.long, one.short, one.wait, one.burn.limit) for one in slo.windows)
        if key not in seen:
            seen.add(key)
            yield slo


def _times_of(slo: Slo) -> str:
    shares = [f"{100 * bad:g}% bad" for bad in BAD]
    rows = (
        (
            f"{one.long}, {one.short}",
            *(_time(one.burn.detected(bad)) for bad in BAD),
            _time(one.burn.calmed(BAD[0])),
        )
        for one in slo.windows
    )
    head = (f"objective {slo.objective}", *shares, "over again after an outage")
    return _table(head, rows)


def _traffic(monitoring: Monitoring) -> str:
    slo = monitoring.slos[0]
    windows = [one.long for one in slo.windows]
    rows = (
        (f"`{one.name}`", str(one.windows[0].burn.least), *_needed(one, windows))
        for one in monitoring.slos
    )
    head = ("SLO", "`min_failures`", *(f"events in {long}" for long in windows))
    return words.TRAFFIC.format(
        burn=number(1 / slo.windows[0].burn.budget),
        least=SloModel.model_fields["min_failures"].default,
        table=_table(head, rows),
    )


def _needed(slo: Slo, windows: Iterable[str]) -> Iterator[str]:
    needed = {one.long: str(one.burn.needed) for one in slo.windows if not slo.counts_time}
    return (needed.get(long, "-") for long in windows)


def _sums(slo: Slo, group: RuleGroup) -> str:
    longest = slo.windows[-1].long
    ours = next(rule.expr for rule in _recorded(group) if f"[{longest}]" in rule.expr)
    cases = (f"| {one.words} | {one.true} | {one.sums} | {one.mean} |" for one in CASES)
    return words.SUMS.format(ours=ours, cases="\n".join(cases))


def _series(slo: Slo, group: RuleGroup) -> str:
    rows = (
        (f"`{_labelled(rule)}`", f"`{' '.join(rule.expr.split())}`".replace("|", "\\|"))
        for rule in _recorded(group)
    )
    return words.SERIES.format(
        name=f"`{slo.name}`",
        table=_table(("series", "PromQL"), rows),
        remaining=SLO_REMAINING,
        projected=SLO_PROJECTED,
        burn=SLO_BURN_RATE,
    )


def _labelled(rule: RecordingRule) -> str:
    labels = ", ".join(f'{name}="{text}"' for name, text in rule.labels)
    return f"{rule.record}{{{labels}}}" if labels else rule.record


def _no_data(project: Project) -> str:
    ignored = [f"`{name}`" for name, slo in project.slos.items() if not slo.missing]
    return words.NO_DATA.format(
        over=project.no_data.over,
        wait=project.no_data.wait,
        ignored=f"Shipped like that: {', '.join(ignored) or 'none'}.",
    )


def _period(slo: Slo, project: Project) -> str:
    rows = ((one.long, *(_factor(one.burn, period) for period in PERIODS)) for one in slo.windows)
    burns = (_own(slo, share, long) for _, share, long, _ in WEEK)
    return words.PERIOD.format(
        period=slo.period,
        retention=project.service.value.retention,
        table=_table(("long", *(f"factor for {one}" for one in PERIODS)), rows),
        yaml="".join(map(_line, WEEK)),
        weekly=f"For 7d their factors are {', '.join(number(one.shown_factor) for one in burns)}.",
    )


def _line(window: tuple[str, str, str, str]) -> str:
    name, share, long, rest = window
    return f"  {name}: {{budget: {share}, long: {long}, {rest}}}\n"


def _own(slo: Slo, share: str, long: str) -> Burn:
    burn = slo.windows[0].burn
    part = Decimal(share.removesuffix("%")) / 100
    return replace(burn, share=part, period=parse_duration("7d"), long=parse_duration(long))


def _factor(burn: Burn, period: str) -> str:
    return number(replace(burn, period=parse_duration(period)).shown_factor)


def _lowest(windows: Iterable[SloWindow]) -> str:
    rows = (
        (f"{one.long}, {one.short}", number(one.burn.shown_factor), _above(one.burn.factor))
        for one in windows
    )
    return _table(("window", "factor", "objectives above"), rows)


def _above(factor: Decimal) -> str:
    """The objective at which the limit is all events, as far as people care."""
    lowest = 100 * (1 - 1 / factor) if factor > 1 else Decimal(0)
    return f"{number(lowest.quantize(Decimal('0.01')))}%"


def _refused() -> str:
    return "\n".join(f"| `{text}` | {_reason(text)} |" for text in MISTAKES)


def _reason(text: str) -> str:
    try:
        parse_objective(text)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"{text} is read as an objective")


def _group(monitoring: Monitoring, slo: Slo) -> RuleGroup:
    component = slo_group(slo.name)
    return next(one for one in monitoring.groups if one.component == component)


def _recorded(group: RuleGroup) -> Iterator[RecordingRule]:
    return (rule for rule in group.rules if isinstance(rule, RecordingRule))


def _percent(part: Decimal) -> str:
    return f"{number(100 * part)}%"


def _time(seconds: float) -> str:
    return mixed_text(round(seconds)) if seconds < float("inf") else "-"


def _long(seconds: float) -> str:
    """A stretch of days as people say it."""
    days = seconds / 86400
    return f"{days:.4g} days" if days > 1 else mixed_text(round(seconds))
