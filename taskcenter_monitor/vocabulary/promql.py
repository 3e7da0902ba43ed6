"""PromQL as text: parsing it, and the recorded series it reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_RECORDED = re.compile(
    r"(?<![\w:])(?P<name>[a-z][a-z0-9_]*:[a-zA-Z0-9_]+:[a-z0-9_]+)(?![\w:])"
    r"(?P<bound>\s*(?:[\[{]|offset\b|@))?"
)
_ARITHMETIC = frozenset("+-*/%^")


@lru_cache(maxsize=131072)
def parse(text: str) -> Any:  # noqa: ANN401 - promql-parser has no common type of its nodes
    """The syntax tree of an expression; raises ValueError with what is wrong."""
    import promql_parser

    return promql_parser.parse(text)


def binds_loosely(text: str) -> bool:
    """Whether an expression needs parentheses before it is compared with something."""
    operator = getattr(parse(text), "op", None)
    return operator is not None and str(operator) not in _ARITHMETIC


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
