"""The ways in which an alert may come that matchers can tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product

from taskcenter_monitor.routing.router import Router
from taskcenter_monitor.routing.subjects import EXAMPLE, Subject
from taskcenter_monitor.routing.tree import nodes
from taskcenter_monitor.vocabulary.matchers import named, passes
from taskcenter_monitor.vocabulary.selectors import Matcher

Values = Mapping[str, tuple[str, ...]]
"""A label to the values that make a difference to some matcher."""

MOST = 256
"""Ways to come that are looked at for one alert; beyond, labels differ one at a time."""

_ANYTHING = re.compile(r"\.[*+]")
_BRACKETS = re.compile(r"[()^$?]")


def matchers_of(router: Router) -> Iterator[Matcher]:
    """All matchers of routes and inhibitions."""
    for node in nodes(router.root):
        yield from node.matchers
    for rule in router.rules:
        yield from rule.source
        yield from rule.target


def values_of(matchers: Iterable[Matcher]) -> Values:
    """For each label that a matcher looks at, values that pass one and values that do not."""
    found: dict[str, dict[str, None]] = {}
    for matcher in matchers:
        values = named(matcher) or _fitting(matcher)
        found.setdefault(matcher.label, {}).update(dict.fromkeys(sorted(values)))
    return {label: tuple(values) for label, values in found.items()}


def names_apart(matchers: Iterable[Matcher]) -> frozenset[str] | None:
    """The alert names that matchers tell apart; None where a pattern may mean any of them."""
    found: set[str] = set()
    for matcher in matchers:
        if matcher.label == "alertname":
            spelled = named(matcher)
            if not spelled:
                return None
            found |= spelled
    return frozenset(found)


def variants(subject: Subject, values: Values) -> tuple[dict[str, str], ...]:
    """Every way in which the alert may come, the one to be supposed first."""
    series = subject.series
    telling = subject.unsure & values.keys()
    added = {label for pairs in series.added.values() for label, _ in pairs}
    jobs = tuple(series.jobs) if "job" in values or telling & added else ()
    supposed = [subject.supposed(job) for job in jobs or ("",)]
    telling -= {"job"} if series.jobs else set()
    return tuple(
        chain.from_iterable(_varied(labels, sorted(telling), values, added) for labels in supposed)
    )


def _varied(
    labels: dict[str, str], telling: list[str], values: Values, added: set[str]
) -> Iterator[dict[str, str]]:
    choices = [
        tuple(dict.fromkeys(_choices(labels, label, values[label], label in added)))
        for label in telling
    ]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count <= MOST:
        for chosen in product(*choices):
            yield _with(labels, zip(telling, chosen, strict=True))
        return
    yield labels
    for label, choice in zip(telling, choices, strict=True):
        yield from (_with(labels, [(label, one)]) for one in choice[:MOST])


def _choices(
    labels: dict[str, str], label: str, values: tuple[str, ...], may_lack: bool
) -> Iterator[str]:
    yield labels.get(label, "")
    yield from values
    if may_lack:
        yield ""


def _with(labels: dict[str, str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    merged = {**labels, **dict(pairs)}
    return {label: value for label, value in merged.items() if value}


def _fitting(matcher: Matcher) -> set[str]:
    """A value that fits a pattern which cannot be listed, where one is easily found."""
    pattern = Matcher(matcher.label, "=~", matcher.value)
    guesses = {
        _BRACKETS.sub("", _ANYTHING.sub(EXAMPLE, part)).replace("\\.", ".").replace("\\d+", "1")
        for part in (matcher.value, *_BRACKETS.sub("", matcher.value).split("|"))
    }
    return {guess for guess in guesses if guess and passes(pattern, guess)}
