"""Finds the rules that promtool calls duplicates: it names neither file nor line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.verifiers.findings import finding
from taskcenter_monitor.verifiers.parts import Part, cut, unquoted

_DUPLICATE = re.compile(r"^Metric: (.*)\nLabel\(s\):((?:\n\t.*)*)", re.MULTILINE)
_NAME = re.compile(r"^ *- (?:alert|record): (.*)$", re.MULTILINE)


def duplicates(text: str, parts: Sequence[Part]) -> list[Diagnostic]:
    """A diagnostic at every repetition that `text` speaks of; none where one cannot be found.

    promtool compares the rules of one file by name and labels.
    """
    wanted: dict[str, list[set[str]]] = {}
    for name, labels in _DUPLICATE.findall(text):
        wanted.setdefault(name, []).append({line.strip() for line in labels.split("\n")} - {""})
    found = [repetition for part in parts for repetition in _repetitions(part, wanted)]
    located = {key for key, _ in found}
    if len(located) < sum(map(len, wanted.values())):
        return []
    return [diagnostic for _, diagnostic in found]


def _repetitions(
    part: Part, wanted: Mapping[str, Sequence[set[str]]]
) -> Iterator[tuple[tuple[str, int], Diagnostic]]:
    """Name and number of what is repeated, with what there is to say."""
    seen: set[tuple[str, int]] = set()
    for rule in cut(part.artifact, 1) if wanted else ():
        match = _NAME.search(rule.artifact.text)
        name = unquoted(match[1]) if match else ""
        for number, labels in enumerate(wanted.get(name, ())):
            if not labels <= _written(rule.artifact.text):
                continue
            if (name, number) in seen:
                message = f"{name} is a duplicate: an earlier rule has its name and all its labels"
                place = rule.artifact.origin
                yield (name, number), finding("promtool/duplicate", message, place, part.whole)
            seen.add((name, number))


def _written(text: str) -> set[str]:
    """The pairs of a rule as promtool writes labels."""
    lines = (line.strip().partition(": ") for line in text.splitlines())
    return {f"{key}: {unquoted(value)}" for key, _, value in lines}
