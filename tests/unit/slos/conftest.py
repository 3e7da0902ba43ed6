"""SLOs on the frozen specs, as `tcmon slo` tells of them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import pytest

from taskcenter_monitor.pipeline import Compiled, compile_specs
from taskcenter_monitor.slos import told
from taskcenter_monitor.slos.told import ToldSlo
from taskcenter_monitor.workspace.reading import Files, Folder, read_templates
from tests.unit.checks.cases import Case, Edit, edited

ROOT = Path(__file__).parents[3]

Told = Callable[..., tuple[ToldSlo, ...]]

FAST = {"budget": "2%", "long": "1h", "short": "5m", "for": "2m", "severity": "critical"}
CREEP = {"budget": "10%", "long": "3d", "short": "6h", "for": "3h", "severity": "warning"}
AVAILABILITY: dict[str, Any] = {
    "title": {"zh": "API可用性", "en": "API availability"},
    "signal": "http_error_ratio",
    "objective": "99.9%",
    "alert": "TaskCenterAPIAvailability",
    "description": {"zh": "API返回5xx的请求过多。", "en": "Too many requests end with a 5xx."},
    "runbook": {"zh": "检查接口。", "en": "See which endpoint."},
}


def compiled(**slos: dict[str, Any]) -> Compiled:
    """SLOs with these values over a usual one, on the frozen specs."""
    own = {
        # The specs know no anchors, which shared values would become.
        name: deepcopy({**AVAILABILITY, "alert": f"TaskCenter{name.title()}Slo", **values})
        for name, values in slos.items()
    }
    edits = (
        Edit(file="slos.yaml", set={"team": "task-center-sre", "slos": own}),
        Edit(file="windows.yaml", set={"windows": {"fast": FAST, "creep": CREEP}}),
    )
    specs = Folder("specs", cast("Files", edited(Case(check="", edits=edits))))
    templates = read_templates(str(ROOT / "templates"))
    return compile_specs(specs, templates, None, lambda _: None, lambda _: None)


@pytest.fixture(scope="session")
def told_slos() -> Told:
    """Those of such SLOs that are named, all for no name."""

    def made(*names: str, **slos: dict[str, Any]) -> tuple[ToldSlo, ...]:
        done = compiled(**slos)
        assert done.drafted is not None, done.diagnostics
        return tuple(told(done.drafted, names, done.sources.span))

    return made
