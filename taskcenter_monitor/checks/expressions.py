"""PromQL that people wrote: parsed once, with the place of every series in its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.vocabulary.promql import masked, parse, steps
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.trees import Tree, children, kind, selector_of

Position = tuple[int, int, int]
"""Line, column and length inside a text, as `Origin.within` takes them."""

LONGEST = 10_000
"""Characters of the longest expression that is parsed; a person can read a tenth of it."""
MOST_STEPS = 250
"""Operators and brackets in one expression that a person wrote."""

_BRACES = re.compile(r"\{[^{}]*\}")
_UNKNOWN_FUNCTION = re.compile(r"unknown function with name '([^']*)'")
_IN_CALL = re.compile(r"in call to function '([^']*)'")
_REGEX = re.compile(r"illegal regex for (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Series:
    """One selector in an expression.

    `function` is what is applied straight to it, "" for nothing; `window` and `offset` are
    seconds, 0 where there is none.
    """

    selector: Selector
    function: str
    window: float
    offset: float
    position: Position


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression: its tree, or why there is none and where that shows."""

    text: str
    tree: Tree | None
    series: tuple[Series, ...] = ()
    error: str = ""
    position: Position = (1, 1, 1)


@lru_cache(maxsize=16)
def parsed(text: str) -> Parsed:
    """Reads PromQL; never raises."""
    if len(text) > LONGEST or steps(text) > MOST_STEPS:
        most = f"an expression has at most {LONGEST} characters and {MOST_STEPS} operators"
        return Parsed(text, None, (), most, _whole(text))
    try:
        tree = parse(text)
    except ValueError as error:
        return Parsed(text, None, (), str(error), _blamed(text, str(error)))
    return Parsed(text, tree, tuple(_series(text, tree)))


def reach(tree: Tree) -> float:
    """Seconds into the past from which samples are taken, an `offset` aside: windows add up."""
    own = tree.range if kind(tree) in ("MatrixSelector", "SubqueryExpr") else None
    below = max(map(reach, children(tree)), default=0.0)
    return below + (own.total_seconds() if own else 0.0)


def find_word(text: str, word: str, nth: int = 0) -> Position | None:
    """Where a word stands for the `nth` time outside of quotes and comments."""
    found = list(re.finditer(rf"(?<![\w:]){re.escape(word)}(?![\w:])", masked(text)))
    if not found:
        return None
    return _position(text, found[min(nth, len(found) - 1)].start(), len(word))


def _series(text: str, tree: Tree) -> Iterator[Series]:
    seen: Counter[str] = Counter()
    waiting: list[tuple[Tree, str, float]] = [(tree, "", 0.0)]
    while waiting:
        node, function, window = waiting.pop()
        if kind(node) == "VectorSelector":
            selector = selector_of(node)
            if selector is not None:
                position = find_word(text, selector.metric, seen[selector.metric])
                seen[selector.metric] += 1
                offset = node.offset.total_seconds() if node.offset else 0.0
                yield Series(selector, function, window, offset, position or (1, 1, len(text)))
            continue
        below = _applied(node, function, window)
        waiting.extend((child, *below) for child in reversed(children(node)))


def _applied(node: Tree, function: str, window: float) -> tuple[str, float]:
    """The function and the window that hold for the nodes below."""
    match kind(node):
        case "Call":
            return node.func.name, 0.0
        case "MatrixSelector" | "SubqueryExpr":
            return function, node.range.total_seconds() if node.range else 0.0
        case "ParenExpr":
            return function, window
    return "", 0.0


def _blamed(text: str, error: str) -> Position:
    """The nearest plausible place of a parser's complaint; the parser itself names none."""
    for pattern in (_UNKNOWN_FUNCTION, _IN_CALL):
        match = pattern.search(error)
        if match:
            return find_word(text, match[1]) or _whole(text)
    match = _REGEX.search(error)
    if match and match[1] in text:
        return _position(text, text.index(match[1]), len(match[1]))
    return _unbalanced(text) or _dangling(text) or _whole(text)


def _unbalanced(text: str) -> Position | None:
    """The first bracket without its partner."""
    open_brackets: list[int] = []
    for index, character in enumerate(seen := masked(text)):
        if character in "([{":
            open_brackets.append(index)
        elif character in ")]}":
            if not open_brackets or seen[open_brackets[-1]] + character not in ("()", "[]", "{}"):
                return _position(text, index, 1)
            open_brackets.pop()
    return _position(text, open_brackets[-1], 1) if open_brackets else None


_DANGLING = re.compile(
    r"(?:[-+*/%^]|==|!=|>=|<=|>|<|\b(?:and|or|unless|offset|by|without|on|ignoring))\s*"
    r"(?=$|[)*/%^,]|==|!=|>=|<=|>|<|\b(?:and|or|unless)\b)"
)


def _dangling(text: str) -> Position | None:
    """An operator that nothing follows."""
    seen = _BRACES.sub(lambda braces: "_" * len(braces[0]), masked(text))
    match = _DANGLING.search(seen.rstrip())
    return _position(text, match.start(), len(match[0].strip())) if match else None


def _whole(text: str) -> Position:
    first = text.split("\n", 1)[0]
    return 1, 1, max(len(first), 1)


def _position(text: str, index: int, length: int) -> Position:
    line_start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - line_start + 1, length
