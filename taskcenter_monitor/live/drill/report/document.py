"""A fire drill for programs, as one JSON document.

    {"version": 1, "versions": {"Prometheus": "3.5.0", ...}, "passed": true,
     "counts": {"passed": 20, ...}, "time_scale": 60.0, "began": "2026-01-05T12:00:00Z",
     "took": 212.0, "alerts": [{"alert": "TaskCenterDown", "severity": "critical", ...}],
     "not_drilled": [...], "unexpected": [...], "faults": [...], "machine": {...},
     "complaints": [...]}

Alerts and faults stand in the order of the drill. Moments (`switched_on`, `switched_off`,
`pending`, `fired`, `resolved`, `at`, `on`, `off`) are seconds of the wall clock since the drill
began, stretches (`fired_after`, `notified_after`, `recovered_after`, `took`) seconds of the wall
clock; both times `time_scale` are those of the servers. null is what never came.

Of an alert, `outcome` is `passed`, `not fired`, `not delivered` or `not recovered`; `counts` has
how many alerts had each; `help` says what to do, `note` what else matters. `fault` is what was
switched on. `fired_after` and `notified_after` count from then, `recovered_after` from when it was
switched off. `told` has for each receiver the seconds until its first message, `notices` every
message with its `receiver`, `status` (`firing` or `resolved`) and `title`. `inhibited` names what
stayed quiet because of the alert.

`not_drilled` has the alerts that no fault here brings about, and why; `unexpected` those that fired
without theirs; `machine` what was measured of the servers; `complaints` why the results may not be
trusted. `version` changes when a key goes or changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from taskcenter_monitor.live.drill.report.measured import advice, counts, measured
from taskcenter_monitor.live.drill.results import Drill, Drilled

VERSION = 1
_EXACT = 3
"""Digits behind the point: milliseconds."""


def render(drill: Drill, versions: Mapping[str, str]) -> str:
    """The document; `versions` are those of the programs that took part, by their names."""
    document = {
        "version": VERSION,
        "versions": dict(versions),
        "passed": drill.passed,
        "counts": counts(drill),
        "time_scale": drill.time_scale,
        "began": began_text(drill),
        "took": drill.took,
        "alerts": [_alert(drill, each) for each in drill.drilled],
        "not_drilled": [asdict(each) for each in drill.undrilled],
        "unexpected": [asdict(each) for each in drill.unexpected],
        "faults": [asdict(each) for each in drill.faults],
        "machine": dict(drill.machine),
        "complaints": list(drill.complaints),
    }
    return f"{json.dumps(_exact(document), ensure_ascii=False, indent=2)}\n"


def began_text(drill: Drill) -> str:
    """When it began, in UTC, such as `2026-01-05T12:00:00Z`."""
    return datetime.fromtimestamp(drill.began, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _alert(drill: Drill, drilled: Drilled) -> dict[str, Any]:
    found = measured(drill, drilled)
    return {
        "alert": drilled.alert,
        "severity": drilled.severity,
        "outcome": drilled.outcome,
        "fault": drilled.fault,
        "switched_on": drilled.switched_on,
        "switched_off": found.off,
        "pending": drilled.pending,
        "fired": drilled.fired,
        "resolved": drilled.resolved,
        "fired_after": found.fired_after,
        "notified_after": found.notified_after,
        "recovered_after": found.recovered_after,
        "told": dict(found.told),
        "notices": [asdict(each) for each in drilled.notices],
        "inhibited": list(drilled.inhibited),
        "note": drilled.note,
        "help": advice(drilled),
    }


def _exact(value: object) -> object:
    """To the millisecond, and as text that can be written."""
    if isinstance(value, float):
        return round(value, _EXACT)
    if isinstance(value, dict):
        return {_exact(key): _exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value
