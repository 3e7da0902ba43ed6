"""Quantities as people write them: `80%`, `2GiB`, `500ms`, `1000`, `0.1/s`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskcenter_monitor.vocabulary.units import Dimension, Unit

_NUMBER = r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"
"""No leading zero, which elsewhere makes a number octal, and no sign."""
_PLAIN = re.compile(rf"({_NUMBER})(%|/s|/m|/h|[kKMGT]i?B|B)?")
_TIME = re.compile(rf"({_NUMBER})(ms|[smhdw])")
_SUFFIX: dict[str | None, tuple[Dimension, int, int]] = {
    None: (Dimension.COUNT, 1, 1),
    "%": (Dimension.RATIO, 1, 100),
    "/s": (Dimension.RATE, 1, 1),
    "/m": (Dimension.RATE, 1, 60),
    "/h": (Dimension.RATE, 1, 3600),
    "B": (Dimension.BYTES, 1, 1),
    **{f"{p}B": (Dimension.BYTES, 1000 ** (n + 1), 1) for n, p in enumerate("kMGT")},
    **{f"{p}iB": (Dimension.BYTES, 1024 ** (n + 1), 1) for n, p in enumerate("kMGT")},
    "KB": (Dimension.BYTES, 1000, 1),
    "KiB": (Dimension.BYTES, 1024, 1),
}
_TIME_UNIT = {
    "ms": (1, 1000),
    "s": (1, 1),
    "m": (60, 1),
    "h": (3600, 1),
    "d": (86400, 1),
    "w": (7 * 86400, 1),
}
FORMS = "80%, 2GiB, 2GB, 500ms, 5m, 1000 or 0.1/s"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its dimension, kept exactly as `number * times / over` of the base unit.

    What was written as text has whole numbers in all three, so that a value is rounded once.
    `text` is what was written, and what people are shown.
    """

    text: str
    dimension: Dimension
    number: int | float
    times: int
    over: int

    def in_unit(self, unit: Unit) -> int | float:
        """The value in `unit`, rounded once: 80% is 80 in percent and 0.8 as a ratio."""
        value = self.number * self.times * unit.per_base / self.over
        return int(value) if value == int(value) else value

    @property
    def base(self) -> float:
        """The value in the base unit of its dimension."""
        return self.number * self.times / self.over


def parse_quantity(text: str) -> Quantity:
    """Reads a quantity; raises ValueError with a sentence that says which forms there are."""
    match = _PLAIN.fullmatch(text)
    if match:
        dimension, times, over = _SUFFIX[match[2]]
        number, parts = _number(match[1])
        return Quantity(text, dimension, number, times, over * parts)
    return Quantity(text, Dimension.SECONDS, *_seconds(text))


def plain_count(number: int | float) -> Quantity:
    """A bare number, as YAML reads `1000`."""
    return Quantity(number_text(number), Dimension.COUNT, number, 1, 1)


def number_text(number: int | float) -> str:
    """A number as PromQL and people read it: without a needless `.0`."""
    return str(int(number)) if number == int(number) else repr(number)


def _number(text: str) -> tuple[int, int]:
    """The digits as a whole number, and what it must be divided by."""
    whole, _, decimals = text.partition(".")
    return int(whole + decimals), 10 ** len(decimals)


def _seconds(text: str) -> tuple[int, int, int]:
    """The sum of parts like `1m30s`, whose units must fall."""
    total, divisor, end = 0, 1, 0
    last = float("inf")
    for part in _TIME.finditer(text):
        times, over = _TIME_UNIT[part[2]]
        if part.start() != end or times / over >= last:
            break
        number, parts = _number(part[1])
        total = total * over * parts + number * times * divisor
        divisor *= over * parts
        end, last = part.end(), times / over
    if not end or end != len(text):
        raise ValueError(f"{text!r} is no quantity; write it like {FORMS}")
    return total, 1, divisor
