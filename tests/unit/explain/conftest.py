"""Explains alerts of the frozen specs, as they are or edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from taskcenter_monitor.explain import explain
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import Explanation
from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.workspace.reading import Files, Folder, read_templates
from tests.unit.checks.cases import Case, Edit, edited

ROOT = Path(__file__).parents[3]

Explained = Callable[..., Explanation]


@pytest.fixture(scope="session")
def explained() -> Explained:
    """An alert by its name, after some edits, in an environment or none."""

    def made(name: str, *edits: Edit, environment: str | None = None) -> Explanation:
        files = cast("Files", edited(Case(check="", edits=edits)))
        specs = Folder("specs", files)
        templates = read_templates(str(ROOT / "templates"))
        done = compile_specs(specs, templates, environment, lambda _: None, lambda _: None)
        assert done.project is not None, done.diagnostics
        assert done.drafted is not None, done.diagnostics
        material = Material(
            project=done.project,
            monitoring=done.drafted,
            promql=done.templates.promql,
            span=done.sources.span,
        )
        return explain(material, name)

    return made
