"""The ways in which a rule may go wrong: one function each, listed here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mutants.tokens import Token
from mutants.tree import ARITHMETIC, COMPARISONS, Matcher, Node
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.samples import number

_OTHERS: Mapping[str, tuple[str, ...]] = {
    ">": ("<", ">="),
    "<": (">", "<="),
    ">=": ("<=", ">"),
    "<=": (">=", "<"),
    "==": ("!=",),
    "!=": ("==",),
}
_SETS: Mapping[str, str] = {"and": "or", "or": "and", "unless": "and"}
_NEGATIONS: Mapping[str, str] = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
_QUANTILES = ("histogram_quantile", "quantile_over_time", "quantile")
SHIFTS = (0.9, 1.1)
_AROUND = 30
"""Characters before and behind a change that are shown with it."""
_LONG = 60
"""Changes of so many characters are understood without what stands around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What stands from `start` to `end` becomes `new`; `node` is the part that it is about."""

    start: int
    end: int
    new: str
    node: Node

    def applied(self, text: str) -> str:
        """The whole text with the change."""
        return text[: self.start] + self.new + text[self.end :]

    def told(self, text: str) -> str:
        """The change in one line for people."""
        old, new = _line(text[self.start : self.end]), _line(self.new)
        change = f"{old} -> {new}" if new else f"without {old}"
        around = _line(text[max(0, self.start - _AROUND) : self.end + _AROUND])
        return change if len(change) > _LONG else f"{change}  in  {around}"


Above = tuple[Node, ...]
Edits = Iterator[Edit]


def comparator(node: Node, above: Above, text: str) -> Edits:
    """The other way round, and with or without the limit itself."""
    del above, text
    if node.kind == "binary" and node.word.text in COMPARISONS:
        for other in _OTHERS[node.word.text]:
            yield _word(node.word, other, node)


def threshold(node: Node, above: Above, text: str) -> Edits:
    """A tenth less and a tenth more, of what is compared and of what is reckoned with."""
    del text
    operator = above[0].word.text if above else ""
    if node.kind == "number" and above and above[0].kind in ("binary", "sign"):
        if operator in COMPARISONS or operator in ARITHMETIC:
            yield from _shifted(node)
    elif node.kind == "number" and above and above[0].word.text not in _QUANTILES:
        yield from _shifted(node)


def quantile(node: Node, above: Above, text: str) -> Edits:
    """Another quantile: a tenth less, and half-way up to the highest."""
    del text
    if node.kind == "number" and above and above[0].word.text in _QUANTILES:
        value = float(node.word.text)
        for other in (value * SHIFTS[0], (1 + value) / 2):
            yield _word(node.word, number(other), node)


def window(node: Node, above: Above, text: str) -> Edits:
    """Half as long and twice as long."""
    del above, text
    for one in node.windows:
        if one.kind == "duration":
            for seconds in halved_and_doubled(one.text):
                yield _word(one, seconds, node)


def offset(node: Node, above: Above, text: str) -> Edits:
    """Half as far back, twice as far, and not at all."""
    del above
    if node.offset is not None:
        for seconds in halved_and_doubled(node.offset.text):
            yield _word(node.offset, seconds, node)
        start = _before(text, node.offset_start)
        yield Edit(start=start, end=node.offset.end, new="", node=node)


def matcher(node: Node, above: Above, text: str) -> Edits:
    """Each one turned into its opposite, and each one left out."""
    del above
    for place, one in enumerate(node.matchers):
        yield _word(one.operator, _NEGATIONS[one.operator.text], node)
        start, end = _with_comma(node.matchers, place)
        alone = len(node.matchers) == 1 and node.word.kind == "name"
        if alone:
            start, end = text.rindex("{", 0, start), text.index("}", end) + 1
        yield Edit(start=start, end=end, new="", node=node)


def combination(node: Node, above: Above, text: str) -> Edits:
    """`and` for `or`, and the other way round."""
    del above, text
    if node.kind == "binary" and node.word.text in _SETS:
        yield _word(node.word, _SETS[node.word.text], node)


def guard(node: Node, above: Above, text: str) -> Edits:
    """Without what holds it back, or fills it up: the second arm, and a comparison in a term."""
    if node.kind != "binary":
        return
    left, _ = node.children
    inner = [one for one in above if one.kind != "paren"]
    is_term = bool(inner) and (inner[0].kind in ("call", "aggregation") or _reckons(inner[0]))
    if node.word.text in _SETS or (node.word.text in COMPARISONS and is_term):
        yield Edit(start=_before(text, node.word.start, left.end), end=node.end, new="", node=node)


def alone(node: Node, above: Above, text: str) -> Edits:
    """Without the first condition of two."""
    del above, text
    if node.kind == "binary" and node.word.text == "and":
        _, right = node.children
        yield Edit(start=node.start, end=right.start, new="", node=node)


def swap(node: Node, above: Above, text: str) -> Edits:
    """Good and total exchanged: what is divided, and by what."""
    del above
    if node.kind == "binary" and node.word.text == "/":
        left, right = node.children
        # In `100 * used / capacity` it is what was used, and not the percent.
        while left.kind == "binary" and left.word.text == "*":
            left = left.children[1]
        between = text[left.end : right.start]
        new = text[right.start : right.end] + between + text[left.start : left.end]
        yield Edit(start=left.start, end=right.end, new=new, node=node)


EDITS: Mapping[str, Callable[[Node, Above, str], Edits]] = {
    "comparator": comparator,
    "threshold": threshold,
    "quantile": quantile,
    "window": window,
    "offset": offset,
    "matcher": matcher,
    "and/or": combination,
    "guard": guard,
    "alone": alone,
    "swap": swap,
}
"""The name of an operator to what it makes of one part of an expression."""


def _line(text: str) -> str:
    return " ".join(text.split())


def halved_and_doubled(duration: str) -> Iterator[str]:
    """A duration half as long and twice as long."""
    seconds = parse_duration(duration)
    return (clock_text(seconds * times) for times in (0.5, 2))


def _shifted(node: Node) -> Edits:
    value = float(node.word.text)
    for other in [value * times for times in SHIFTS] if value else [1.0]:
        yield _word(node.word, number(other), node)


def _reckons(node: Node) -> bool:
    return node.kind == "binary" and node.word.text in ARITHMETIC


def _word(old: Token, new: str, node: Node) -> Edit:
    return Edit(start=old.start, end=old.end, new=new, node=node)


def _before(text: str, place: int, least: int = 0) -> int:
    """Where the space before a place begins."""
    return max(least, len(text[:place].rstrip()))


def _with_comma(matchers: tuple[Matcher, ...], place: int) -> tuple[int, int]:
    """From where to where a matcher stands, with the comma between it and a neighbour."""
    start, end = matchers[place].place
    if place + 1 < len(matchers):
        return start, matchers[place + 1].place[0]
    return (matchers[place - 1].place[1], end) if place else (start, end)
