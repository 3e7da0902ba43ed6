"""Cuts rule files and their tests into slices: tests with only the rules that they need.

What a test costs grows with all rules of its file. Cut into slices the same tests take a tenth of
the time, and what fails says which rule it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.layout import PROMETHEUS
from taskcenter_monitor.verifiers.parts import rule_texts

_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_TEST = re.compile(r"^  - name: ", re.MULTILINE)
_RULE_FILES = re.compile(r"^rule_files: .*$", re.MULTILINE)
_OPENING = 300
"""Rules that promtool evaluates in the time in which it sets up a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some tests with the rules they need; `rules` are their places in the group, from 1."""

    name: str
    group: RuleGroup
    rules: tuple[int, ...]
    tests: tuple[RuleTest, ...]
    rules_text: str
    tests_text: str

    @property
    def cost(self) -> float:
        """About how long it takes, in evaluations of one rule."""
        return sum(_OPENING + _evaluations(test) * len(self.rules) for test in self.tests)

    @property
    def alerts(self) -> frozenset[str]:
        """The names of the alerts that it is about."""
        rules = (self.group.rules[number - 1] for number in self.rules)
        return frozenset(rule.alert for rule in rules if isinstance(rule, AlertingRule))

    @property
    def rules_path(self) -> str:
        """Where its rules are put."""
        return f"{PROMETHEUS}{self.name}.rules.yml"

    @property
    def tests_path(self) -> str:
        """Where its tests are put."""
        return f"{PROMETHEUS}{self.name}.test.yml"

    def files(self) -> Iterator[Artifact]:
        """Both files, ready to be staged."""
        origin = self.group.origin
        yield Artifact(path=self.rules_path, text=self.rules_text, origin=origin)
        yield Artifact(path=self.tests_path, text=self.tests_text, origin=origin)


class Group:
    """A rule group with the text of each of its rules, and what each of them reads."""

    def __init__(self, group: RuleGroup, rules: Artifact) -> None:
        self.group = group
        self.head, self.texts = rule_texts(rules)
        self._recordings: dict[str, list[int]] = {}
        for number, rule in enumerate(group.rules, start=1):
            if isinstance(rule, RecordingRule):
                self._recordings.setdefault(rule.record, []).append(number)

    def needed(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """These rules and all that they read, in the order of the group."""
        found: set[int] = set()
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self.recorded_in(self.group.rules[number - 1].expr)
        return tuple(sorted(found))

    def recorded_in(self, promql: str) -> list[int]:
        """The places of the rules that record what an expression reads."""
        names = set(_NAME.findall(promql)) if self._recordings else set()
        return [
            number for name, found in self._recordings.items() if name in names for number in found
        ]

    def rules_text(self, numbers: Iterable[int]) -> str:
        """A rule file with only these rules."""
        return self.head + "".join(self.texts[number - 1] for number in numbers)


def slices(groups: Mapping[str, Group], tests: Artifact, made: Sequence[RuleTest]) -> list[Slice]:
    """The slices of one test file. `made` are its tests in their order, by whose group they are."""
    group = groups[component_of(tests)]
    head, texts = _test_texts(tests)
    together: dict[tuple[int, ...], list[int]] = {}
    for index, test in enumerate(made):
        read = [n for query in test.queries for n in group.recorded_in(query.expr)]
        together.setdefault(group.needed((*test.proves, *read)), []).append(index)
    stem = tests.path.rpartition("/")[2].removesuffix(".test.yml")
    found = []
    for number, (rules, indexes) in enumerate(together.items(), start=1):
        name = f"{stem}.{number}"
        own_head = _RULE_FILES.sub(f"rule_files: [{name}.rules.yml]", head)
        found.append(
            Slice(
                name=name,
                group=group.group,
                rules=rules,
                tests=tuple(made[index] for index in indexes),
                rules_text=group.rules_text(rules),
                tests_text=own_head + "".join(texts[index] for index in indexes),
            )
        )
    return found


def single(whole: Slice) -> list[Slice]:
    """The tests of a slice one by one."""
    head, _, _ = whole.tests_text.partition("\ntests:\n")
    texts = _cut(whole.tests_text)
    found = []
    for number, (test, text) in enumerate(zip(whole.tests, texts, strict=True), start=1):
        name = f"{whole.name}.{number}"
        own_head = _RULE_FILES.sub(f"rule_files: [{name}.rules.yml]", head)
        found.append(
            Slice(
                name=name,
                group=whole.group,
                rules=whole.rules,
                tests=(test,),
                rules_text=whole.rules_text,
                tests_text=f"{own_head}\ntests:\n{text}",
            )
        )
    return found


def component_of(tests: Artifact) -> str:
    """The component whose rules a test file is about."""
    return tests.path.rpartition("/")[2].partition(".")[0]


def _test_texts(tests: Artifact) -> tuple[str, list[str]]:
    texts = _cut(tests.text)
    return tests.text[: len(tests.text) - sum(map(len, texts))], texts


def _cut(text: str) -> list[str]:
    starts = [match.start() for match in _TEST.finditer(text)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _evaluations(test: RuleTest) -> float:
    moments = [*(one.at for one in test.alerts), *(one.at for one in test.queries)]
    return max(moments, default=0.0) / test.every + 1
