"""What an annotation reads once Prometheus has filled it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from taskcenter_monitor.vocabulary.humanize import FORMATS, NOISE

_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_LABEL = re.compile(r"\$labels\.(\w+)")
_PIPED = re.compile(r"\$value\s*\|\s*(\w+)")
_PRINTED = re.compile(r'printf\s+"([^"%]*%(?:\.\d+)?[fFgGeE](?:[^"%]|%%)*)"\s+\$value')
_TRIMMED = re.compile(r"\{\{-|-\}\}")

Labels = Mapping[str, str]


def rendered(text: str, labels: Labels, value: float | None) -> str | None:
    """The text as it is sent; None where nobody can tell before it is.

    That is so for actions beyond labels and printed values, and for a value so close to where a
    digit turns that the last bit of a float decides. `value` None stands for one not known.
    """
    if "{{" not in text:
        return text
    if _TRIMMED.search(text):
        return None
    parts = []
    for literal, action in _pieces(text):
        shown = _shown(action, labels, value) if action else ""
        if shown is None:
            return None
        parts.append(literal + shown)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, str], ...]:
    """Literal text, each with the action behind it; the last one has none."""
    found, end = [], 0
    for match in _ACTION.finditer(text):
        found.append((text[end : match.start()], match[1]))
        end = match.end()
    return (*found, (text[end:], ""))


def _shown(action: str, labels: Labels, value: float | None) -> str | None:
    label = _LABEL.fullmatch(action)
    if label is not None:
        return labels.get(label[1], "")
    if value is None:
        return None
    low, high = (_number(action, value * (1 + noise)) for noise in (-NOISE, NOISE))
    return low if low == high else None


def _number(action: str, value: float) -> str | None:
    piped = _PIPED.fullmatch(action)
    if piped is not None:
        shown = FORMATS.get(piped[1])
        return shown(value) if shown is not None else None
    printed = _PRINTED.fullmatch(action)
    return printed[1] % value if printed is not None else None
