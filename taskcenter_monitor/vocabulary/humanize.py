"""Numbers as the templates of Prometheus print them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

_LARGE = ("", "k", "M", "G", "T", "P", "E", "Z", "Y")
_SMALL = ("", "m", "u", "n", "p", "f", "a", "z", "y")
_BINARY = ("", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")


def humanize(value: float) -> str:
    """1234567 is `1.235M`."""
    if value == 0 or not math.isfinite(value):
        return _short(value)
    if abs(value) >= 1:
        return _scaled(value, 1000, _LARGE)
    return _shrunk(value, "")


def humanize1024(value: float) -> str:
    """3221225472 is `3Gi`."""
    if abs(value) <= 1 or not math.isfinite(value):
        return _short(value)
    return _scaled(value, 1024, _BINARY)


def humanize_duration(value: float) -> str:
    """Seconds: 0.0525 is `52.5ms`, 3670 is `1h 1m 10s`."""
    if value == 0 or not math.isfinite(value):
        return f"{_short(value)}s" if value == 0 else _short(value)
    if abs(value) < 1:
        return _shrunk(value, "s")
    sign, whole = ("-", int(-value)) if value < 0 else ("", int(value))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    if minutes:
        return f"{sign}{minutes}m {seconds}s"
    return f"{_short(value)}s"


def humanize_percentage(value: float) -> str:
    """0.125 is `12.5%`."""
    return f"{_short(value * 100)}%"


FORMATS: Mapping[str, Callable[[float], str]] = {
    "humanize": humanize,
    "humanize1024": humanize1024,
    "humanizeDuration": humanize_duration,
    "humanizePercentage": humanize_percentage,
}
"""A function of the templates to what it prints."""


def _short(value: float) -> str:
    """Four significant digits, in the way of C and Go."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return f"{value:.4g}"


def _scaled(value: float, base: int, prefixes: tuple[str, ...]) -> str:
    step = 0
    while abs(value) >= base and step + 1 < len(prefixes):
        value /= base
        step += 1
    return f"{_short(value)}{prefixes[step]}"


def _shrunk(value: float, unit: str) -> str:
    step = 0
    while abs(value) < 1 and step + 1 < len(_SMALL):
        value *= 1000
        step += 1
    return f"{_short(value)}{_SMALL[step]}{unit}"


_PRINTED = (*FORMATS.values(), "{:.0f}".format, "{:.1f}".format, "{:.2f}".format)
NOISE = 1e-9
"""By how much a reckoned value may be off, as a part of itself."""


def reads_alike(value: float) -> bool:
    """Whether a value reads the same in every format when the last bits of it are off."""
    low, high = value * (1 - NOISE), value * (1 + NOISE)
    return all(shown(low) == shown(high) for shown in _PRINTED)
