"""Dashboards of a test, compiled: the frozen specs with other files of dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.ir.dashboards import Dashboard, Panel
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files

ROOT = Path(__file__).parents[4]
TEXTS = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.j2")
}
VARIABLES = {
    "job": {"title": "Job", "label": "job", "from": 'up{job=~"task-center-(api|worker)"}'},
    "instance": {"title": "I", "label": "instance", "from": 'up{job=~"task-center-(api|worker)"}'},
}


def dashboards(
    files: Mapping[str, Mapping[str, Any]], service: Mapping[str, Any] | None = None
) -> dict[str, Dashboard]:
    """The dashboards by name, of these files and the frozen specs."""
    specs = {
        name: text for name, text in frozen_files().items() if not name.startswith("dashboards/")
    }
    if service is not None:
        known = yaml.safe_load(specs["service.yaml"])
        specs["service.yaml"] = yaml.safe_dump({**known, **service}).encode()
    for name, data in files.items():
        specs[f"dashboards/{name}.yaml"] = yaml.safe_dump(data, sort_keys=False).encode()
    loaded = load(specs, "specs", None)
    assert loaded.project is not None
    assert not loaded.diagnostics, loaded.diagnostics
    templates = Templates(TEXTS)
    monitoring, faults = compile_project(loaded.project, templates.promql, templates.render)
    assert not faults
    return {one.name: one for one in monitoring.dashboards}


def board(panels: Mapping[str, Mapping[str, Any]], **keys: object) -> dict[str, Any]:
    """A dashboard with one row of these panels; `keys` replace what else it has."""
    whole = {name: {"width": 24, "height": 8, **panel} for name, panel in panels.items()}
    return {
        "title": {"zh": "总览", "en": "Overview"},
        "description": {"zh": "状态。", "en": "How it fares."},
        "variables": VARIABLES,
        "rows": {"row": {"title": "Row", "panels": whole}},
        **keys,
    }


def panel(data: Mapping[str, Any], **keys: object) -> Panel:
    """The one panel of a dashboard, compiled."""
    (found,) = dashboards({"overview": board({"one": data}, **keys)})["overview"].panels
    return found
