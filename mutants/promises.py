"""Mistakes that only a whole SLO shows: windows and limits of another one, means of ratios."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mutants.edits import halved_and_doubled
from mutants.rules import Mutant, Rule
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.vocabulary import promql
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import SLO_GROUPS

_SHARE = re.compile(r"slo:\w+:error_ratio_rate(\w+)")
_LIMIT = re.compile(r"(?<=> )[0-9.]+")
_SUMS = re.compile(
    r"sum_over_time\((?P<bad>[\w:]+)\[(?P<window>\w+)[^\]]*\]\)\s*/\s*"
    r"\(sum_over_time\((?P<total>[\w:]+)\[[^\]]*\]\) > 0\)"
)
_RANGE = re.compile(r"(?<=\[)\w+")
_SELECTOR = r'(?:[^\["]|"[^"]*")+'
_RATED = re.compile(rf"rate\(({_SELECTOR})\[")
_ABSENT = re.compile(r"(?<=absent_over_time\()[^\[]+")
_FILL = re.compile(rf"or\s+0 \* sum(?P<by> by \([^)]*\) )?\(rate\({_SELECTOR}\[\w+\]\)\)")

Changes = Iterator[tuple[str, str]]
"""What is wrong, in a few words, and the PromQL of it."""


def promise_mutants(component: str, group: RuleGroup) -> Iterator[Mutant]:
    """The mutants of all rules of an SLO's group; of another group there are none."""
    if not component.startswith(SLO_GROUPS):
        return
    for number, rule in enumerate(group.rules, start=1):
        seen = {rule.expr}
        for told, text in _changes(rule, group.rules):
            if text not in seen:
                seen.add(text)
                promql.parse(text)
                yield Mutant(
                    component=component,
                    number=number,
                    operator="slo",
                    told=told,
                    original=rule,
                    rule=replace(rule, expr=text),
                )


def _changes(rule: Rule, rules: Sequence[Rule]) -> Changes:
    yield from _other_windows(rule, rules)
    yield from _mean_of_ratios(rule)
    yield from _all_windows(rule)
    yield from _other_fill(rule)
    if isinstance(rule, AlertingRule):
        yield from _exchanged(rule)
        yield from _other_limits(rule, rules)
        yield from _errors_only(rule, rules)


def _other_windows(rule: Rule, rules: Sequence[Rule]) -> Changes:
    """The share over the next shorter and the next longer window, one place at a time."""
    names = [one.record for one in rules if isinstance(one, RecordingRule)]
    shares = {name: found[1] for name in names if (found := _SHARE.fullmatch(name))}
    ordered = sorted(shares, key=lambda name: parse_duration(shares[name]))
    near = [*pairwise(ordered), *((longer, shorter) for shorter, longer in pairwise(ordered))]
    for place in _SHARE.finditer(rule.expr):
        for old, new in near:
            if old == place[0]:
                text = rule.expr[: place.start()] + new + rule.expr[place.end() :]
                yield f"the window {shares[new]} for {shares[old]}", text


def _exchanged(rule: AlertingRule) -> Changes:
    """The short window for the long one, and the long one for the short one."""
    found = list(dict.fromkeys(place[0] for place in _SHARE.finditer(rule.expr)))
    if len(found) > 1:
        long, short = found
        other = {long: short, short: long}
        yield "both windows exchanged", _SHARE.sub(lambda place: other[place[0]], rule.expr)


def _other_limits(rule: AlertingRule, rules: Sequence[Rule]) -> Changes:
    """The limits of the other windows, and one that is a fifth off."""
    if not _SHARE.search(rule.expr):
        return
    limits = dict.fromkeys(_LIMIT.findall("".join(one.expr for one in rules if _burns(one))))
    (own, *_) = _LIMIT.findall(rule.expr)
    shifted = (f"{float(own) * times:.12g}" for times in (0.8, 1.2))
    for limit in (*limits, *shifted):
        yield f"the limit {limit} for {own}", rule.expr.replace(f"> {own}", f"> {limit}")


def _burns(rule: Rule) -> bool:
    return isinstance(rule, AlertingRule) and bool(_SHARE.search(rule.expr))


def _mean_of_ratios(rule: Rule) -> Changes:
    """Each moment weighs the same, however much happens in it."""
    found = _SUMS.fullmatch(rule.expr)
    if found is not None:
        ratio = f"({found['bad']} / ({found['total']} > 0))"
        yield "a mean of ratios", f"avg_over_time({ratio}[{found['window']}:1m])"


def _all_windows(rule: Rule) -> Changes:
    """Half as long and twice as long, in all places at once."""
    if _SUMS.fullmatch(rule.expr):
        (window, *_) = _RANGE.findall(rule.expr)
        for other in halved_and_doubled(window):
            text = rule.expr.replace(f"[{window}", f"[{other}")
            yield f"{other} for {window} above and below", text


def _other_fill(rule: Rule) -> Changes:
    """A zero without labels, which is there when nothing else is.

    Where it is taken from all events, and these have no labels either, that makes no difference.
    """
    fill = _FILL.search(rule.expr)
    if fill is not None and (fill["by"] or fill.end() == len(rule.expr)):
        yield "or vector(0)", _FILL.sub("or vector(0)", rule.expr)


def _errors_only(rule: AlertingRule, rules: Sequence[Rule]) -> Changes:
    """Missing errors taken for missing data."""
    total = _ABSENT.search(rule.expr)
    if total is not None:
        everything = _RATED.findall(rules[1].expr)
        for selector in _RATED.findall(rules[0].expr):
            if selector not in everything:
                yield f"nothing of {selector}", rule.expr.replace(total[0], selector)
