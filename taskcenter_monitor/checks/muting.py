"""Inhibitions with the alerts that may stand on either side of them."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.population import Kind, population
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.routing import Inhibition
from taskcenter_monitor.vocabulary.matchers import parse_matcher, takes
from taskcenter_monitor.vocabulary.selectors import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An inhibition with the matchers of its target, and the alerts that may stand on each side."""

    name: str
    spec: Inhibition
    target: tuple[Matcher, ...]
    sources: tuple[Kind, ...]
    targets: tuple[Kind, ...]
    origin: Origin

    @property
    def within_one_alert(self) -> bool:
        """Whether it only mutes other severities of the same alert."""
        return "alertname" in self.spec.equal


@per_project
def rules(project: Project) -> list[Rule]:
    """All inhibitions, with the alerts on either side."""
    spec = project.routing.value.inhibitions
    sides = {
        name: (_read(inhibition.source), _read(inhibition.target))
        for name, inhibition in spec.items()
    }
    kinds = population(project)
    return [
        Rule(
            name=name,
            spec=spec[name],
            target=target,
            sources=tuple(kind for kind in kinds if takes(source, kind.labels) is not False),
            targets=tuple(kind for kind in kinds if takes(target, kind.labels) is not False),
            origin=project.routing.origin.at("inhibitions", name),
        )
        for name, (source, target) in sides.items()
    ]


def _read(texts: list[str]) -> tuple[Matcher, ...]:
    return tuple(parse_matcher(text) for text in texts)
