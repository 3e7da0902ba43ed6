"""Every panel is proven to show data by a real Prometheus, and what would stay empty is seen."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Level, Span
from taskcenter_monitor.ir.dashboards import Query
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.panels import prove_panels
from taskcenter_monitor.live.prometheus import Prometheus, Steps
from taskcenter_monitor.live.seeding import seeded_prometheus
from taskcenter_monitor.proving import prove_dashboards
from tests.frozen import frozen_files
from tests.integration.conftest import Tcmon
from tests.notifications import compiled, replace, shipped_templates, subject
from tests.readme import shown
from tests.seeded import monitoring, seeded, shipped_files
from tests.toolchains import DISTRIBUTION, ROOT, Toolchain

pytestmark = pytest.mark.slow

OVERVIEW = "dashboards/overview.yaml"
STATUS = "metric: 'up{job=~\"task-center-(api|worker)\"}'"
TRAFFIC = "{kind: rate, metric: task_center_http_requests_total, by: [method, http_code]}"
TOTAL = "sum(rate(task_center_http_requests_total[$__rate_interval]))"
MISSPELT = TRAFFIC.replace(
    "task_center_http_requests_total", "'task_center_http_requests_total{http_code=\"20O\"}'"
)
JOB = "label: job, from: 'up{job=~\"task-center-(api|worker)\"}'"
AGES = 3600 * 24 * 7


def proven(
    specs: dict[str, bytes], toolchain: Toolchain = DISTRIBUTION
) -> tuple[tuple[Diagnostic, ...], set[str]]:
    """What is said, and the names of the queries that show data."""
    found = compiled(specs, shipped_templates())
    proof = prove_dashboards(subject(found), toolchain.runtime(), lambda _: None)
    assert len({case.name for case in proof.cases}) == len(proof.cases)
    good = {case.name for case in proof.cases if case.diagnostic.level is Level.NOTE}
    return found.located(proof.diagnostics), good


def edited(*edits: tuple[str, str]) -> dict[str, bytes]:
    specs = frozen_files()
    for old, new in edits:
        replace(specs, OVERVIEW, old, new)
    return specs


def line_of(specs: dict[str, bytes], mark: str) -> tuple[str, int]:
    lines = specs[OVERVIEW].decode().splitlines()
    return f"specs/{OVERVIEW}", next(n for n, line in enumerate(lines, 1) if mark in line)


def place(diagnostic: Diagnostic) -> tuple[str, int]:
    assert isinstance(diagnostic.place, Span)
    return diagnostic.place.file, diagnostic.place.line


def test_every_panel_of_the_shipped_dashboards_shows_data(
    toolchain: Toolchain, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    diagnostics, good = proven(shipped_files(), toolchain)
    record_property("measured", f"panels, {toolchain.name}: {time.monotonic() - begun:.1f} s")
    assert diagnostics == ()
    queries = [
        query.is_log
        for dashboard in monitoring(shipped_files()).dashboards
        for panel in dashboard.panels
        for query in panel.queries
    ]
    assert len(good) == queries.count(False) > 0
    assert {(one[0], one[-1]) for one in shown("panels")} == {(len(good), queries.count(True))}


def test_so_do_the_frozen_ones(toolchain: Toolchain) -> None:
    diagnostics, good = proven(frozen_files(), toolchain)
    assert diagnostics == ()
    assert len(good) > 5


def test_a_value_that_no_series_has_is_seen_at_its_line(toolchain: Toolchain) -> None:
    mark = 'http_code="20O"'
    specs = edited((TRAFFIC, MISSPELT))
    (fault,), good = proven(specs, toolchain)
    assert (fault.check, fault.level) == ("panel/no-data", Level.ERROR)
    assert place(fault) == line_of(specs, mark)
    assert fault.message == (
        "query A of panel traffic of dashboard overview has no rows with every variable on All"
    )
    assert mark in fault.help
    assert "overview, traffic: query A" not in good
    assert "overview, traffic: query B" in good


@pytest.mark.parametrize(
    "constant", ["vector(0)", "0 * sum(rate(task_center_http_requests_total[5m]))"]
)
def test_a_constant_hides_no_value_that_no_series_has(constant: str, toolchain: Toolchain) -> None:
    def with_code(code: str) -> dict[str, bytes]:
        narrowed = TOTAL.replace("_total[", f'_total{{http_code="{code}"}}[')
        return edited((TOTAL, f"{narrowed} or {constant}"))

    assert proven(with_code("200"), toolchain)[0] == ()
    specs = with_code("20O")
    (fault,), _ = proven(specs, toolchain)
    assert (fault.check, fault.level) == ("panel/no-data", Level.ERROR)
    assert place(fault) == line_of(specs, 'http_code="20O"')
    assert fault.message == (
        "query B of panel traffic of dashboard overview has no rows but those of the constant after"
        " `or` with every variable on All"
    )
    assert 'http_code="20O"' in fault.help
    assert constant not in fault.help


@pytest.mark.parametrize(
    ("expr", "without"),
    [
        ('up{job="task-centre-api", job=~"$job"}', "every variable on All"),
        ('up{job="redis", job=~"$job"}', "any two values chosen of each variable"),
        ('sum by (job) (up) and on (job) up{job="api|$job"}', "every variable on All"),
        ('up{job=~"$jobs"}', "every variable on All"),
        ('(up{job=~"$job"} - up) / 0', "every variable on All"),
    ],
)
def test_whatever_the_compiler_may_get_wrong_is_seen(
    expr: str, without: str, toolchain: Toolchain
) -> None:
    """Checks refuse much of it in specs; what narrows queries makes no exception for itself."""
    found, query = with_first_query(expr)
    proof = prove_panels(found, toolchain.runtime())
    (fault,) = proof.diagnostics
    assert (fault.check, fault.place) == ("panel/no-data", query.origin)
    assert fault.message.endswith(f"has no rows with {without}")


def with_first_query(expr: str) -> tuple[Monitoring, Query]:
    """The frozen specs, in which the first query of a dashboard asks something else."""
    found = monitoring()
    board = next(one for one in found.dashboards if one.name == "overview")
    row, panel = board.rows[0], board.rows[0].panels[0]
    query = dataclasses.replace(panel.queries[0], expr=expr)
    panel = dataclasses.replace(panel, queries=(query,))
    row = dataclasses.replace(row, panels=(panel, *row.panels[1:]))
    board = dataclasses.replace(board, rows=(row, *board.rows[1:]))
    return dataclasses.replace(found, dashboards=(board,)), query


def test_a_variable_without_values_is_seen_and_what_needs_it_is_left_out(
    toolchain: Toolchain,
) -> None:
    specs = edited((JOB, JOB.replace('{job=~"task-center-(api|worker)"}', '{instance="nobody:1"}')))
    faults, good = proven(specs, toolchain)
    assert [fault.check for fault in faults] == ["variable/no-values"]
    assert place(faults[0]) == line_of(specs, "nobody:1")
    assert faults[0].message == "variable job of dashboard overview offers no value"
    assert not any(name.startswith("overview, status") for name in good)
    assert any(name.startswith("overview, score") for name in good)


def test_a_query_that_prometheus_refuses_is_seen(toolchain: Toolchain) -> None:
    ours = '{job=~"task-center-(api|worker)"}'
    specs = edited((TOTAL, f"go_goroutines{ours} * on (service) up{ours}"))
    (fault,), _ = proven(specs, toolchain)
    assert fault.check == "panel/query-refused"
    assert place(fault) == line_of(specs, "on (service)")
    assert "found duplicate series for the match group" in fault.message


def test_projects_without_dashboards_have_nothing_to_prove() -> None:
    specs = {name: text for name, text in frozen_files().items() if "dashboards/" not in name}
    found = compiled(specs, shipped_templates())
    proof = prove_dashboards(subject(found), DISTRIBUTION.runtime(), lambda _: None)
    assert (proof.diagnostics, proof.cases) == ((), ())
    assert proof.summary == "there are none that ask Prometheus"


def test_the_data_reaches_as_far_as_dashboards_look_back(toolchain: Toolchain) -> None:
    with seeded(toolchain) as found, Prometheus(found.url) as client:
        assert found.refused == ()
        assert found.now - found.start >= AGES
        hours = Steps(start=found.now - 6 * 3600, end=found.now, step=60)
        for expr in (
            "sum(rate(task_center_http_requests_total[1m]))",
            "job:task_center_http_requests:baseline_rate30m",
            "min(biz:task_center_health_score:percent)",
        ):
            (series,) = client.query_range(expr, hours)
            assert len(series.points) > 350, expr
        (alerts,) = client.query("count(count_over_time(ALERTS[7d]))", found.now)
        assert alerts.value > 50
        down = client.query("up == 0", found.now)
        assert len(down) == 1


def test_the_same_moment_has_the_same_answers() -> None:
    asked = "sum by (http_code) (increase(task_center_http_requests_total[6h]))"
    now = 1_795_800_000
    answers = []
    for _ in range(2):
        with (
            seeded_prometheus(monitoring(), DISTRIBUTION.runtime(), now) as found,
            Prometheus(found.url) as client,
        ):
            answers.append(client.query(asked, now))
    assert answers[0] == answers[1] != ()


def test_the_command_shows_faults_like_every_other(tcmon: Tcmon, workplace: Path) -> None:
    good = tcmon("test", "--only", "panels")
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.startswith("panels: ")
    assert "each with rows from Prometheus 2.42.0; 1 query of logs not asked" in good.stdout
    specs = edited((TRAFFIC, MISSPELT))
    (workplace / "specs" / OVERVIEW).write_bytes(specs[OVERVIEW])
    _, line = line_of(specs, MISSPELT)
    told = tcmon("test", "--only", "panels")
    assert told.returncode == 1
    assert told.stdout.startswith(f"specs/{OVERVIEW}:{line}:")
    found = json.loads(tcmon("test", "--only", "panels", "--format", "json").stdout)
    checks = [(one["check"], one["line"]) for one in found["diagnostics"]]
    assert ("panel/no-data", line) in checks
    suites = ET.fromstring(tcmon("test", "--only", "panels", "--format", "junit").stdout)  # noqa: S314
    cases = {case.get("name", ""): case for case in suites.iter("testcase")}
    (failed,) = [name for name, case in cases.items() if case.find("failure") is not None]
    assert "traffic" in failed
    assert len(cases) > 5


def test_single_alerts_are_proven_without_panels(tcmon: Tcmon) -> None:
    done = tcmon("test", "TaskCenterDown", "--only", "panels")
    assert done.returncode == 2
    assert "single alerts are proven by their rules" in done.stderr


def test_the_script_serves_until_its_input_ends() -> None:
    """The tests in a browser look at this server."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.seeded"],
        cwd=ROOT,
        env=DISTRIBUTION.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        with Prometheus(told["url"]) as client:
            assert client.query("up", told["time"])
        process.stdin.close()
        assert process.wait(30) == 0
    assert not Path(f"/proc/{told['pid']}").exists()
