"""Why some mutants cannot make a test fail: changes that change nothing that can be seen.

A reason is decided from the rule and the change alone, and holds for every input that the rule can
have; those on rates and lines leave out what only the last bits of a float decide. Whatever fits
none of them is a gap in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mutants.cases import Case, case_of, is_call, keeps_labels
from mutants.edits import halved_and_doubled
from mutants.rules import Mutant
from mutants.tree import COMPARISONS, SETS, Node
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.vocabulary.durations import parse_duration

_WHOLE = ("changes", "count", "count_over_time", "resets")
_MARK = re.compile(
    r"clamp\(\((?P<worst>[\d.]+) - \(.*>= 0\)\) / (?P<span>[\d.]+), 0, 1\)", re.DOTALL
)


def reason(mutant: Mutant, recorded: Mapping[str, str]) -> str:
    """The first reason that holds, "" for none; `recorded` has the PromQL of recorded series."""
    if mutant.edit is None:
        return ""
    case = case_of(mutant, mutant.edit, recorded)
    return next((text for text, holds in REASONS.items() if holds(case)), "")


def _heartbeat(case: Case) -> bool:
    """An alert that compares nothing and prints no value."""
    rule = case.mutant.original
    compares = any(node.word.text in (*COMPARISONS, *SETS) for node, _ in case.tree.walk())
    return (
        isinstance(rule, AlertingRule)
        and case.mutant.operator == "threshold"
        and not compares
        and not any("$value" in text for _, text in rule.annotations)
    )


def _whole_number(case: Case) -> bool:
    """`> 2` against `> 2.2` of a number of changes."""
    if case.mutant.operator != "threshold" or case.limit is None:
        return False
    value, operator = case.limit
    fits = is_call(value, _WHOLE) and operator in (">", "<=")
    return fits and int(float(case.old)) == int(float(case.edit.new))


def _never_none(case: Case) -> bool:
    """`count(...) > 0` against `>= 0`."""
    node = case.edit.node
    if case.mutant.operator != "comparator" or {case.old, case.edit.new} != {">", ">="}:
        return False
    value, limit = node.children
    is_zero = limit.kind == "number" and float(limit.word.text) == 0
    return is_call(value, ("count",)) and is_zero


def _same_elsewhere(case: Case) -> bool:
    """A matcher that the series on the other side of an operator have too."""
    one, child = case.removed, case.edit.node
    if one is None:
        return False
    for parent in case.above:
        if parent.kind == "binary" and parent.word.text != "or":
            left, right = parent.children
            other = left if child == right else right
            # What `unless` keeps is not held against what it takes away.
            is_held = parent.word.text != "unless" or child == right
            if is_held and case.joins(parent) and case.carries(other, one):
                return True
            if parent.word.text not in SETS and not case.joins(parent):
                return False
        elif parent.kind != "paren" and not keeps_labels(parent):
            return False
        child = parent
    return False


def _longer_fill(case: Case) -> bool:
    """`0 * rate(total[10m])` over, or taken from, `rate(total[5m])`: nothing without that one."""
    if case.mutant.operator != "window" or _zero_fill(case) is None:
        return False
    if case.edit.new != tuple(halved_and_doubled(case.old))[1]:
        return False
    lines = [node for node in case.above if node.kind == "binary" and node.word.text in "/-"]
    if not lines:
        return False
    filled_from, divided_by = lines[0].children
    needed = divided_by if lines[0].word.text == "/" else filled_from
    below = [part for part, _ in needed.walk() if part.windows]
    fill = case.edit.node
    return bool(below) and all(
        part.word.text == fill.word.text
        and [window.text for window in part.windows] == [case.old]
        and not fill.matchers
        for part in below
    )


def _unseen_zero(case: Case) -> bool:
    """`A or 0 * B` in an alert: a share of 0 is no more beyond a limit than none."""
    fill = _zero_fill(case)
    if fill is None or not isinstance(case.mutant.original, AlertingRule):
        return False
    if case.mutant.operator not in ("window", "and/or", "guard"):
        return False
    path = next(above for node, above in case.tree.walk() if node == fill)
    *inner, top = path or (fill,)
    if top.kind != "binary" or top.word.text != ">" or top.children[1].kind != "number":
        return False
    divided = all(node.kind == "paren" or node.word.text == "/" for node in inner)
    return divided and float(top.children[1].word.text) >= 0


def _full_marks(case: Case) -> bool:
    """A part of a score that is better than the best: with or without it the marks are full."""
    node = case.edit.node if case.edit.node.kind == "binary" else (case.above or (case.tree,))[0]
    marks = [one for one in case.above if is_call(one, ("clamp",))]
    fills = [one for one in case.above if one.kind == "binary" and one.word.text == "or"]
    full = _MARK.fullmatch(case.text(marks[0])) if marks else None
    if full is None or not fills or node.word.text != ">=":
        return False
    # Whoever is in no fill is in no score either, as one part reads what the fills count.
    members = [part.word.text for part, _ in fills[0].children[1].walk() if part.kind == "selector"]
    read = [part.word.text for part, _ in case.tree.walk() if part.kind == "selector"]
    filled = sum(1 for part, _ in case.tree.walk() if is_call(part, ("group",)))
    counted = all(read.count(name) > filled for name in members)
    best = float(full["worst"]) - float(full["span"])
    skipped = float(case.edit.new) if case.mutant.operator == "threshold" else 0.0
    return counted and skipped <= best and case.edit.new not in ("<=", "")


def _by_chance(case: Case) -> bool:
    """A rate, or what is reckoned from rates, against a limit."""
    if case.mutant.operator != "comparator":
        return False
    if {case.old, case.edit.new} not in ({">", ">="}, {"<", "<="}):
        return False
    value, limit = case.edit.node.children
    return _is_some(limit) and case.is_smooth(value)


def _is_some(limit: Node) -> bool:
    """A number that is not 0, or one through another."""
    if limit.kind == "binary" and limit.word.text == "/":
        return all(_is_some(part) for part in limit.children)
    return limit.kind == "number" and float(limit.word.text) != 0


def _next_is_equal(case: Case) -> bool:
    """`a > b or b`: where both are equal it does not matter which one is taken."""
    if case.mutant.operator != "comparator":
        return False
    if {case.old, case.edit.new} not in ({">", ">="}, {"<", "<="}):
        return False
    child, limit = case.edit.node, case.edit.node.children[1]
    for parent in case.above:
        if parent.kind != "binary" or parent.word.text != "or":
            return False
        first, following = parent.children
        if first == child:
            is_compared = following.kind == "binary" and following.word.text in COMPARISONS
            taken = following.children[0] if is_compared else following
            return case.text(taken) == case.text(limit)
        child = parent
    return False


def _even_way(case: Case) -> bool:
    """A line that lies by as much above its mean as is wanted, or nothing by which it moves.

    What does not move divides by 0 beside it, and no end of time is below the horizon.
    """
    if case.mutant.operator != "comparator" or {case.old, case.edit.new} != {">", ">="}:
        return False
    value, limit = case.edit.node.children
    is_line = any(is_call(part, ("predict_linear",)) for part, _ in value.walk())
    spread = any(is_call(part, ("stddev_over_time",)) for part, _ in limit.walk())
    beside = any(
        part.kind == "binary" and part.word.text == "/" and is_call(part.children[1], ("deriv",))
        for part, _ in case.tree.walk()
    )
    return is_line and spread and beside


def _outlasting(case: Case) -> bool:
    """A guard that looks back further than the recorded value that it guards."""
    call = next((node for node in case.above if is_call(node, ("last_over_time",))), None)
    guarded = [node for node in case.above if node.kind == "binary" and node.word.text == "and"]
    if case.mutant.operator != "window" or call is None or not guarded:
        return False
    value = guarded[-1].children[0]
    longer = parse_duration(case.edit.new) > parse_duration(case.old)
    names = [part.word.text for part, _ in value.walk() if part.kind == "selector"]
    return longer and any(case.text(call) in case.recorded.get(name, "") for name in names)


def _next_second(case: Case) -> bool:
    """Where a line is now, and where it is a second later: of hours that is nothing."""
    parent = case.above[0] if case.above else None
    return (
        case.mutant.operator == "threshold"
        and parent is not None
        and is_call(parent, ("predict_linear",))
        and abs(float(case.edit.new) - float(case.old)) <= 1
    )


def _zero_fill(case: Case) -> Node | None:
    """The `A or 0 * B` that a change is in the second arm of, or that it takes apart."""
    for node in (case.edit.node, *case.above):
        if node.kind == "binary" and node.word.text == "or":
            left, right = node.children
            is_zero = right.kind == "binary" and case.text(right.children[0]) == "0"
            if is_zero and case.edit.start >= left.end:
                return node
    return None


REASONS: Mapping[str, Callable[[Case], bool]] = {
    "an alert fires for any sample; nothing compares this number or prints it": _heartbeat,
    "the value is a whole number, and there is none between the two limits": _whole_number,
    "a count is never 0: of nothing there is no count": _never_none,
    "the series on the other side have this label alike, and their matcher stays": _same_elsewhere,
    "a share needs its total, whose window is the shorter one": _longer_fill,
    "neither a share of 0 nor none is beyond the limit, and only this alert reads it": _unseen_zero,
    "what is left out has full marks, and so has what is better than the best": _full_marks,
    "it is reckoned from rates, which are rounded: only their last bit can meet it": _by_chance,
    "where both are equal, what follows `or` has the same value": _next_is_equal,
    "only what does not move at all is both, and it reaches its limit at no time": _even_way,
    "what it guards looks back only so far, and is gone by then": _outlasting,
    "a line of hours is after a second where it was": _next_second,
}
"""Why a change cannot be seen, to whether that is so. The first one that holds is told."""
