"""The routes of an alert for programs, as one JSON document.

    {"version": 1,
     "environments": [{"environment": null, "severities": [{"alert": "TaskCenterDown", ...}]}]}

`environment` is null for the specs as they stand. Of each route that was looked at `steps` says
whether it `takes` the alert, by which matcher it does not (`refusal`), and whether the alert
`ends` there. `told` has the receivers; `quiet` is empty unless a time was given. `muted_by` has the
alerts that may mute it, with the labels of one that does. `version` changes when a key goes or
changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from taskcenter_monitor.routing.router import Delivery
from taskcenter_monitor.routing.sources import Source
from taskcenter_monitor.routing.story import Story, Teller
from taskcenter_monitor.routing.walk import Step
from taskcenter_monitor.routing.words import interval_text, way

VERSION = 1

Told = Mapping[str | None, tuple[Teller, tuple[Story, ...]]]
"""An environment, None for the specs as they stand, to the stories in it."""


def shown(told: Told) -> str:
    """The document."""
    environments = [
        {
            "environment": environment,
            "severities": [severity(story, teller) for story in stories],
        }
        for environment, (teller, stories) in told.items()
    ]
    document = {"version": VERSION, "environments": environments}
    return json.dumps(document, ensure_ascii=False, indent=2)


def severity(story: Story, teller: Teller) -> dict[str, Any]:
    """One severity of the alert."""
    return {
        "alert": story.subject.name,
        "severity": story.subject.severity,
        "labels": dict(story.labels),
        "supposed": list(story.supposed),
        "steps": [_step(step) for step in story.steps],
        "told": [_delivery(delivery, teller) for delivery in story.deliveries],
        "otherwise": [
            {"labels": dict(other.labels), "receivers": list(other.receivers)}
            for other in story.otherwise
        ],
        "muted_by": [_source(source) for source in story.sources],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "route": step.node.name,
        "takes": step.refusal is None,
        "refusal": str(step.refusal) if step.refusal else None,
        "continues": step.node.route.continues,
        "ends": step.ends,
    }


def _delivery(delivery: Delivery, teller: Teller) -> dict[str, Any]:
    node = delivery.node
    intervals = teller.router.intervals
    return {
        "receiver": node.receiver,
        "route": node.name,
        "ways": [way(one) for one in teller.receivers[node.receiver].integrations],
        "group_by": list(node.group_by),
        "group": dict(delivery.group),
        "group_wait": node.group_wait,
        "group_interval": node.group_interval,
        "repeat_interval": node.repeat_interval,
        "muted": {name: interval_text(intervals[name]) for name in node.route.muted},
        "active": {name: interval_text(intervals[name]) for name in node.route.active},
        "quiet": [{"key": one.key, "intervals": list(one.intervals)} for one in delivery.quiet],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "alerts": list(source.names),
        "severity": source.severity,
        "inhibition": source.rule.name,
        "equal": list(source.rule.inhibition.equal),
        "labels": dict(source.labels),
    }
