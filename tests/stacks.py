"""The stack of the frozen specs with small edits: what is compiled, and the files of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.emitters import emit
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.stack import Stack
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files
from tests.unit.checks.cases import Case, Edit, edited

TEMPLATES = Path(__file__).parents[1] / "templates"
TARGETS = ("provisioning", "compose", "stores", "deployment")

Specs = tuple[tuple[str, bytes], ...]
"""Name and text of each file: the same specs are compiled once, for all that is asked of them."""


@cache
def templates() -> Templates:
    """The shipped templates."""
    paths = TEMPLATES.rglob("*.j2")
    return Templates({one.relative_to(TEMPLATES).as_posix(): one.read_text() for one in paths})


def monitoring_of(*edits: Edit) -> Monitoring:
    """Everything that the edited specs yield."""
    return _compiled(_key(edited(Case(check="", edits=edits))))


def _key(files: Mapping[str, bytes]) -> Specs:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=16)
def _compiled(specs: Specs) -> Monitoring:
    loaded = load(dict(specs), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    assert not loaded.diagnostics
    monitoring, faults = compile_project(loaded.project, templates().promql, templates().render)
    assert not faults
    return monitoring


def stack_of(*edits: Edit) -> Stack:
    """The compiled stack."""
    stack = monitoring_of(*edits).stack
    assert stack is not None
    return stack


def files_of(*edits: Edit) -> dict[str, str]:
    """Path and text of every file that the stack has."""
    return dict(_written(_key(edited(Case(check="", edits=edits)))))


def files_without_dashboards() -> dict[str, str]:
    """The same for a project that has none."""
    files = frozen_files()
    kept = {name: raw for name, raw in files.items() if not name.startswith("dashboards/")}
    assert kept != files
    return dict(_written(_key(kept)))


@lru_cache(maxsize=16)
def _written(specs: Specs) -> Mapping[str, str]:
    made = emit(_compiled(specs), templates().render, TARGETS)
    return {artifact.path: artifact.text for artifact in made}


def stack_edit(**values: Any) -> Edit:
    """An edit of stack.yaml; two underscores stand for a dot."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    return Edit(file="stack.yaml", set=named)


def two_alertmanagers() -> Edit:
    """Alerts go to two, and both are scraped."""
    targets = ["alertmanager-0:9093", "alertmanager-1:9093"]
    values = {"alertmanagers.targets": targets, "jobs.alertmanager.targets": [*targets]}
    return Edit(file="scrape.yaml", set=values)


def document(text: str) -> Any:
    """A generated file as YAML."""
    return yaml.safe_load(text)
