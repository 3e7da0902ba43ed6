"""The bounds of windowed signals, held against Prometheus' own functions.

A fault begins just after a scrape. The alert must fire within the computed bound, and must not fire
much before: a bound is too long by a scrape, its timeout and an evaluation at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from taskcenter_monitor.checks.detection import detection
from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.emitters import emit
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.verifiers.process import Command, run
from tests.frozen import frozen_files
from tests.toolchains import Toolchain

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SCRAPE = 5
"""Seconds between samples; that of the jobs in question."""
GOOD, BAD = 120, 280
"""Samples before the fault, and after it."""
FAULT = GOOD * SCRAPE
Series = dict[str, str]
"""A series to its values, as promtool reads them."""
API = 'job="task-center-api", instance="a:1"'


def counter(name: str, good: float, bad: float) -> Series:
    """A counter that grows by so much from sample to sample, before the fault and after it."""
    start = good * GOOD
    return {name: f"0+{good}x{GOOD} {start + bad}+{bad}x{BAD - 1}"}


def errors(share: float) -> Series:
    """HTTP requests, of which a share ends in a 500 after the fault."""
    name = "task_center_http_requests_total"
    return {
        **counter(f'{name}{{{API}, http_code="200"}}', 5, 5 * (1 - share)),
        **counter(f'{name}{{{API}, http_code="500"}}', 0, 5 * share),
    }


def slow(share: float) -> Series:
    """HTTP requests, of which a share takes between 2 s and 3 s after the fault."""
    name = "task_center_http_request_duration_seconds_bucket"
    quick = dict.fromkeys(("0.1", "2"), 5 * (1 - share))
    series = errors(0)
    for le, bad in {**quick, "3": 5, "+Inf": 5}.items():
        series |= counter(f'{name}{{{API}, le="{le}"}}', 5, bad)
    return series


def busy(share: float) -> Series:
    """A share of the only core, used after the fault."""
    return {
        **counter(f"process_cpu_seconds_total{{{API}}}", 0, SCRAPE * share),
        f"go_sched_gomaxprocs_threads{{{API}}}": f"1+0x{GOOD + BAD}",
    }


def waiting(seconds: float) -> Series:
    """Waits for a connection of the pool, which take so long after the fault."""
    labels = f'{API}, db_name="main"'
    return {
        **counter(f"go_sql_wait_count_total{{{labels}}}", 5, 5),
        **counter(f"go_sql_wait_duration_seconds_total{{{labels}}}", 0, 5 * seconds),
    }


@dataclass(frozen=True, slots=True)
class Case:
    """A fault just beyond the threshold of an alert, and the largest one."""

    alert: str
    severity: str
    slight: Series
    largest: Series


CASES = [
    Case("TaskCenterHTTPErrorRateHigh", "critical", errors(0.202), errors(1)),
    Case("TaskCenterHTTPErrorRateHigh", "warning", errors(0.0505), errors(1)),
    Case("TaskCenterHTTPLatencyHigh", "critical", slow(0.0505), slow(1)),
    Case("TaskCenterCPUHigh", "critical", busy(0.955), busy(1)),
    Case("TaskCenterDBPoolWaitSlow", "warning", waiting(1.01), waiting(1000)),
]


@pytest.fixture(scope="module")
def project() -> Project:
    loaded = load(frozen_files(), "specs", None)
    assert loaded.project is not None
    return loaded.project


@pytest.fixture(scope="module")
def rules(project: Project, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of all rules."""
    texts = {
        path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
        for path in (ROOT / "templates").rglob("*.j2")
    }
    templates = Templates(texts)
    monitoring, _ = compile_project(project, templates.promql, templates.render)
    folder = tmp_path_factory.mktemp("rules")
    files = []
    for number, artifact in enumerate(emit(monitoring, templates.render, {"rules"})):
        file = folder / f"{number}.yml"
        file.write_text(artifact.text, encoding="utf-8")
        files.append(str(file))
    return files


def expectations(rule: str, series: Series, bound: float, early: float) -> dict[str, object]:
    """A promtool test: it fires at the bound, and not yet so many seconds before."""
    firing = f'count(ALERTS{{{rule}, alertstate="firing"}})'
    moments = {bound - early: [], bound: [{"labels": "{}", "value": 1}]}
    return {
        "interval": f"{SCRAPE}s",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {"expr": firing, "eval_time": f"{FAULT + seconds:.0f}s", "exp_samples": samples}
            for seconds, samples in moments.items()
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}-{case.severity}")
def test_an_alert_fires_within_its_bounds_and_not_much_before(
    project: Project, rules: list[str], toolchain: Toolchain, tmp_path: Path, case: Case
) -> None:
    entry = project.alerts[case.alert]
    found = detection(project, entry, entry.value.thresholds[case.severity])
    slight, full = found.slight, found.full
    assert full.seconds < slight.seconds
    early = slight.scrape + slight.timeout + slight.interval + SCRAPE
    rule = f'alertname="{case.alert}", severity="{case.severity}"'
    document = {
        "rule_files": rules,
        "evaluation_interval": entry.interval,
        "tests": [
            expectations(rule, case.slight, slight.seconds, early),
            expectations(rule, case.largest, full.seconds, early),
        ],
    }
    file = tmp_path / "test.yml"
    file.write_text(json.dumps(document))
    command = Command(args=(toolchain.tool("promtool"), "test", "rules", str(file)), folder="/")
    (done,) = run([command], toolchain.runtime())
    assert done.code == 0, done
