"""Durations as Prometheus writes them: `30s`, `5m`, `1h30m`."""

from __future__ import annotations

import re
from functools import lru_cache

from taskcenter_monitor.vocabulary.quantities import number_text

_PATTERN = re.compile(
    r"(?:([0-9]{1,6})y)?(?:([0-9]{1,6})w)?(?:([0-9]{1,6})d)?"
    r"(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,12})ms)?"
)
_SECONDS = (365 * 86400.0, 7 * 86400.0, 86400.0, 3600.0, 60.0, 1.0, 0.001)

LONGEST = 10 * 365 * 86400.0
"""Seconds in ten years: whatever is longer is a slip of the pen."""


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> float:
    """The seconds in `text`.

    Units stand in falling order (y, w, d, h, m, s, ms), each once, with whole numbers, as
    Prometheus wants them. Raises ValueError with a sentence for people.
    """
    match = _PATTERN.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"{text!r} is not a duration; write it like 30s, 5m or 1h30m")
    seconds = sum(
        int(number) * unit
        for number, unit in zip(match.groups(), _SECONDS, strict=True)
        if number is not None
    )
    if seconds > LONGEST:
        raise ValueError(f"{text!r} is longer than ten years")
    return seconds


def seconds_text(seconds: float) -> str:
    """Seconds as Prometheus writes them: `90s`, `2.5s`."""
    return f"{number_text(seconds)}s"


def mixed_text(seconds: float) -> str:
    """Seconds as people like to read them, to the millisecond: `23s`, `7m23s`, `1h`, `2.5s`."""
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    parts = ((hours, "h"), (minutes, "m"), (round(rest, 3), "s"))
    return "".join(f"{number_text(number)}{unit}" for number, unit in parts if number) or "0s"


@lru_cache(maxsize=4096)
def clock_text(seconds: float) -> str:
    """Seconds as people read a clock: `90s` is `1m30s`, an hour is `1h`."""
    rest = round(seconds * 1000)
    parts = []
    for unit, size in _CLOCK:
        whole, rest = divmod(rest, size)
        if whole:
            parts.append(f"{whole}{unit}")
    return "".join(parts) or "0s"


@lru_cache(maxsize=4096)
def in_words(text: str, language: str) -> str:
    """A duration as people say it in `zh` or `en`: `1小时30分钟`, `1 h 30 min`."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return text
    words = _WORDS[language]
    between = "" if language == "zh" else " "
    parts = [
        f"{number}{between}{word}"
        for number, word in zip(match.groups(), words, strict=True)
        if number is not None
    ]
    return between.join(parts)


_CLOCK = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))
_WORDS = {
    "zh": ("年", "周", "天", "小时", "分钟", "秒", "毫秒"),
    "en": ("y", "w", "d", "h", "min", "s", "ms"),
}
