"""Puts together what the specs, the compiled rules and the routes say about one alert."""

from __future__ import annotations

from taskcenter_monitor.explain.burning import explained_slo
from taskcenter_monitor.explain.material import Material, subject
from taskcenter_monitor.explain.rules import explained_rules
from taskcenter_monitor.explain.series import explained_jobs, explained_signal, recordings
from taskcenter_monitor.ir.explanation import Explanation, Links
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import rules_path, runbook_path


def explain(material: Material, name: str) -> Explanation:
    """The path of an alert that is there."""
    about = subject(material.project, name)
    runbook = next(one for one in material.monitoring.runbooks if one.alert == name)
    group = material.group_of(about.group)
    rules = material.rules_of(about)
    annotations = dict(rules[0].annotations)
    return Explanation(
        alert=name,
        titles={section.language: section.title for section in runbook.sections},
        descriptions={section.language: section.description for section in runbook.sections},
        component=about.component,
        team=about.entry.team,
        environment=material.project.environment,
        group=group.name,
        interval=parse_duration(group.interval),
        links=Links(
            runbook=annotations["runbook_url"],
            runbook_file=runbook_path(name),
            dashboard=runbook.dashboard_url,
            rules_file=rules_path(about.group),
        ),
        rules=explained_rules(material, about),
        signal=explained_signal(material, about.signal),
        recordings=recordings(material, about.group, [rule.expr for rule in rules]),
        jobs=explained_jobs(material, about.signal),
        place=material.span(about.entry.origin.at_key()),
        slo=explained_slo(material, about.entry),
    )
