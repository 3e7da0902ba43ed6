"""A file that cannot be read is one fault, not the first of many, and hides no other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from tests.unit.checks.cases import Case, Edit, edited, frozen_document

FROZEN = edited(Case(check="", edits=()))
READ = sorted(name for name in FROZEN if not name.startswith("environments/"))


def said(files: dict[str, bytes], refused: tuple[str, ...] = ()) -> list[str]:
    """The ids of all that is said about the specs."""
    loaded = load(files, "specs", None, refused=refused)
    found = checks.run(loaded.project) if loaded.project is not None else []
    return [one.check for one in (*loaded.diagnostics, *found)]


@pytest.mark.parametrize("name", READ)
def test_broken_yaml_is_the_only_fault(name: str) -> None:
    assert said({**FROZEN, name: b"a: [\n"}) == ["yaml/syntax"]


@pytest.mark.parametrize("name", READ)
def test_nothing_is_said_about_a_refused_file(name: str) -> None:
    files = {file: raw for file, raw in FROZEN.items() if file != name}
    assert said(files, (name,)) == []


def test_the_faults_of_other_files_are_told_besides_a_broken_one() -> None:
    edits = (
        Edit(file="alerts/http.yaml", set={"alerts.TaskCenterHTTPErrorRateHigh.signal": "nope"}),
        Edit(file="signals.yaml", set={"signals.goroutines.metric": "go_goroutins"}),
        Edit(file="routing.yaml", set={"routes.team-dba.receiver": "nope"}),
    )
    files = {**edited(Case(check="", edits=edits)), "alerts/task.yaml": b"a: [\n"}
    assert sorted(said(files)) == [
        *("metric/unknown", "name/unknown-signal", "receivers/unknown", "receivers/unused"),
        "yaml/syntax",
    ]


def test_a_missing_folder_of_alerts_is_the_only_fault() -> None:
    files = {name: raw for name, raw in FROZEN.items() if not name.startswith("alerts/")}
    assert said(files) == ["spec/missing-file"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("routing.yaml", b"  team-integration:", b"  team-dba:"),
        ("routing.yaml", b"  holidays:", b"  night:"),
        ("scrape.yaml", b"  redis:", b"  mysql:"),
        ("service.yaml", b"  task-center-dba:", b"  task-center-sre:"),
        ("signals.yaml", b"  goroutines:", b"  process_memory:"),
        ("metrics.yaml", b"  mysql_up:", b"  redis_up:"),
        ("alerts/system.yaml", b"  TaskCenterMemoryHigh:", b"  TaskCenterCPUHigh:"),
    ],
)
def test_what_stands_under_a_repeated_key_is_not_missed(name: str, old: bytes, new: bytes) -> None:
    assert old in FROZEN[name]
    files = {**FROZEN, name: FROZEN[name].replace(old, new, 1)}
    found = [check for check in said(files) if check != "environment/no-match"]
    assert found == ["yaml/duplicate-key"]


def _entries(file: str, section: str) -> list[str]:
    return list(frozen_document(file)[section])


@pytest.mark.slow
@pytest.mark.parametrize("section", ["metrics", "signals"])
def test_an_entry_with_a_fault_draws_no_others(section: str) -> None:
    file = f"{section}.yaml"
    text = FROZEN[file].decode()
    drawn: dict[str, Any] = {}
    for name in _entries(file, section):
        broken, times = re.subn(rf"\n  {name}:([^\n]*)\n", rf"\n  {name}:\1\n    x: 1\n", text)
        assert times == 1
        found = said({**FROZEN, file: broken.encode()})
        if found != ["spec/unknown-key"]:
            drawn[name] = found
    assert drawn == {}


def test_answers_are_forgotten_even_if_a_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Project] = []

    @per_project
    def counted(project: Project) -> int:
        asked.append(project)
        return len(asked)

    def fails(project: Project) -> list[Finding]:
        assert counted(project) == counted(project)
        raise RuntimeError

    project = load(FROZEN, "specs", None).project
    assert project is not None
    monkeypatch.setattr(checks, "CHECKS", (Check(id="a/b", why=".", run=fails),))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            checks.run(project)
    assert len(asked) == 2


def test_a_check_is_silent_where_what_it_needs_is_incomplete() -> None:
    check = Check(
        id="a/b", why=".", run=lambda _: [Finding(Origin("f"), "m")], needs=frozenset(("alerts",))
    )
    whole = load(FROZEN, "specs", None).project
    partly = load({**FROZEN, "alerts/task.yaml": b"a: [\n"}, "specs", None).project
    assert whole is not None
    assert partly is not None
    assert len(check.diagnose(whole)) == 1
    assert check.diagnose(partly) == []


BURN, MISSING = "TaskCenterAPIAvailabilityBudgetBurn", "TaskCenterAPIAvailabilityNoData"
ALERTS = f'count(ALERTS{{alertname="{BURN}", component="slo", severity="warning"}})'
REFERRING = (
    Edit(
        file="routing.yaml",
        set={
            "routes.warning-chat.routes": {
                "budgets": {"receiver": "chat", "matchers": ['slo="api_availability"']}
            },
            "inhibitions.budgets": {
                "source": ['alertname="TaskCenterHTTPErrorRateHigh"'],
                "target": ['component="slo"', 'slo="api_availability"', 'window=~"1h|1d"'],
                "equal": ["cluster"],
                "why": "The same failures.",
            },
            "expect.burning": {"alert": BURN, "severity": "critical", "muted_by": [BURN]},
            "expect.creeping": {"alert": BURN, "severity": "warning", "receivers": ["chat"]},
            "expect.missing": {"alert": MISSING, "receivers": ["chat"]},
        },
    ),
    Edit(
        file="dashboards/overview.yaml",
        set={
            "variables.slo": {
                "title": {"zh": "目标", "en": "SLO"},
                "label": "slo",
                "from": "slo:objective:ratio",
            },
            "rows.now.panels.status.queries": [
                {
                    "kind": "value",
                    "metric": "slo:error_budget_remaining:ratio",
                    "aggregate": "min",
                    "by": ["slo", "business_id"],
                },
                {"kind": "expression", "expression": ALERTS, "unit": "count", "labels": []},
            ],
        },
    ),
)
"""Routes, inhibitions, expectations and panels that speak of SLOs."""
PROMISING = edited(Case(check="", edits=REFERRING))
SLOS, WINDOWS = "slos.yaml", "windows.yaml"


def slos_with(old: str, new: str, file: str = SLOS) -> dict[str, bytes]:
    """The specs after one change of a file."""
    text = PROMISING[file].decode()
    assert old in text
    return {**PROMISING, file: text.replace(old, new, 1).encode()}


def test_what_speaks_of_slos_is_sound() -> None:
    assert said(PROMISING) == []


@pytest.mark.parametrize("name", [SLOS, WINDOWS])
def test_nothing_that_speaks_of_slos_is_blamed_for_their_file(name: str) -> None:
    assert said({**PROMISING, name: b"a: [\n"}) == ["yaml/syntax"]
    without = {file: raw for file, raw in PROMISING.items() if file != name}
    assert said(without, (name,)) == []


def test_missing_windows_are_the_only_fault() -> None:
    files = {name: raw for name, raw in PROMISING.items() if name != WINDOWS}
    assert said(files) == ["spec/missing-file"]


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("objective: 99.9%", "objective: 999%", "slo/objective"),
        ("objective: 95%", "objective: 100%", "slo/objective"),
        ("alert: TaskCenterAPIAvailability\n", "alert: api\n", "spec/value"),
        ("    alert: TaskCenterAPIAvailability\n", "", "spec/missing-key"),
        ("team: task-center-sre\n", "", "spec/missing-key"),
        ("slos:\n", "interval: soon\nslos:\n", "duration/value"),
        ("slos:\n", "slos: 5\nothers:\n", "spec/unknown-key spec/type"),
    ],
)
def test_a_fault_of_slos_draws_no_others(old: str, new: str, check: str) -> None:
    assert said(slos_with(old, new)) == check.split()


@pytest.mark.parametrize("name", ["fast", "slow", "steady", "creep"])
def test_a_fault_of_a_window_is_the_only_one(name: str) -> None:
    files = slos_with(f"\n  {name}:", f"\n  {name}x: 1\n  {name}:", WINDOWS)
    assert len(said(files)) == 1
    text = re.sub(rf"(\n  {name}: +)\{{", r"\1{x: 1, ", PROMISING[WINDOWS].decode())
    assert said({**PROMISING, WINDOWS: text.encode()}) == ["spec/unknown-key"]


def test_a_misspelt_alert_is_told_besides_the_fault_of_another_slo() -> None:
    row = {"expect.creeping.alert": "TaskCenterAPIAvailabilityBudgetBrun"}
    files = edited(Case(check="", edits=(*REFERRING, Edit(file="routing.yaml", set=row))))
    text = files[SLOS].decode().replace("objective: 95%", "objective: 100%")
    assert said({**files, SLOS: text.encode()}) == ["slo/objective", "expectation/unknown"]
