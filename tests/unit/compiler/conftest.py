"""Small projects: the frozen service, routing and scraping with signals and alerts of a test."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.frozen import FROZEN

ROOT = Path(__file__).parents[3]
METRICS = """
metrics:
  depth: {type: gauge, unit: tasks, labels: [queue], job: any, help: Depth}
  done_total: {type: counter, unit: tasks, labels: [queue, status], job: any, help: Done}
  spent_seconds: {type: histogram, unit: seconds, labels: [], buckets: [1, 5], job: any, help: T}
"""
HEAD = "component: {0}\nteam: task-center-sre\n"

CompileSpecs = Callable[..., tuple[Monitoring, list[Diagnostic]]]


@pytest.fixture(scope="session")
def templates() -> Templates:
    folder = ROOT / "templates"
    texts = {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.j2")}
    return Templates(texts)


@pytest.fixture
def compile_specs(templates: Templates) -> CompileSpecs:
    """Compiles signals and, by component, alerts, all of them as YAML below their key."""

    def compile_them(signals: str, **alerts: str) -> tuple[Monitoring, list[Diagnostic]]:
        around = ("service.yaml", "routing.yaml", "scrape.yaml")
        files = {name: (FROZEN / name).read_bytes() for name in around}
        files["metrics.yaml"] = METRICS.encode()
        files["signals.yaml"] = f"signals:\n{_indented(signals)}".encode()
        for component, text in alerts.items():
            body = f"{HEAD.format(component)}alerts:\n{_indented(text)}"
            files[f"alerts/{component}.yaml"] = body.encode()
        loaded = load(files, "specs", None)
        assert loaded.project is not None, loaded.diagnostics
        assert not loaded.diagnostics
        return compile_project(loaded.project, templates.promql, templates.render)

    return compile_them


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text), "  ")
