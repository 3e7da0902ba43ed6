"""The generated tests of each rule, and how a mutant is put in the place of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mutants.promises import promise_mutants
from mutants.rules import Mutant, mutants_of, rule_text
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.verifiers.rule_slices import Group, Slice, single
from taskcenter_monitor.verifiers.rule_tests import all_slices, groups_of

_TESTS = "\ntests:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """All rules of a project with their tests, one test a slice."""

    groups: Mapping[str, Group]
    tests: Mapping[str, tuple[Slice, ...]]

    def mutants(self) -> Iterator[Mutant]:
        """All mutants of all rules, in the order of the rules."""
        for component, group in self.groups.items():
            for number, rule in enumerate(group.group.rules, start=1):
                yield from mutants_of(component, number, rule)
            yield from promise_mutants(component, group.group)

    def tests_of(self, component: str, number: int) -> list[Slice]:
        """The tests in which a rule takes part, the cheapest first."""
        found = [one for one in self.tests.get(component, ()) if number in one.rules]
        return sorted(found, key=lambda one: one.cost)

    def with_mutant(self, mutant: Mutant, tests: Iterable[Slice], name: str) -> Iterator[Slice]:
        """These tests with the mutant in the place of its rule, in as few slices as can be."""
        group = self.groups[mutant.component]
        alike: dict[tuple[tuple[int, ...], str], list[Slice]] = {}
        for one in tests:
            alike.setdefault((one.rules, _interval(one)), []).append(one)
        for place, ((rules, _), found) in enumerate(alike.items()):
            texts = {number: group.texts[number - 1] for number in rules}
            texts[mutant.number] = rule_text(mutant.rule)
            yield together(found, f"{name}.{place}", group.head + "".join(texts.values()))


def suite(artifacts: Sequence[Artifact], monitoring: Monitoring) -> Suite:
    """The suite of what the specs yield."""
    tests: dict[str, list[Slice]] = {}
    for whole in all_slices(artifacts, monitoring):
        tests.setdefault(whole.group.component, []).extend(single(whole))
    return Suite(
        groups=groups_of(artifacts, monitoring),
        tests={component: tuple(found) for component, found in tests.items()},
    )


def together(tests: Sequence[Slice], name: str, rules_text: str) -> Slice:
    """Several slices of one test each as one, with other rules."""
    first = tests[0]
    head, _, _ = first.tests_text.partition(_TESTS)
    head = head.replace(f"rule_files: [{first.name}.rules.yml]", f"rule_files: [{name}.rules.yml]")
    bodies = [one.tests_text.partition(_TESTS)[2] for one in tests]
    return replace(
        first,
        name=name,
        tests=tuple(test for one in tests for test in one.tests),
        rules_text=rules_text,
        tests_text=head + _TESTS + "".join(bodies),
    )


def _interval(one: Slice) -> str:
    """What stands above the tests besides the name of the rule file: the interval."""
    return one.tests_text.partition(_TESTS)[0].rpartition("\n")[2]
