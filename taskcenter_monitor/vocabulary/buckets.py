"""The bounds of histogram buckets as they stand in the label `le`."""

from __future__ import annotations

from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.selectors import Matcher

_EXPONENT_FROM = 1e6
"""Go and Python clients write bounds from a million on with an exponent."""
_DIGITS = 17
"""Digits that tell any float from its neighbours."""


def spellings(bound: int | float) -> tuple[str, ...]:
    """Every way in which a server may have stored a bound, the plain one first.

    Prometheus 2 keeps what the client wrote, which is `5` or `5.0`; Prometheus 3 makes `5.0` of
    both. Bytes come with an exponent: `1.048576e+06`.
    """
    plain = number_text(bound)
    found = [plain]
    if bound == int(bound):
        found.append(f"{plain}.0")
    if bound >= _EXPONENT_FROM:
        found.append(_with_exponent(bound))
    return tuple(found)


def bound_matcher(bound: int | float) -> Matcher:
    """The matcher that takes one bucket, however its bound is spelt."""
    first, *others = spellings(bound)
    if not others:
        return Matcher("le", "=", first)
    literal = (text.replace(".", "[.]").replace("+", "[+]") for text in (first, *others))
    return Matcher("le", "=~", "|".join(literal))


def _with_exponent(bound: int | float) -> str:
    """As few digits as tell the bound exactly, as Go and Python clients write them."""
    written = (f"{bound:.{places}e}" for places in range(_DIGITS))
    return next(text for text in written if float(text) == bound)
