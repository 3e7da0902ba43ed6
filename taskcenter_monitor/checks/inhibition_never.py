"""Whether inhibitions can ever mute anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.matcher import is_vain, unknown_in
from taskcenter_monitor.checks.muting import Rule, rules
from taskcenter_monitor.checks.population import Kind
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import parse_matcher, takes


def never(project: Project) -> Iterator[Finding]:
    """Inhibitions without a source, without a target, or whose sides never agree."""
    if project.unreadable or project.incomplete:
        return  # An alert that could not be read may be the one that is meant.
    for rule in rules(project):
        misspelt = [side for side in ("source", "target") if _is_misspelt(project, rule, side)]
        empty = {"source": not rule.sources, "target": not rule.targets}
        for side in (name for name, is_empty in empty.items() if is_empty and not misspelt):
            yield Finding(
                rule.origin.at(side),
                f"the inhibition {rule.name} mutes nothing: no alert passes all matchers of"
                f" `{side}`",
                "no name, component, team and severity of an alert goes together like this",
            )
        if rule.sources and rule.targets and not _has_pair(project, rule):
            source, target = rule.sources[0].alert.name, rule.targets[0].alert.name
            yield Finding(
                rule.origin.at_key("equal"),
                f"the inhibition {rule.name} mutes nothing: no source agrees with a target on all"
                f" of `equal`, such as {source} with {target}",
                "take away the labels that one side lacks, or in which they differ",
            )


def _is_misspelt(project: Project, rule: Rule, side: str) -> bool:
    """Whether a matcher is wrong by itself, which is told elsewhere."""
    matchers = map(parse_matcher, getattr(rule.spec, side))
    return any(unknown_in(project, one) or is_vain(project, one) for one in matchers)


def _has_pair(project: Project, rule: Rule) -> bool:
    """Whether some source may mute some target."""
    loose = frozenset(label for job in project.scrape.value.jobs.values() for label in job.labels)
    own: dict[str, list[Kind]] = {}
    for kind in rule.targets:
        own.setdefault(kind.alert.name if rule.within_one_alert else "", []).append(kind)
    return any(
        _may_mute(rule, source, target, loose)
        for source in rule.sources
        for target in own.get(source.alert.name if rule.within_one_alert else "", ())
    )


def _may_mute(rule: Rule, source: Kind, target: Kind, loose: frozenset[str]) -> bool:
    if not all(_may_agree(source, target, label, loose) for label in rule.spec.equal):
        return False
    # What stands on both sides is not muted by what stands on both sides.
    return not (_is_certain(rule.spec.source, target) and _is_certain(rule.spec.target, source))


def _is_certain(texts: Sequence[str], kind: Kind) -> bool:
    return takes(map(parse_matcher, texts), kind.labels) is True


def _may_agree(source: Kind, target: Kind, label: str, loose: frozenset[str]) -> bool:
    """Whether a label may have the same value on both sides, or be missing on both."""
    values = source.labels.get(label, ""), target.labels.get(label, "")
    if None not in values:
        return values[0] == values[1]
    # One side lacks it: the other has it for certain if its series do.
    lacks = "" in values
    return not lacks or label in loose


CHECKS: tuple[Check, ...] = (
    Check(
        id="inhibition/never",
        why="An inhibition that never mutes looks as if the flood of a bad night were taken care"
        " of, and it is not.",
        run=never,
        needs=frozenset(("routing",)),
    ),
)
