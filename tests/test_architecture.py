"""Who may import whom, and which fences nobody crosses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "taskcenter_monitor"
NAME = "taskcenter_monitor"

# The table of the design: a package to what it may import of ours.
ALLOWED: dict[str, set[str]] = {
    "diagnostics": set(),
    "errors": set(),
    "vocabulary": {"diagnostics"},
    "ir": {"diagnostics", "vocabulary"},
    "signals": {"ir", "vocabulary", "diagnostics", "spec.base"},
    "spec": {"signals", "vocabulary", "diagnostics"},
    "checks": {"spec", "signals", "vocabulary", "diagnostics"},
    "compiler": {"spec", "signals", "ir", "vocabulary", "diagnostics"},
    "emitters": {"ir", "vocabulary", "diagnostics"},
    # A router over what was compiled; the pipeline, the command line and live ask it.
    "routing": {"ir", "vocabulary", "diagnostics"},
    # Lints of dashboards read the PromQL in them.
    # The policy is proven with the library that will read it.
    "verifiers": {
        "ir",
        # What Python cannot stop is done by a process that can be killed.
        "forking",
        "vocabulary",
        "diagnostics",
        "errors",
        "telemetry.policy",
        "telemetry.catalogue",
        "telemetry.redaction",
    },
    "reporters": {"diagnostics"},
    # Servers are found and started as the tools are, in a folder that workspace makes.
    "live": {
        "ir",
        "routing",
        "vocabulary",
        "diagnostics",
        "errors",
        # The report of a drill has colours and widths as all that people see.
        "reporters.palettes",
        "reporters.excerpt",
        "reporters.columns",
        "verifiers.process",
        "verifiers.tools",
        "workspace.scratch",
        # A drill on a faster clock asks for precedence.
        "workspace.precedence",
        "workspace.staging",
    },
    # At the end of the flow: it reads what the stages have found out, and no stage reads it.
    "explain": {
        "checks",
        "compiler",
        "routing",
        "ir",
        "spec",
        "signals",
        "vocabulary",
        "diagnostics",
        "reporters.palettes",
        "reporters.excerpt",
    },
    # At the end of the flow as well: it only reads what was compiled.
    "slos": {
        "ir",
        "vocabulary",
        "diagnostics",
        "reporters.palettes",
        "reporters.excerpt",
        "reporters.columns",
    },
    # Files and templates are neither compiled nor emitted: both stand beside the stages.
    "workspace": {"diagnostics", "errors", "forking"},
    "templating": set(),
    "masking": {"diagnostics"},
    # A second process stands beside the stages too: it changes when things are done, not what.
    "forking": set(),
    "ahead": {"forking", "spec"},
    # What services import: it knows nothing of the compiler.
    "telemetry": set(),
}
FREE = {"pipeline", "verification", "proving", "cli", "__init__", "__main__"}

# What may be imported, or called, in one place only.
FENCES: dict[str, set[str]] = {
    "pydantic": {"spec", "signals"},
    "pydantic_core": {"spec", "signals"},
    "yaml": {"spec.reader", "spec.quick"},
    "json": {
        "emitters.documents",
        "workspace.manifest",
        "reporters",
        "live.client",
        "cli.route_json",
        "cli.telemetry_json",
        "explain.document",
        "slos.document",
        "live.notifications.reading",
        "live.notifications.sinks",
        "live.drill.report.document",
        "live.drill.delivery",
        "verifiers.dashboards.boards",
    },
    "jinja2": {"templating"},
    "promql_parser": {"vocabulary.promql"},
    "subprocess": {"verifiers.process", "live.servers", "live.drill.processes"},
    "typer": {"cli"},
    "time": {"cli", "live", "telemetry"},
    # Moments that somebody names; the clock itself is read in the command line and live alone.
    "datetime": {
        "live",
        "routing",
        "cli.route",
        "cli.telemetry",
        "cli.telemetry_json",
        "cli.telemetry_text",
        "cli.telemetry_traces",
        "telemetry",
    },
    "random": {"telemetry"},
    "secrets": set(),
    # Its values are written in logs; none is made.
    "uuid": {"telemetry.logging.snapshots"},
    "socket": {"live.servers", "telemetry.admin.deadlines"},
    "urllib.request": set(),
    "http": {"live.client", "live.notifications.sinks", "live.drill.standins", "telemetry.admin"},
    "socketserver": {"live.notifications.sinks", "live.drill.standins"},
    "grafanalib": {"emitters.grafana.classes"},
    "tempfile": {"workspace"},
    "shutil": {"workspace", "verifiers.tools"},
    "threading": {
        "cli",
        "verifiers.process",
        "live.notifications",
        "live.drill.standins",
        "telemetry",
    },
    # Of the library alone: whoever only compiles has none of these but msgspec's reading.
    "structlog": {"telemetry"},
    "orjson": {"telemetry"},
    "msgspec": {"telemetry.policy", "telemetry.catalogue"},
    "opentelemetry": {"telemetry"},
    "prometheus_client": {"telemetry"},
    "rapidfuzz": {"telemetry.logging.storms"},
    "sqlalchemy": {
        "telemetry.metrics.pools",
        "telemetry.tracing.instrumentation.of_sqlalchemy",
    },
    # 300 ms and more to import: only by the module of the client that is asked for.
    "opentelemetry.instrumentation": {
        "telemetry.tracing.instrumentation.of_httpx",
        "telemetry.tracing.instrumentation.of_redis",
        "telemetry.tracing.instrumentation.of_requests",
        "telemetry.tracing.instrumentation.of_sqlalchemy",
    },
    "opentelemetry.propagators.b3": set(),
    "opentelemetry.propagators.jaeger": set(),
    "gunicorn": {"telemetry.logging.gunicorn"},
    # Of exporters, which take long to import.
    "requests": {"telemetry.tracing.exporters.over_http", "telemetry.tracing.instrumentation"},
    "grpc": {"telemetry.tracing.exporters.over_grpc"},
}
# Names in a call, and the only packages that may call them.
CALLS: dict[str, set[str]] = {
    # The command line opens nothing but /dev/null, once its reader has gone.
    "open": {"workspace", "cli.streams", "telemetry"},
    "print": {"cli"},
    "exit": {"cli"},
    "_exit": {"cli", "forking"},
    "fork": {"forking"},
    "getenv": {"cli"},
    "now": {"cli", "live", "telemetry"},
    "utcnow": set(),
    "input": set(),
    "eval": set(),
    "exec": set(),
    "read_text": {"workspace"},
    "read_bytes": {"workspace", "telemetry"},
    "write_text": {"workspace"},
    "write_bytes": {"workspace"},
}
ENVIRONMENT = {
    "cli",
    "telemetry.logging.configuration",
    "telemetry.metrics.configuration",
    "telemetry.tracing.configuration",
}
FORBIDDEN_NAMES = ("utils", "util", "helpers", "helper", "common", "misc", "manager", "base_utils")
LONGEST_FILE = 300
LONGEST_FUNCTION = 45


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        relative = file.relative_to(PACKAGE).with_suffix("")
        if relative.parts[0] != "_defaults":
            yield ".".join(relative.parts).removesuffix(".__init__"), file


MODULES = list(modules())


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def within(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def check_table(module: str, tree: ast.AST) -> list[str]:
    package = module.split(".", maxsplit=1)[0]
    if package in FREE:
        return []
    allowed = ALLOWED[package] | {package}
    # The words of a text are read where the text is compiled, never where it is loaded.
    if package in ("checks", "compiler"):
        allowed = allowed | {"vocabulary"}
    faults = []
    for name, line in imports(tree):
        if not name.startswith(f"{NAME}."):
            continue
        target = name.removeprefix(f"{NAME}.")
        if not within(target, allowed):
            faults.append(f"{module}:{line} imports {target}")
    return faults


def check_fences(module: str, tree: ast.AST) -> list[str]:
    faults = [
        f"{module}:{line} imports {name}"
        for name, line in imports(tree)
        for fence, places in FENCES.items()
        if within(name, {fence}) and not within(module, places)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in CALLS and not within(module, CALLS[name]):
                faults.append(f"{module}:{node.lineno} calls {name}")
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "environ"
            and not within(module, ENVIRONMENT)
        ):
            faults.append(f"{module}:{node.lineno} reads the environment")
    return faults


def check_sizes(module: str, text: str, tree: ast.AST) -> list[str]:
    lines = len(text.splitlines())
    faults = [f"{module} has {lines} lines"] if lines > LONGEST_FILE else []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno
            if length >= LONGEST_FUNCTION:
                faults.append(f"{module}:{node.lineno} {node.name} has {length} lines")
    return faults


@pytest.mark.parametrize(("module", "file"), MODULES, ids=[name for name, _ in MODULES])
def test_a_module_keeps_to_the_table_and_the_fences_and_stays_small(
    module: str, file: Path
) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    faults = check_table(module, tree) + check_fences(module, tree)
    assert faults + check_sizes(module, text, tree) == []


@pytest.mark.parametrize("source", ["x = 1\n" * 301, "def f():\n" + "    x = 1\n" * 45])
def test_the_sizes_can_be_broken(source: str) -> None:
    assert check_sizes("ir.x", source, ast.parse(source))


def test_no_module_is_named_after_nothing() -> None:
    names = {part for module, _ in MODULES for part in module.split(".")}
    assert not names & set(FORBIDDEN_NAMES)


def test_every_package_stands_in_the_table() -> None:
    assert {module.split(".")[0] for module, _ in MODULES} - FREE - {"__init__"} == set(ALLOWED)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("emitters.x", f"from {NAME}.spec.project import Project"),
        ("vocabulary.x", f"import {NAME}.spec"),
        ("checks.x", f"from {NAME} import compiler"),
    ],
)
def test_the_table_can_be_broken(module: str, source: str) -> None:
    assert check_table(module, ast.parse(source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("compiler.x", "import pydantic"),
        ("checks.x", "def f():\n    from yaml import load"),
        ("emitters.x", "open('x')"),
        ("spec.x", "print('x')"),
        ("ir.x", "import os\nos.environ['X']"),
        ("compiler.x", "import time"),
        ("verifiers.promtool", "import subprocess"),
    ],
)
def test_the_fences_can_be_broken(module: str, source: str) -> None:
    assert check_fences(module, ast.parse(source))


def test_tests_skip_nothing() -> None:
    marks = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
    own = Path(__file__)
    found = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tests").rglob("*.py")
        if file != own and marks.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
