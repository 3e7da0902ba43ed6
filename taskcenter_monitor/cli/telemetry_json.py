"""A policy for programs, as one JSON document.

    {"version": 1, "file": "build/telemetry/policy.json", "policy": {...},
     "levels": {"default": "info", "components": {"task": "debug"}, "businesses": {}, "users": {}},
     "overrides": [{"component": "task", "level": "debug", "until": "...", "seconds_left": 1795.2}],
     "tracing": {"ratio": 0.5, "routes": {}, "overrides": [{"ratio": 0.5, "route": null, ...}]},
     "subject": {"component": "task.run"}, "level": "debug",
     "reasons": [{"level": "debug", "by": "component", "name": "task", "until": "..."}, ...]}

`policy` is what the file says, with every key; `levels` and the ratios of `tracing` are those that
hold now, and `overrides` those that have not ended. `subject` is who was asked for, nobody without
names; the first of the `reasons` holds, each other one once those before it are gone. `version`
changes when a key goes or changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.policy.precedence import (
    Reason,
    Subject,
    effective,
    effective_tracing,
    in_force,
    ratios_in_force,
    reasons,
)
from taskcenter_monitor.telemetry.policy.reading import write_policy

VERSION = 1


def shown(policy: Policy, subject: Subject, file: str, now: datetime) -> str:
    """The document."""
    why = list(reasons(policy, subject, now))
    held = write_policy(Policy(levels=effective(policy, now)))
    document = {
        "version": VERSION,
        "file": file,
        "policy": json.loads(write_policy(policy)),
        "levels": json.loads(held)["levels"],
        "overrides": [
            {kind: name, "level": one.level, **_end(one.until, now)}
            for (kind, name), one in in_force(policy, now).items()
        ],
        "tracing": _tracing(policy, now),
        "subject": {kind: name for kind, name in asdict(subject).items() if name},
        "level": why[0].level,
        "reasons": [_reason(one) for one in why],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _tracing(policy: Policy, now: datetime) -> dict[str, Any]:
    held = effective_tracing(policy, now)
    return {
        "ratio": held.ratio,
        "routes": held.routes,
        "overrides": [
            {"ratio": one.ratio, "route": one.route, **_end(one.until, now)}
            for one in ratios_in_force(policy, now).values()
        ],
    }


def _end(until: datetime, now: datetime) -> dict[str, Any]:
    return {"until": _moment(until), "seconds_left": round((until - now).total_seconds(), 3)}


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "level": reason.level,
        "by": reason.kind,
        "name": reason.name or None,
        "until": _moment(reason.override.until) if reason.override else None,
    }


def _moment(moment: datetime) -> str:
    # What is beyond the last year of all in UTC stays in the zone it is written in.
    with suppress(OverflowError):
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")
