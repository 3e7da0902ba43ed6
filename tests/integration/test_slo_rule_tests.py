"""The generated tests of SLOs of every shape, run by the real promtool."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.promises import AVAILABILITY
from tests.toolchains import Toolchain

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
WINDOWS = {
    "fast": {"budget": "2%", "long": "1h", "short": "5m", "for": "2m", "severity": "critical"},
    "slow": {"budget": "5%", "long": "6h", "short": "30m", "for": "15m", "severity": "critical"},
    "steady": {"budget": "10%", "long": "1d", "short": "2h", "for": "1h", "severity": "warning"},
    "creep": {"budget": "10%", "long": "3d", "short": "6h", "for": "3h", "severity": "warning"},
}
KEPT = {
    **WINDOWS,
    "fast": {**WINDOWS["fast"], "keep_firing_for": "10m"},
    "steady": {**WINDOWS["steady"], "keep_firing_for": "2h"},
}
SIGNALS = """
  promised_up:
    title: {zh: 存活, en: Up}
    kind: availability
    metric: up{job="task-center-api"}
    window: 5m
  promised_fast:
    title: {zh: 快, en: Fast}
    kind: latency
    metric: task_center_http_request_duration_seconds
    within: 200ms
    window: 5m
  promised_good:
    title: {zh: 好, en: Good}
    kind: ratio
    good: task_center_tasks_completed_total{status="success"}
    total: task_center_tasks_completed_total
    window: 5m
    by: [business_id]
"""
SLOS: dict[str, dict[str, Any]] = {
    "loose": {"objective": "95%"},
    "strict": {"objective": "99.99%"},
    "weekly": {"objective": "99.9%", "period": "7d", "windows": ["fast", "slow"]},
    "grouped": {"signal": "promised_good", "objective": "99.5%", "by": ["business_id"]},
    "quick": {"signal": "promised_fast", "objective": "97%", "by": ["job"], "min_failures": 10},
    "upright": {"signal": "promised_up", "objective": "99.9%"},
}


UNEVEN: dict[str, dict[str, Any]] = {
    "single": {"objective": "93.1%", "min_failures": 1},
    "usual": {"objective": "98%"},
    "late": {"signal": "promised_fast", "objective": "95%", "min_failures": 5},
    "upright": {"signal": "promised_up", "objective": "99.5%"},
}
"""Events that do not come out even: whole ones fill a window sooner than it should be full."""


@pytest.fixture
def promised(workplace: Path) -> Path:
    """The frozen specs with SLOs of every shape."""
    promise(workplace / "specs", SLOS)
    return workplace


def promise(
    specs: Path,
    slos: dict[str, dict[str, Any]],
    interval: str = "1m",
    windows: dict[str, dict[str, str]] = WINDOWS,
) -> None:
    shutil.rmtree(specs / "environments", ignore_errors=True)
    signals = specs / "signals.yaml"
    signals.write_text(signals.read_text("utf-8") + SIGNALS, "utf-8")
    full = {
        name: {**AVAILABILITY, "alert": f"Promised{name.title()}", **own}
        for name, own in slos.items()
    }
    # JSON is YAML.
    head = {"team": "task-center-sre", "interval": interval}
    (specs / "slos.yaml").write_text(
        json.dumps({**head, "slos": full}, ensure_ascii=False), "utf-8"
    )
    (specs / "windows.yaml").write_text(json.dumps({"windows": windows}), "utf-8")


def alerts() -> list[str]:
    burning = [f"Promised{name.title()}BudgetBurn" for name in SLOS]
    return [*burning, *(f"Promised{name.title()}NoData" for name in SLOS if name != "upright")]


@pytest.mark.usefixtures("toolchain", "promised")
def test_slos_of_every_shape_are_proven(tcmon: Tcmon) -> None:
    done = tcmon("test", *alerts())
    assert done.returncode == 0, done.stdout + done.stderr
    summary = re.search(r"rules: (\d+) tests of (\d+) rules, ", done.stdout)
    assert summary is not None
    assert int(summary[1]) > 20 * len(SLOS)


@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("interval", ["15s", "1m", "1m40s", "2m30s"])
def test_slos_are_proven_however_often_they_are_evaluated(
    workplace: Path, tcmon: Tcmon, interval: str
) -> None:
    promise(workplace / "specs", UNEVEN, interval)
    done = tcmon("test", *(f"Promised{name.title()}BudgetBurn" for name in UNEVEN))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("toolchain")
def test_slos_are_proven_where_alerts_are_kept(workplace: Path, tcmon: Tcmon) -> None:
    promise(workplace / "specs", UNEVEN, windows=KEPT)
    done = tcmon("test", *(f"Promised{name.title()}BudgetBurn" for name in UNEVEN))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("toolchain")
def test_the_slo_that_the_page_adds_is_proven(workplace: Path, tcmon: Tcmon) -> None:
    shutil.rmtree(workplace / "specs")
    shutil.copytree(ROOT / "specs", workplace / "specs")
    page = (ROOT / "docs/slo.md").read_text("utf-8")
    added = re.search(r"^## Add an SLO$.*?```yaml\n(.*?)```", page, re.MULTILINE | re.DOTALL)
    assert added is not None
    # In the page it is a part of a list, in the file of `slos`.
    lines = textwrap.indent(textwrap.dedent(added[1]), "  ")
    file = workplace / "specs/slos.yaml"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n{lines}", "utf-8")
    done = tcmon("test", "TaskCenterCallbackSuccessBudgetBurn", "TaskCenterCallbackSuccessNoData")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("template", "old", "new", "slo"),
    [
        ("ratio", "or\n0 * << sum >>(rate(<< total >>[<< window >>]))", "", "loose"),
        (
            "latency",
            "<< sum >>(rate(<< count >>[<< window >>]))\n<%- endblock %>\n<% block bad",
            "<< sum >>(rate(<< count >>[15m]))\n<%- endblock %>\n<% block bad",
            "quick",
        ),
    ],
)
def test_a_rule_that_does_something_else_fails_at_the_lines_of_its_slo(  # noqa: PLR0917 - a table
    tcmon: Tcmon, promised: Path, template: str, old: str, new: str, slo: str
) -> None:
    shutil.copytree(ROOT / "templates", promised / "templates")
    file = promised / f"templates/promql/{template}.promql.j2"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    names = (f"Promised{slo.title()}{end}" for end in ("BudgetBurn", "NoData"))
    done = tcmon("test", *names, "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    told = json.loads(done.stdout)["diagnostics"]
    found = [one for one in told if one["level"] == "error"]
    assert {one["check"] for one in found} == {"proof/failed"}
    assert {one["file"] for one in found} == {"specs/slos.yaml"}
    assert all(one["line"] > 0 for one in found)
    assert any(one["message"].startswith(f"{slo}: ") for one in found)


def committed(place: Path) -> Path:
    """A copy of the committed rules and their tests, which are what the shipped specs yield."""
    shutil.copytree(ROOT / "build/prometheus", place / "prometheus")
    return place / "prometheus"


BURNING = 'ALERTS{alertname="TaskCenterAPIAvailabilityBudgetBurn",window="1h",alertstate="firing"}'
SINGLE_ERRORS = {
    "interval": "1m",
    "input_series": [
        {
            "series": f'task_center_http_requests_total{{job="task-center-api",{code}}}',
            "values": values,
        }
        for code, values in (
            ('http_code="200"', "0+3x300"),
            # One more every twelve minutes, for four hours.
            ('http_code="500"', " ".join(f"{count}+0x11" for count in range(20)) + " 20+0x60"),
        )
    ],
    "promql_expr_test": [
        {
            "expr": f"sum(count_over_time({BURNING}[2h])) >= bool 120",
            "eval_time": "4h",
            "exp_samples": [{"labels": "{}", "value": 1}],
        },
        {"expr": BURNING, "eval_time": "4h20m", "exp_samples": []},
    ],
}
"""180 good requests an hour and an error every twelve minutes: one alert, which ends."""


@pytest.mark.parametrize(("kept", "code"), [("10m", 0), ("5m", 1)])
def test_single_errors_at_little_traffic_are_one_alert(
    tmp_path: Path, toolchain: Toolchain, kept: str, code: int
) -> None:
    folder = committed(tmp_path) / "tests"
    rules = "../rules/slo-api-availability.rules.yml"
    file = folder / rules
    text = file.read_text("utf-8")
    # As it would be with another `keep_firing_for` in windows.yaml, where it stands once.
    assert text.count("keep_firing_for: 10m") == 1
    file.write_text(text.replace("keep_firing_for: 10m", f"keep_firing_for: {kept}"), "utf-8")
    test = {"rule_files": [rules], "evaluation_interval": "1m", "tests": [SINGLE_ERRORS]}
    (folder / "single.test.yml").write_text(json.dumps(test), "utf-8")
    done = subprocess.run(
        [toolchain.tool("promtool"), "test", "rules", "single.test.yml"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("error_ratio_rate1h > 0.0144", "error_ratio_rate1h > 0.0120"),
        ("> 0.006\n          and\n          slo", "> 0.006\n          or\n          slo"),
        ("60 * sum_over_time", "90 * sum_over_time"),
        ("/ 0.001", "/ 0.0011"),
    ],
)
def test_a_broken_rule_file_fails_the_written_tests(
    tmp_path: Path, toolchain: Toolchain, old: str, new: str
) -> None:
    folder = committed(tmp_path)
    rules = folder / "rules/slo-api-availability.rules.yml"
    text = rules.read_text("utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), "utf-8")
    done = subprocess.run(
        [
            toolchain.tool("promtool"),
            "test",
            "rules",
            *sorted(str(one) for one in (folder / "tests").glob("slo-api-availability.*")),
        ],
        cwd=folder / "tests",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "FAILED" in done.stdout + done.stderr
