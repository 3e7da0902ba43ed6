"""How alike two messages are."""

from __future__ import annotations

from functools import cache
from typing import Protocol

_SLACK = 1e-6
"""Per cent. Eight of ten characters are 80 per cent, whatever floating point makes of that."""


class _Measure(Protocol):
    def __call__(self, one: str, other: str, /, *, score_cutoff: float) -> float: ...


def alike(one: str, other: str, similarity: float) -> bool:
    """Whether at least this share of their characters, from 0 to 1, is the same in order."""
    if one == other:
        return True
    least = similarity * 100 - _SLACK
    return measure()(one, other, score_cutoff=least) >= least


@cache
def measure() -> _Measure:
    """That of rapidfuzz, in per cent. Loading it takes some 12 ms: call it where nobody waits."""
    try:
        from rapidfuzz.fuzz import ratio
    except ImportError:
        # The process ends and nothing can be loaded any more: nothing is alike then.
        return lambda *_, **__: -1.0
    return ratio
