"""From a compiled rule to its mutants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mutants.edits import EDITS, Edit, halved_and_doubled
from mutants.tree import Node, parse
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule
from taskcenter_monitor.vocabulary import promql

Rule = AlertingRule | RecordingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule with one change. `edit` is None where it is not the PromQL that changed.

    `number` is the place of the rule in its group, counted from 1.
    """

    component: str
    number: int
    operator: str
    told: str
    original: Rule
    rule: Rule
    edit: Edit | None = None

    @property
    def name(self) -> str:
        """The rule as people know it."""
        return name_of(self.original)

    @property
    def origin(self) -> Origin:
        """Where the rule was written."""
        return self.original.written or self.original.origin


def name_of(rule: Rule) -> str:
    """The alert with what tells it from others of its name, or the recorded series."""
    if isinstance(rule, RecordingRule):
        return rule.record
    return f"{rule.alert}[{' '.join(value for _, value in rule.identity)}]"


def mutants_of(component: str, number: int, rule: Rule) -> Iterator[Mutant]:
    """All mutants of a rule, each text once. Raises ValueError where its PromQL is none."""
    seen = {rule}
    for operator, told, changed, edit in _changes(rule):
        if changed not in seen and _is_promql(changed.expr):
            seen.add(changed)
            yield Mutant(
                component=component,
                number=number,
                operator=operator,
                told=told,
                original=rule,
                rule=changed,
                edit=edit,
            )


def rule_text(rule: Rule) -> str:
    """A rule as it stands in a rule file; JSON is YAML."""
    if isinstance(rule, RecordingRule):
        fields: dict[str, object] = {"record": rule.record, "expr": rule.expr}
    else:
        fields = {"alert": rule.alert, "expr": rule.expr}
        fields |= {"for": rule.wait} if rule.wait else {}
        fields |= {"keep_firing_for": rule.keep} if rule.keep else {}
        fields |= {"labels": dict(rule.labels), "annotations": dict(rule.annotations)}
    return f"      - {json.dumps(fields, ensure_ascii=False)}\n"


_Change = tuple[str, str, Rule, Edit | None]


def _changes(rule: Rule) -> Iterator[_Change]:
    tree: Node = parse(rule.expr)
    for operator, edits in EDITS.items():
        for node, above in tree.walk():
            for edit in edits(node, above, rule.expr):
                changed = replace(rule, expr=edit.applied(rule.expr))
                yield operator, edit.told(rule.expr), changed, edit
    if isinstance(rule, AlertingRule):
        yield from _waits(rule)


def _waits(rule: AlertingRule) -> Iterator[_Change]:
    """Other waiting times: half, double and none."""
    for text in (*halved_and_doubled(rule.wait), "") if rule.wait else ():
        yield "for", f"for {rule.wait} -> {text or 'none'}", replace(rule, wait=text), None
    for text in (*halved_and_doubled(rule.keep), "") if rule.keep else ():
        told = f"keep_firing_for {rule.keep} -> {text or 'none'}"
        yield "keep_firing_for", told, replace(rule, keep=text), None


def _is_promql(text: str) -> bool:
    try:
        promql.parse(text)
    except ValueError:
        return False
    return True
