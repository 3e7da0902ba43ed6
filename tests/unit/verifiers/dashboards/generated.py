"""The dashboards that the shipped specs yield, and what they may speak of."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.verifiers.dashboards import Known
from taskcenter_monitor.verifiers.dashboards.knowledge import known
from taskcenter_monitor.workspace.reading import read_specs, read_templates
from tests.unit.verifiers.dashboards.artifacts import Boards

ROOT = Path(__file__).parents[4]


@cache
def generated() -> tuple[Boards, Known]:
    """The dashboards by the names of their files; nobody may change them."""
    specs, templates = read_specs(str(ROOT / "specs")), read_templates(str(ROOT / "templates"))
    compiled = compile_specs(specs, templates, None, lambda _: None, lambda _: None)
    assert compiled.monitoring is not None
    boards = {
        artifact.path.rpartition("/")[2]: json.loads(artifact.text)
        for artifact in compiled.artifacts(["grafana"])
        if artifact.path.endswith(".json")
    }
    return boards, known(compiled.monitoring)
