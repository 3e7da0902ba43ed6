"""PromQL as text: parsing it, and the recorded series it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

_RECORDED = re.compile(
    r"(?<![\w:])(?P<name>[a-z][a-z0-9_]*:[a-zA-Z0-9_]+:[a-z0-9_]+)(?![\w:])"
    r"(?P<bound>\s*(?:[\[{]|offset\b|@))?"
)
_ARITHMETIC = frozenset("+-*/%^")
_OPAQUE = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`|#[^\n]*', re.DOTALL)
_BRACES = re.compile(r"\{[^{}]*\}")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
_NAME = re.compile(r"(?<![\w:])[a-zA-Z_:][a-zA-Z0-9_:]*(?![\w:]|\s*\()")
_STEP = re.compile(r"[-+*/%^(]|[<>=!]=?|\b(?:and|or|unless|atan2)\b")

DEEPEST = 1000
"""Operators and brackets in one expression; with some thousand the parser's stack ends, and the
whole process with it."""


@lru_cache(maxsize=16)
def parse(text: str) -> Any:  # noqa: ANN401 - promql-parser has no common type of its nodes
    """The syntax tree of an expression; raises ValueError with what is wrong."""
    import promql_parser

    if len(text) > DEEPEST and steps(text) > DEEPEST:
        raise ValueError(f"an expression has at most {DEEPEST} operators and brackets")
    return promql_parser.parse(text)


def steps(text: str) -> int:
    """How many operators and brackets an expression has, which is as deep as it can nest."""
    return len(_STEP.findall(_BRACES.sub("", masked(text))))


def masked(text: str) -> str:
    """The expression with what stands in quotes and comments blanked out, at the same places."""
    return _OPAQUE.sub(lambda opaque: re.sub(r"[^\n]", " ", opaque[0]), text)


def uncommented(text: str) -> str:
    """The expression without its comments, everything else at its place.

    What is put behind an expression must not become part of its last comment.
    """
    if "#" not in text:
        return text
    bare = _OPAQUE.sub(lambda opaque: "" if opaque[0][0] == "#" else opaque[0], text)
    return "\n".join(line.rstrip() for line in bare.split("\n"))


def operand(text: str) -> str:
    """An expression ready to stand before a comparison, in parentheses where it needs them.

    What does not parse stays as it is: somebody else says so.
    """
    try:
        tree = parse(text)
    except ValueError:
        return text
    loose = type(tree).__name__ == "BinaryExpr" and str(tree.op) not in _ARITHMETIC
    return f"({text})" if loose else text


def recorded_series(text: str) -> list[str]:
    """The names of recorded series (`level:metric:operations`) in an expression."""
    return [match["name"] for match in _RECORDED.finditer(text)]


def replaced(text: str, definition: Callable[[str], str | None]) -> str:
    """The expression with recorded series replaced by what `definition` gives for their names.

    A name stays where `definition` gives None, and where it is bound to a range, an offset or
    matchers, which an expression in parentheses could not take.
    """

    def substitute(match: re.Match[str]) -> str:
        if match["bound"]:
            return match[0]
        expr = definition(match[0])
        if expr is None:
            return match[0]
        return f"({expr})" if re.search(r"\s", expr) else expr

    return _RECORDED.sub(substitute, text) if ":" in text else text


def narrowed(text: str, more: Callable[[str], Sequence[str]]) -> str:
    """The expression with further matchers in its selectors.

    `more` is asked for the matchers of a selector as it stands there, and gives none for words that
    are no series.
    """
    blank = masked(text)
    for opaque in (_BRACES, _GROUPING):
        blank = opaque.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), blank)
    for match in reversed([*_NAME.finditer(blank)]):
        braces = _FOLLOWING_BRACES.match(text, match.end())
        end = braces.end() if braces else match.end()
        added = ", ".join(more(text[match.start() : end]))
        if added:
            inner = braces[1].strip().rstrip(",") if braces else ""
            both = f"{inner}, {added}" if inner else added
            text = f"{text[: match.end()]}{{{both}}}{text[end:]}"
    return text


_FOLLOWING_BRACES = re.compile(r'\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}')
