"""PromQL as a tree whose nodes know where they stand, so that single words can be exchanged.

The parser that the compiler uses knows no places. This one reads what it has accepted, and what
comes of an exchange is given back to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mutants.tokens import Token, tokens

COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})
ARITHMETIC = frozenset("+-*/%^")
SETS = frozenset({"and", "or", "unless"})
AGGREGATIONS = frozenset(
    [
        "sum",
        "min",
        "max",
        "avg",
        "group",
        "stddev",
        "stdvar",
        "count",
        "count_values",
        "bottomk",
        "topk",
        "quantile",
    ]
)
_LEVELS = ({"or"}, {"and", "unless"}, COMPARISONS, {"+", "-"}, {"*", "/", "%", "atan2"}, {"^"})
"""Operators, the loosest first."""
_SIGN = 4
"""The level of a sign: it binds looser than a power and tighter than a sum."""
_BOUND_BY_LABELS = ("on", "ignoring", "group_left", "group_right")
_GROUPED = ("by", "without")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One condition of a selector on a label."""

    label: Token
    operator: Token
    value: Token

    @property
    def place(self) -> tuple[int, int]:
        """From where to where it stands."""
        return self.label.start, self.value.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression, from `start` to `end`.

    `kind` is number, string, selector, call, aggregation, binary, sign or paren. `word` is the
    number, the name of the series or function, or the operator. `windows` and `offset` are the
    durations behind it; the offset has its place, with its keyword, in `offset_start`.
    """

    kind: str
    start: int
    end: int
    word: Token
    children: tuple[Node, ...] = ()
    matchers: tuple[Matcher, ...] = ()
    windows: tuple[Token, ...] = ()
    offset: Token | None = None
    offset_start: int = 0

    def walk(self, *above: Node) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        """Every node with those above it, the nearest first."""
        yield self, above
        for child in self.children:
            yield from child.walk(self, *above)


def parse(text: str) -> Node:
    """The tree of an expression. Raises ValueError where it is none."""
    reader = _Reader(list(tokens(text)))
    tree = reader.expression(0)
    reader.end()
    return tree


class _Reader:
    """Reads words from the left to the right."""

    def __init__(self, words: list[Token]) -> None:
        last = words[-1].end if words else 0
        self._words = [*words, Token("end", "", last, last)]
        self._place = 0

    def expression(self, level: int) -> Node:
        """What is held together by operators of this level and tighter ones."""
        if level == len(_LEVELS):
            return self._operand()
        if level == _SIGN and self._next.text in ("+", "-"):
            sign = self._take()
            inner = self.expression(level)
            return Node(kind="sign", start=sign.start, end=inner.end, word=sign, children=(inner,))
        left = self.expression(level + 1)
        while self._next.text in _LEVELS[level] and self._next.kind in ("operator", "name"):
            operator = self._take()
            self._binding()
            # A power binds to the right, everything else to the left.
            right = self.expression(level if operator.text == "^" else level + 1)
            left = Node(
                kind="binary",
                start=left.start,
                end=right.end,
                word=operator,
                children=(left, right),
            )
        return left

    def end(self) -> None:
        """Raises ValueError where something is left."""
        if self._next.kind != "end":
            raise ValueError(f"{self._next.text!r} is not expected there")

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    @property
    def _last(self) -> Token:
        return self._words[self._place - 1]

    def _take(self, *wanted: str) -> Token:
        word = self._next
        if word.kind == "end" or (wanted and word.text not in wanted):
            raise ValueError(f"{' or '.join(wanted) or 'an operand'} is expected before {word}")
        self._place += 1
        return word

    def _binding(self) -> None:
        """What stands behind an operator: `bool`, `on (job)`, `group_left ()`."""
        if self._next.text == "bool":
            self._take()
        while self._next.text in _BOUND_BY_LABELS:
            self._take()
            if self._next.text == "(":
                self._skip_labels()

    def _skip_labels(self) -> None:
        self._take("(")
        while self._take().text != ")":
            pass

    def _operand(self) -> Node:
        return self._extended(self._bare())

    def _bare(self) -> Node:
        word = self._take()
        if word.kind in ("number", "string"):
            return Node(kind=word.kind, start=word.start, end=word.end, word=word)
        if word.text == "(":
            inner = self.expression(0)
            end = self._take(")").end
            return Node(kind="paren", start=word.start, end=end, word=word, children=(inner,))
        if word.text == "{":
            self._place -= 1
        elif word.kind != "name":
            raise ValueError(f"{word.text!r} is no operand")
        elif word.text in AGGREGATIONS or self._next.text == "(":
            return self._call(word)
        matchers = self._matchers() if self._next.text == "{" else ()
        end = self._last.end
        return Node(kind="selector", start=word.start, end=end, word=word, matchers=matchers)

    def _call(self, name: Token) -> Node:
        self._grouping()
        self._take("(")
        arguments: list[Node] = []
        while self._next.text != ")":
            arguments.append(self.expression(0))
            if self._next.text == ",":
                self._take()
        self._take(")")
        kind = "aggregation" if name.text in AGGREGATIONS else "call"
        self._grouping()
        end = self._last.end
        return Node(kind=kind, start=name.start, end=end, word=name, children=tuple(arguments))

    def _grouping(self) -> None:
        if self._next.text in _GROUPED:
            self._take()
            self._skip_labels()

    def _matchers(self) -> tuple[Matcher, ...]:
        self._take("{")
        found = []
        while self._next.text != "}":
            label, operator, value = self._take(), self._take(), self._take()
            found.append(Matcher(label=label, operator=operator, value=value))
            if self._next.text == ",":
                self._take()
        self._take("}")
        return tuple(found)

    def _extended(self, node: Node) -> Node:
        """The node with its window and its offset."""
        windows: list[Token] = []
        offset, offset_start = None, 0
        while self._next.text in ("[", "offset"):
            opening = self._take()
            if opening.text == "offset":
                if self._next.text == "-":
                    self._take()
                offset, offset_start = self._take(), opening.start
                continue
            while (word := self._take()).text != "]":
                windows.append(word)
        if not windows and offset is None:
            return node
        return Node(
            kind=node.kind,
            start=node.start,
            end=self._last.end,
            word=node.word,
            children=node.children,
            matchers=node.matchers,
            windows=tuple(windows),
            offset=offset,
            offset_start=offset_start,
        )
