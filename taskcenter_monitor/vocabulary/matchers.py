"""Matchers of routes and inhibitions, and what follows from them.

They look like those of PromQL but are read by Alertmanager, whose parser changed with 0.27. What
is accepted here means the same to both: the value stands in quotes, and only quotes, backslashes
and line feeds are escaped in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from taskcenter_monitor.vocabulary.regexes import check_regex, compiled
from taskcenter_monitor.vocabulary.selectors import Matcher

_MATCHER = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}
_LITERALS = re.compile(r"\(?([\w -]+(?:\|[\w -]+)*)\)?")


@lru_cache(maxsize=4096)
def parse_matcher(text: str) -> Matcher:
    """Reads `name="value"`; raises ValueError with a sentence for people.

    The value of the matcher is what it means, without escapes; `matcher_text` writes it back.
    """
    match = _MATCHER.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f'{text!r} is no matcher; write name="value", or with !=, =~, !~; the quotes are needed'
        )
    value = _ESCAPE.sub(_unescaped, match[3])
    if match[2] in ("=~", "!~"):
        check_regex(value)
    return Matcher(match[1], match[2], value)


def matcher_text(matcher: Matcher) -> str:
    """The matcher as every supported Alertmanager reads it alike: quoted, with Go escapes."""
    value = matcher.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{matcher.label}{matcher.operator}"{value}"'


def passes(matcher: Matcher, value: str) -> bool:
    """Whether a label of this value passes, as Alertmanager reads it; a missing label is "".

    A pattern that only Go can read is taken to fit.
    """
    if matcher.operator in ("=", "!="):
        return (value == matcher.value) is (matcher.operator == "=")
    pattern = compiled(matcher.value)
    if pattern is None:
        return True
    return (pattern.fullmatch(value) is not None) is (matcher.operator == "=~")


def literals(matcher: Matcher) -> frozenset[str] | None:
    """All values that pass, where they can be listed: `"a"` or `=~"a|b"`; else None."""
    if matcher.operator == "=":
        return frozenset((matcher.value,))
    if matcher.operator == "=~":
        match = _LITERALS.fullmatch(matcher.value)
        return frozenset(match[1].split("|")) if match else None
    return None


def named(matcher: Matcher) -> frozenset[str]:
    """The values that a matcher spells out, whether it wants them or not."""
    wanted = {"!=": "=", "!~": "=~"}.get(matcher.operator, matcher.operator)
    return literals(Matcher(matcher.label, wanted, matcher.value)) or frozenset()


def follows(matcher: Matcher, given: Iterable[Matcher]) -> bool:
    """Whether every label set that passes all of `given` also passes `matcher`, for certain."""
    return any(
        matcher == other or _all_pass(matcher, literals(other))
        for other in given
        if other.label == matcher.label
    )


def contradict(matchers: Iterable[Matcher]) -> bool:
    """Whether no label set at all can pass, for certain."""
    listed = list(matchers)
    return any(
        values is not None and not any(_passes(value, matcher.label, listed) for value in values)
        for matcher, values in ((matcher, literals(matcher)) for matcher in listed)
    )


def takes(matchers: Iterable[Matcher], labels: Mapping[str, str | None]) -> bool | None:
    """Whether an alert with these labels passes all matchers.

    A label of value None may have any value or be missing, and so may a label that is not
    listed; None is the answer where it depends on those.
    """
    certain: bool | None = True
    for matcher in matchers:
        value = labels.get(matcher.label)
        if value is None:
            certain = None
        elif not passes(matcher, value):
            return False
    return certain


def _passes(value: str, label: str, matchers: Iterable[Matcher]) -> bool:
    return all(passes(matcher, value) for matcher in matchers if matcher.label == label)


def _all_pass(matcher: Matcher, values: frozenset[str] | None) -> bool:
    return values is not None and all(passes(matcher, value) for value in values)


def _unescaped(match: re.Match[str]) -> str:
    escaped = match[1]
    if escaped not in _ESCAPES:
        raise ValueError(
            f"\\{escaped} means different things to different Alertmanagers; "
            f"write \\\\{escaped} for a backslash"
        )
    return _ESCAPES[escaped]
