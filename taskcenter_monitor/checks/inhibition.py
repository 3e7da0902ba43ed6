"""Whether inhibitions mute only what their source explains."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.muting import rules
from taskcenter_monitor.checks.population import MONITORING, STATIC_LABELS, Kind, known_labels
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import literals


def unscoped(project: Project) -> Iterator[Finding]:
    """Inhibitions that reach into other deployments."""
    external = project.service.value.external_labels
    for name, inhibition in project.routing.value.inhibitions.items():
        if external and not external.keys() & set(inhibition.equal):
            yield Finding(
                project.routing.origin.at("inhibitions", name),
                f"the inhibition {name} also mutes alerts of other deployments",
                f"add one of the external labels to `equal`: {', '.join(external)}",
            )


def unbounded(project: Project) -> Iterator[Finding]:
    """Inhibitions in which nothing ties the target to its source."""
    external = project.service.value.external_labels
    for rule in rules(project):
        tied = set(rule.spec.equal) - external.keys() - {"severity", "team", "service"}
        chosen = any(
            literals(matcher) is not None
            for matcher in rule.target
            if matcher.label in ("alertname", "component")
        )
        if not tied and not chosen:
            yield Finding(
                rule.origin.at("target"),
                f"the inhibition {rule.name} mutes whatever fires at the same time",
                "name alerts or components in `target`, or labels like job and instance in `equal`",
            )


def absent_label(project: Project) -> Iterator[Finding]:
    """Labels of `equal` that both sides lack, which makes them equal."""
    external, known = project.service.value.external_labels, known_labels(project)
    for rule in rules(project):
        if rule.within_one_alert:
            continue
        for position, label in enumerate(rule.spec.equal):
            if label in external or label in STATIC_LABELS:
                continue
            if known is not None and label not in known:
                continue  # A typo, which is told as one.
            source = next((kind for kind in rule.sources if _lacks(kind, label)), None)
            target = next((kind for kind in rule.targets if _lacks(kind, label)), None)
            if source is not None and target is not None:
                yield Finding(
                    rule.origin.at("equal", position),
                    f"{source.alert.name} mutes {target.alert.name}: neither has the label"
                    f" {label}, and missing labels are equal",
                    f'add {label}=~".+" to `target`',
                )


def overlap(project: Project) -> Iterator[Finding]:
    """Alerts that stand on both sides."""
    for rule in rules(project):
        both = next((kind for kind in rule.sources if kind in rule.targets), None)
        if both is not None:
            yield Finding(
                rule.origin.at("target"),
                f"{both.alert.name} ({both.severity}) is source and target of the inhibition"
                f" {rule.name}",
                "exclude the source from `target`, by alertname or severity",
            )


def mutes_monitoring(project: Project) -> Iterator[Finding]:
    """Targets that watch the alerting itself."""
    for rule in rules(project):
        if rule.within_one_alert:
            continue
        for kind in rule.targets:
            if kind.alert.component == MONITORING or kind.severity == "none":
                yield Finding(
                    rule.origin.at("target"),
                    f"the inhibition {rule.name} can mute {kind.alert.name}, which watches the"
                    " alerting itself",
                    f'add component!="{MONITORING}" to `target`',
                )
                break


def lost_label(project: Project) -> Iterator[Finding]:
    """Labels by which two series of one alert differ, but which `equal` leaves out."""
    for rule in rules(project):
        if not rule.within_one_alert:
            continue
        targets = {(kind.alert.name, kind.carried) for kind in rule.targets}
        for kind in rule.sources:
            missing = sorted(kind.carried - set(rule.spec.equal))
            if missing and (kind.alert.name, kind.carried) in targets:
                yield Finding(
                    rule.origin.at("equal"),
                    f"{kind.alert.name} of one {missing[0]} mutes that of another: `equal` lacks"
                    f" {', '.join(missing)}",
                    f"add {', '.join(missing)} to `equal`",
                )


def _lacks(kind: Kind, label: str) -> bool:
    """Whether the alert never has this label."""
    return kind.labels.get(label, "") == ""


CHECKS: tuple[Check, ...] = (
    Check(
        id="inhibition/unscoped",
        why="Without an external label in `equal`, trouble in one deployment mutes alerts of all"
        " the others that share an Alertmanager with it.",
        run=unscoped,
    ),
    Check(
        id="inhibition/unbounded",
        why="An inhibition whose target is only a severity hides every other problem as long as"
        " its source fires.",
        run=unbounded,
    ),
    Check(
        id="inhibition/absent-label",
        why="Alertmanager takes a label that both sides lack for equal, so an alert mutes others"
        " that have nothing to do with it.",
        run=absent_label,
    ),
    Check(
        id="inhibition/overlap",
        why="An alert on both sides can mute its own kind: of two causes one is never heard of.",
        run=overlap,
    ),
    Check(
        id="inhibition/mutes-monitoring",
        why="Alerts about the alerting, and the heartbeat of the dead-man switch, must always"
        " arrive.",
        run=mutes_monitoring,
    ),
    Check(
        id="inhibition/lost-label",
        why="If `equal` leaves out a label of the alert, a critical pool mutes the warning of"
        " another pool.",
        run=lost_label,
    ),
)
