"""Objectives and error budgets as people write them: `99.9%`, `2%`.

Everything is Decimal: a budget of 0.1% is 0.001 and not 0.0009999999999999432, so the constants
in the rules are the ones that people would write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_MOST_DIGITS = 9
"""Digits behind the point that a share may have."""
_SHARE = re.compile(rf"(0|[1-9][0-9]{{0,2}})(?:\.[0-9]{{1,{_MOST_DIGITS}}})?%")
_BARE = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,11})?")
_LONG = re.compile(rf"(?:0|[1-9][0-9]{{0,2}})\.[0-9]{{{_MOST_DIGITS + 1},}}%")
_PERCENT = re.compile("％|percent$")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: `text` as it was written, `part` from 0 to 1."""

    text: str
    part: Decimal


@lru_cache(maxsize=1024)
def parse_share(text: str) -> Share:
    """Reads a share of something, more than nothing and at most all of it.

    Raises ValueError with a sentence for people.
    """
    if _LONG.fullmatch(text):
        raise ValueError(_too_fine(text))
    if not _SHARE.fullmatch(text):
        raise ValueError(f"{text!r} is no share; write it in percent, like 2% or 0.5%")
    part = Decimal(text.removesuffix("%")) / _HUNDRED
    if not 0 < part <= 1:
        raise ValueError(f"{text} is no share of a budget; it lies above 0% and is at most 100%")
    return Share(text, part)


@lru_cache(maxsize=1024)
def parse_part(text: str) -> Decimal:
    """Reads a part of something, from nothing to all of it; the number from 0 to 1.

    Raises ValueError with a sentence for people.
    """
    if _BARE.fullmatch(text):
        percent = Decimal(text) * (_HUNDRED if Decimal(text) <= 1 else 1)
        raise ValueError(f"{text} has no unit; write it in percent, like {number(percent)}%")
    if _LONG.fullmatch(text):
        raise ValueError(_too_fine(text))
    if not _SHARE.fullmatch(text):
        raise ValueError(f"{text!r} is no share; write it in percent, like 50%")
    part = Decimal(text.removesuffix("%")) / _HUNDRED
    if part > 1:
        raise ValueError(f"{text} is more than all of it; a share is at most 100%")
    return part


@lru_cache(maxsize=1024)
def parse_objective(text: str) -> Share:
    """Reads an objective, which leaves some budget for errors.

    Raises ValueError with a sentence that says what a bare or an impossible number would mean.
    """
    if _BARE.fullmatch(text):
        raise ValueError(_bare(Decimal(text)))
    if _LONG.fullmatch(text):
        raise ValueError(_too_fine(text))
    if not _SHARE.fullmatch(text):
        raise ValueError(
            f"{text!r} is no objective; write it in percent, like {_meant(text) or '99.9%'}"
        )
    percent = Decimal(text.removesuffix("%"))
    if percent == _HUNDRED:
        raise ValueError(_NOTHING_LEFT)
    if percent > _HUNDRED or percent == 0:
        raise ValueError(f"{text} is no objective; it lies between 0% and 100%")
    if percent < 1:
        share = number(percent * _HUNDRED)
        raise ValueError(
            f"{text} lets more than 99 of 100 events fail; if the ratio {number(percent)} is meant,"
            f" write {share}%"
        )
    return Share(text, percent / _HUNDRED)


def number(value: Decimal) -> str:
    """A Decimal as people write it, without an exponent and without needless zeros."""
    plain = format(value.normalize(), "f")
    return "0" if plain == "-0" else plain


_NOTHING_LEFT = (
    "an objective of 100% has no error budget: a single bad event would use all of it, and every"
    " burn rate would be endless; promise less, like 99.99%"
)


def _too_fine(text: str) -> str:
    return f"{text} has too many digits; write at most {_MOST_DIGITS} behind the point"


def _bare(given: Decimal) -> str:
    if given == _HUNDRED:
        return _NOTHING_LEFT
    if 0 < given < 1:
        return (
            f"{number(given)} reads as a ratio, or as less than one percent; write it in percent:"
            f" {number(given * _HUNDRED)}%"
        )
    if given == 1:
        return f"1 is 1% or all of it, and all of it cannot be promised; {_NOTHING_LEFT}"
    if given > _HUNDRED or given == 0:
        return f"{number(given)} is no objective; write it in percent, like 99.9%"
    left = f"leaves {number(_HUNDRED - given)}% for errors"
    if given >= _HUNDRED / 2:
        one_in = (_HUNDRED / (_HUNDRED - given)).quantize(Decimal("0.1"))
        left = f"lets one of {number(one_in)} events fail"
    return (
        f"{number(given)} has no unit; if {number(given)}% is meant, which {left}, write"
        f" {number(given)}%"
    )


def _meant(text: str) -> str:
    """The objective in a text with a decimal comma, blanks or a word for the sign; "" for none."""
    plain = _PERCENT.sub("%", "".join(text.split()).replace(",", "."))
    return plain if _SHARE.fullmatch(plain) and text != plain else ""
