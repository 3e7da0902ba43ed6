"""Reads texts with units back into numbers, to hold them against what Prometheus answered.

How many digits Grafana shows is its own affair; that they say the value in the right unit is ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TEXT = re.compile(r"(?P<number>-?\d+(?:\.(?P<digits>\d+))?(?:e[+-]?\d+)?)(?P<suffix>.*)")
_CLOSE = 0.01
"""A value is shown to about three digits, so that it is off by no more than that part of it."""

_RATE = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9}
_TIME = {
    " ns": 1e-9,
    " µs": 1e-6,
    " ms": 1e-3,
    " s": 1.0,
    " min": 60.0,
    " hour": 3600.0,
    " day": 86400.0,
    " week": 604800.0,
    " year": 31556900.0,
}


def _rate(name: str) -> dict[str, float]:
    return {f"{letter} {name}": factor for letter, factor in _RATE.items()}


UNITS: Mapping[str, Mapping[str, float]] = {
    "bytes": {
        suffix: 1024.0**power
        for power, suffix in enumerate((" B", " KiB", " MiB", " GiB", " TiB", " PiB"))
    },
    "cps": _rate("c/s"),
    "none": {"": 1.0},
    "ops": _rate("ops/s"),
    "percent": {"%": 1.0},
    "percentunit": {"%": 0.01},
    "reqps": _rate("req/s"),
    "s": {**_TIME, **{f"{name}s": factor for name, factor in _TIME.items() if factor >= 60}},
    "short": {"": 1.0, " K": 1e3, " Mil": 1e6, " Bil": 1e9, " Tri": 1e12},
}
"""For a unit each suffix that may stand behind a number, with what a one before it is worth."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with what it was made of."""

    text: str
    unit: str
    value: float
    decimals: int | None = None


def complaint(shown: Shown) -> str:
    """What is wrong with a text, or "" where it says its value; a unit must be among UNITS."""
    read = _TEXT.fullmatch(shown.text)
    if read is None:
        return f"{shown.text!r} is no number with a unit"
    factor = UNITS[shown.unit].get(read["suffix"])
    if factor is None:
        return f"{shown.text!r} ends in {read['suffix']!r}, which is not of {shown.unit}"
    digits = len(read["digits"] or "")
    if shown.decimals is not None and digits != shown.decimals:
        return f"{shown.text!r} has {digits} decimals instead of {shown.decimals}"
    off = abs(float(read["number"]) * factor - shown.value)
    rounding = 0.5 * 10.0**-digits * factor
    allowed = rounding if shown.decimals is not None else _CLOSE * abs(shown.value)
    if off > allowed * (1 + 1e-9) + 1e-12 * abs(shown.value):
        return f"{shown.text!r} does not say {shown.value} in {shown.unit}"
    return ""
