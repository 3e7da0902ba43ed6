"""Label values that pass matchers, and values that just do not."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from taskcenter_monitor.vocabulary.regexes import compiled, in_python
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

_ELSEWHERE = ("other", "none", "200", "0", "x")
"""Values that most matchers take for something else."""

_PLAIN = re.compile(r"[\w.:/ -]*$")
"""What needs no escapes, as nearly all values do."""

Labels = dict[str, str]
"""Label names to values, in the order in which they are written."""


class NoExampleError(Exception):
    """No series can be made up; the message says for people why not."""


def label_value(
    label: str, accepted: Iterable[Matcher], refused: Sequence[Matcher] = (), usual: str = ""
) -> str:
    """A value that passes all of `accepted`, and not all of `refused`.

    `usual` is taken where it fits. Raises NoExampleError where nothing fits.
    """
    wanted = tuple(accepted)
    for value in _candidates(label, (*wanted, *refused), usual):
        passes = all(matcher.accepts(value) for matcher in wanted)
        if passes and not (refused and all(matcher.accepts(value) for matcher in refused)):
            return value
    told = ", ".join(map(str, (*wanted, *refused)))
    raise NoExampleError(f"no value of the label {label} can be made up for {told}")


def _candidates(label: str, matchers: Sequence[Matcher], usual: str) -> Iterator[str]:
    if usual:
        yield usual
    for matcher in matchers:
        value = matcher.value.replace("\\\\", "\\")
        if "~" in matcher.operator:
            yield from _examples(value)
        elif value:
            yield value
    yield f"{label}-1"
    yield from _ELSEWHERE
    yield ""


@lru_cache(maxsize=1024)
def _examples(pattern: str) -> tuple[str, ...]:
    """Texts that a regular expression matches: one for each of its outer alternatives."""
    from re import _parser  # type: ignore[attr-defined]

    known = compiled(pattern)
    if known is None:
        return ()
    with warnings.catch_warnings(action="ignore"):
        parsed = _parser.parse(in_python(pattern), re.ASCII)
    return tuple(text for text in _texts(list(parsed)) if known.fullmatch(text))


def _texts(nodes: Sequence[tuple[Any, Any]]) -> list[str]:
    """Texts of a sequence of parsed nodes; of several choices the first branch varies."""
    found = [""]
    for operator, argument in nodes:
        ends = _node_texts(str(operator), argument)
        choices = ends if len(found) == 1 else ends[:1]
        found = [head + tail for head in found for tail in choices]
    return found


def _node_texts(operator: str, argument: Any) -> list[str]:  # noqa: ANN401 - untyped parser
    make = _MAKERS.get(operator)
    return make(argument) if make is not None else [""]


def _members(items: Sequence[tuple[Any, Any]]) -> list[str]:
    """Members of a class of characters: one of each of its parts."""
    if any(str(operator) == "NEGATE" for operator, _ in items):
        return ["a"]
    return [
        chr(argument[0]) if str(operator) == "RANGE" else _node_texts(str(operator), argument)[0]
        for operator, argument in items
    ]


_MAKERS: Mapping[str, Callable[[Any], list[str]]] = {
    "LITERAL": lambda code: [chr(code)],
    "ANY": lambda _: ["a"],
    "IN": _members,
    "CATEGORY": lambda category: ["0" if "DIGIT" in str(category) else "a"],
    "MAX_REPEAT": lambda repeat: _repeated(*repeat),
    "MIN_REPEAT": lambda repeat: _repeated(*repeat),
    "SUBPATTERN": lambda group: _texts(list(group[-1])),
    "BRANCH": lambda branches: [text for one in branches[1] for text in _texts(list(one))],
}
"""What is parsed of a regular expression to texts that match it."""


def _repeated(least: int, most: int, inner: Sequence[tuple[Any, Any]]) -> list[str]:
    return [text * max(int(least), min(1, int(most))) for text in _texts(list(inner))]


def written(metric: str, labels: Mapping[str, str]) -> str:
    """A series as promtool reads it; a label without a value is left out."""
    pairs = ", ".join(f'{name}="{_escaped(value)}"' for name, value in labels.items() if value)
    return f"{metric}{{{pairs}}}" if pairs else metric


def _escaped(value: str) -> str:
    if _PLAIN.match(value):
        return value
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def matchers_on(selectors: Iterable[Selector], label: str) -> tuple[Matcher, ...]:
    """The matchers of several selectors on one label."""
    return tuple(matcher for one in selectors for matcher in one.matched(label))
