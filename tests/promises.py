"""SLOs on the frozen specs."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any, cast

from taskcenter_monitor.pipeline import Compiled, compile_specs
from taskcenter_monitor.workspace.reading import Files, Folder, read_templates
from tests.unit.checks.cases import Case, Edit, edited

ROOT = Path(__file__).parents[1]

FAST = {"budget": "2%", "long": "1h", "short": "5m", "for": "2m", "severity": "critical"}
CREEP = {"budget": "10%", "long": "3d", "short": "6h", "for": "3h", "severity": "warning"}
AVAILABILITY: dict[str, Any] = {
    "title": {"zh": "API可用性", "en": "API availability"},
    "signal": "http_error_ratio",
    "objective": "99.9%",
    "description": {"zh": "API返回5xx的请求过多。", "en": "Too many requests end with a 5xx."},
    "runbook": {"zh": "检查接口。", "en": "See which endpoint."},
}


def promised(*more: Edit, **slos: dict[str, Any]) -> dict[str, bytes]:
    """The frozen specs with SLOs that have these values over a usual one, and more edits."""
    own = {
        # The specs know no anchors, which shared values would become.
        name: deepcopy({**AVAILABILITY, "alert": f"TaskCenter{name.title()}Slo", **values})
        for name, values in slos.items()
    }
    edits = (
        Edit(file="slos.yaml", set={"team": "task-center-sre", "slos": own}),
        Edit(file="windows.yaml", set={"windows": {"fast": FAST, "creep": CREEP}}),
    )
    return edited(Case(check="", edits=(*edits, *more)))


def compiled(*more: Edit, **slos: dict[str, Any]) -> Compiled:
    """The same, compiled."""
    specs = Folder("specs", cast("Files", promised(*more, **slos)))
    templates = read_templates(str(ROOT / "templates"))
    return compile_specs(specs, templates, None, lambda _: None, lambda _: None)
