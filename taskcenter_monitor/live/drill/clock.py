"""A clock that runs faster: durations, and the PromQL that has them in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskcenter_monitor.live.drill.seconds import lengths
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.promql import masked
from taskcenter_monitor.vocabulary.quantities import number_text

RESOLUTION = 0.001
"""Seconds: what Prometheus and Alertmanager cannot tell apart."""

_DURATION = r"(?:[0-9]+(?:ms|[smhdwy]))+"
_WINDOW = re.compile(rf"(?<=\[)\s*{_DURATION}\s*(?::\s*(?:{_DURATION})?\s*)?(?=\])")
_OFFSET = re.compile(rf"\boffset\s+-?\s*{_DURATION}")
_EACH = re.compile(_DURATION)
_NUMBER = re.compile(
    r"(?<![\w:.])(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"|[iI]nf|[nN]a[nN])(?![\w:.])"
)
_LABELS = re.compile(r"\{[^{}]*\}|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")


def windows(text: str) -> tuple[float, ...]:
    """The seconds of every window that an expression looks at."""
    return tuple(
        parse_duration(each[0])
        for found in _WINDOW.finditer(masked(text))
        for each in [_EACH.search(found[0])]
        if each is not None
    )


class TooShort(ValueError):
    """A duration that is shorter than the servers can tell once it is scaled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Runs `factor` times faster than the one on the wall."""

    factor: float

    def duration(self, text: str) -> str:
        """A duration on this clock; "" stays "". Raises TooShort."""
        if not text:
            return text
        seconds = parse_duration(text)
        if not seconds or self.factor == 1:
            return text
        scaled = round(seconds / self.factor, 3)
        if scaled < RESOLUTION:
            raise TooShort(
                f"{text} at {self.factor:g} times the speed is shorter than a millisecond, which "
                "is the least that Prometheus and Alertmanager know"
            )
        return clock_text(scaled)

    def seconds(self, seconds: float) -> float:
        """So many seconds of the specs, in seconds of the wall."""
        return seconds / self.factor

    def promql(self, text: str) -> str:
        """The expression with its windows, steps and offsets on this clock, and the numbers in it
        that are lengths of time. Raises TooShort, and ValueError for what does not parse.
        """
        if self.factor == 1:
            return text
        blank = masked(text)
        pieces = [*self._durations(blank), *self._lengths(text, blank)]
        for start, end, piece in sorted(pieces, reverse=True):
            text = text[:start] + piece + text[end:]
        return text

    def _durations(self, blank: str) -> list[tuple[int, int, str]]:
        return [
            (found.start() + each.start(), found.start() + each.end(), self.duration(each[0]))
            for pattern in (_WINDOW, _OFFSET)
            for found in pattern.finditer(blank)
            for each in _EACH.finditer(found[0])
        ]

    def _lengths(self, text: str, blank: str) -> list[tuple[int, int, str]]:
        """Numbers stand in the text in the same order as in the tree."""
        for pattern in (_WINDOW, _OFFSET, _LABELS):
            blank = pattern.sub(lambda found: " " * len(found[0]), blank)
        numbers = list(_NUMBER.finditer(blank))
        scaled = lengths(text)
        if len(scaled) != len(numbers):
            raise ValueError(f"the numbers of {text!r} cannot be told from its durations")
        return [
            (number.start(), number.end(), number_text(float(number[0]) / self.factor))
            for number, is_length in zip(numbers, scaled, strict=True)
            if is_length
        ]
