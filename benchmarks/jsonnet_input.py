"""Writes the generated part of a project as JSON, for jsonnet to compile.

What tcmon works out from the catalogue (labels, units, limits as plain numbers) is given to
jsonnet ready made: its part is to write PromQL, labels, annotations, groups and runbooks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.spec.base import Entry, Text
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import PER_SECOND

_KEYS = (
    *("bad", "total", "metric", "used", "capacity", "traffic"),
    *("aggregate", "quantile", "window", "by", "series", "min_rate"),
)


def write(specs: Path, target: Path) -> None:
    """Reads the specs of a generated project and writes its components to a JSON file."""
    files = {
        path.relative_to(specs).as_posix(): path.read_bytes() for path in specs.rglob("*.yaml")
    }
    project = load(files, "specs", None).project
    assert project is not None, "the generated specs do not load"
    components = [name for name in project.components if "-services-" in name]
    service = project.service.value
    data = {
        "service": service.service,
        "links": {"runbooks": service.links.runbooks, "dashboards": service.links.dashboards},
        "components": [_component(project, name) for name in components],
    }
    target.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _component(project: Project, name: str) -> dict[str, Any]:
    alerts = [alert for alert in project.alerts.values() if alert.component == name]
    signals = dict.fromkeys(alert.value.signal for alert in alerts)
    around = project.surroundings
    return {
        "component": name,
        "team": alerts[0].team,
        "interval": alerts[0].interval,
        "signals": [_signal(project.signals[signal]) for signal in signals],
        "alerts": [
            _alert(alert, project.signals[alert.value.signal].value, around) for alert in alerts
        ],
    }


def _signal(entry: Entry[SignalModel]) -> dict[str, Any]:
    values = {key: _plain(getattr(entry.value, key, None)) for key in _KEYS}
    return {"name": entry.name, "kind": getattr(entry.value, "kind", ""), **values}


def _plain(value: object) -> object:
    if isinstance(value, Quantity):
        return number_text(value.in_unit(PER_SECOND))
    if isinstance(value, float):
        # jsonnet writes 0.95 as 0.94999999999999996.
        return number_text(value)
    return str(value) if isinstance(value, Selector) else value


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _alert(alert: AlertEntry, signal: SignalModel, around: Surroundings) -> dict[str, Any]:
    unit = signal.unit(around)
    return {
        "name": alert.name,
        "title": _text(alert.value.title),
        "description": _text(alert.value.description),
        "runbook": _text(alert.value.runbook),
        "dashboard": alert.value.dashboard,
        "signal": alert.value.signal,
        "unit": unit.name,
        "labels": list(signal.carried(around))[:4],
        "thresholds": [
            {
                "severity": severity,
                "operator": threshold.operator,
                "limit": number_text(threshold.limit.in_unit(unit)) if threshold.limit else "",
                "text": threshold.limit.text if threshold.limit else "",
                "for": threshold.wait,
            }
            for severity, threshold in alert.value.thresholds.items()
        ],
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
