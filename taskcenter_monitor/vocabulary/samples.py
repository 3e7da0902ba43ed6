"""Values over time, in the notation of promtool: `5`, `0+1x10` (eleven samples), `_x3`, `stale`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from taskcenter_monitor.vocabulary.quantities import number_text

STALE = "stale"
"""The marker that Prometheus writes where a scrape failed or a target went away."""

MOST = 100_000
"""Samples that one series may have: ten weeks, one a minute."""


def number(value: float) -> str:
    """A value with as many digits as any reader needs: 0.1 + 0.2 is 0.3."""
    return number_text(float(f"{value:.12g}"))


def level(value: float, count: int) -> str:
    """The same value `count` times; nothing for none."""
    if count < 1:
        return ""
    return number(value) if count == 1 else f"{number(value)}+0x{count - 1}"


def gap(count: int) -> str:
    """`count` scrapes that are not there."""
    return f"_x{count}" if count > 0 else ""


def counter(*slopes: tuple[float, int], start: float = 0.0) -> str:
    """A counter at `start` that then grows by so much a step, for so many steps, slope by slope."""
    moving = [(slope, count) for slope, count in slopes if count > 0]
    if not moving:
        return number(start)
    (slope, count), *rest = moving
    parts = [_ramp(start, slope, count + 1)]
    current = start + slope * count
    for slope, count in rest:
        current = float(f"{current:.12g}")
        parts.append(_ramp(current + slope, slope, count))
        current += slope * count
    return joined(parts)


def joined(parts: Sequence[str]) -> str:
    """Stretches one after the other."""
    return " ".join(part for part in parts if part)


def _ramp(first: float, slope: float, count: int) -> str:
    if count == 1:
        return number(first)
    sign = "-" if slope < 0 else "+"
    return f"{number(first)}{sign}{number(abs(slope))}x{count - 1}"


def check(text: str) -> str:
    """The same text; raises ValueError where promtool could not read it."""
    for part in text.split():
        if _PART.fullmatch(part) is None:
            raise ValueError(
                f"{part!r} are no values; write them like 5, 0+1x60 (61 samples), _x3 or stale"
            )
        if any(math.isinf(float(value)) for value in re.findall(_NUMBER, part, re.ASCII)):
            raise ValueError(f"{part!r} has a number that is too large")
    if not text.split():
        raise ValueError("values are missing; write them like 5, 0+1x60, _x3 or stale")
    if length(text) > MOST:
        raise ValueError(f"these are {length(text)} values, where {MOST} are enough for any test")
    return text


def length(text: str) -> int:
    """How many samples there are, those that are missing included."""
    count = 0
    for part in text.split():
        match = _PART.fullmatch(part)
        times = match["times"] or match["gaps"] if match else None
        if match is None or times is None:
            count += 1
        else:
            # A stretch of values has one more than it says, one of gaps has just as many.
            count += int(times) + (match["start"] is not None)
    return count


def scaled(text: str, factor: float) -> str:
    """All values times a factor; how many there are stays."""
    if factor == 1:
        return text
    return " ".join(_scaled_part(part, factor) for part in text.split())


def _scaled_part(part: str, factor: float) -> str:
    match = _PART.fullmatch(part)
    if match is None or match["start"] is None:
        return part
    start = number(float(match["start"]) * factor)
    if match["slope"] is None:
        return f"{start}{'x' + match['times'] if match['times'] else ''}"
    slope = number(abs(float(match["slope"])) * factor)
    return f"{start}{match['slope'][0]}{slope}x{match['times']}"


_NUMBER = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_PART = re.compile(
    rf"(?P<start>-?{_NUMBER})(?:(?P<slope>[+-]{_NUMBER})?x(?P<times>\d+))?|_(?:x(?P<gaps>\d+))?|stale",
    re.ASCII,
)
"""One word of promtool's notation."""
