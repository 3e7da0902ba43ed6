"""The frozen specs, compiled, with or without an edit of routing.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.routing.expectations import prove_expectations
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.sources import Sources
from taskcenter_monitor.templating import Templates
from tests.unit.checks.cases import Case, Edit, edited

TEMPLATES = Path(__file__).parents[3] / "templates"


@cache
def _templates() -> Templates:
    return Templates(
        {
            path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
            for path in TEMPLATES.rglob("*.j2")
        }
    )


@cache
def frozen() -> Monitoring:
    """The frozen specs as they stand."""
    return _compiled(())[0]


def edited_specs(values: dict[str, Any]) -> Monitoring:
    """The frozen specs with these values of routing.yaml, by their paths."""
    return _compiled((Edit(file="routing.yaml", set=values),))[0]


def proven(values: dict[str, Any]) -> list[Diagnostic]:
    """What the router then says of the expectations, with lines and columns."""
    monitoring, sources = _compiled((Edit(file="routing.yaml", set=values),))
    return [sources.locate(one) for one in prove_expectations(monitoring)]


def _compiled(edits: tuple[Edit, ...]) -> tuple[Monitoring, Sources]:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    monitoring, faults = compile_project(loaded.project, _templates().promql, _templates().render)
    assert faults == []
    return monitoring, loaded.sources
