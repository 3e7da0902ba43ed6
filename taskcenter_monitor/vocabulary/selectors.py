"""Vector selectors as they stand in specs: a metric name and its label matchers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.vocabulary.regexes import check_regex, compiled

_SELECTOR = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s*", re.DOTALL)
_MATCHER = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\.)*)"\s*')
METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_SPECIAL = frozenset("()[]{}*+?\\")
LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class Matcher:
    """One label matcher; `value` is as written between the quotes."""

    label: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f'{self.label}{self.operator}"{self.value}"'

    def accepts(self, value: str) -> bool:
        """Whether a label of this value would pass; PromQL writes a backslash as two."""
        wanted = self.value.replace("\\\\", "\\")
        if self.operator in ("=", "!="):
            return (value == wanted) is (self.operator == "=")
        pattern = compiled(wanted)
        return pattern is None or (pattern.fullmatch(value) is not None) is (self.operator == "=~")


@dataclass(frozen=True, slots=True)
class Selector:
    """A metric name with matchers; prints as PromQL."""

    metric: str
    matchers: tuple[Matcher, ...] = ()

    def __str__(self) -> str:
        if not self.matchers:
            return self.metric
        return f"{self.metric}{{{', '.join(map(str, self.matchers))}}}"

    def suffixed(self, suffix: str) -> Selector:
        """The same matchers on `<metric><suffix>`, for the series of a histogram or summary."""
        return Selector(self.metric + suffix, self.matchers)

    def matched(self, label: str) -> tuple[Matcher, ...]:
        """The matchers on one label."""
        return tuple(matcher for matcher in self.matchers if matcher.label == label)


@lru_cache(maxsize=4096)
def parse_selector(text: str) -> Selector:
    """Reads `name{label="value", ...}`; raises ValueError with a sentence for people."""
    match = _SELECTOR.fullmatch(text)
    if match is None:
        raise ValueError(
            f'{text!r} is no selector; write a metric name, then matchers: name{{label="value"}}'
        )
    return Selector(match[1], tuple(_matchers(match[2] or "")))


def _matchers(text: str) -> list[Matcher]:
    matchers: list[Matcher] = []
    position = 0
    while text[position:].strip():
        match = _MATCHER.match(text, position)
        if match is None:
            raise ValueError(f'{text[position:].strip()!r} is no matcher; write label="value"')
        if match[2] in ("=~", "!~") and not _SPECIAL.isdisjoint(match[3]):
            check_regex(match[3].replace("\\\\", "\\"))
        matchers.append(Matcher(match[1], match[2], match[3]))
        position = match.end()
        if position < len(text) and text[position] != ",":
            raise ValueError(f"a comma is missing before {text[position:].strip()!r}")
        position += 1
    return matchers
