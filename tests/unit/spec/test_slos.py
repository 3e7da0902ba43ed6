from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.loading import Loaded, load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import SLO_BURN_RATE, SLO_OBJECTIVE
from tests.frozen import FROZEN

WINDOWS = """
windows:
  creep: {budget: 10%, long: 3d, short: 6h, for: 3h, severity: warning}
  fast: {budget: 2%, long: 1h, short: 5m, for: 2m, severity: critical}
"""
TEXTS = """
    title: {zh: 可用性, en: Availability}
    description: {zh: 坏, en: Bad.}
    runbook: {zh: 查, en: Look.}
"""
SLOS = f"""
team: task-center-sre
slos:
  api:
    signal: http_error_ratio
    objective: 99.9%
    alert: API{TEXTS}"""


def test_an_slo_is_held_against_all_windows_the_shortest_first() -> None:
    api = _project(SLOS).slos["api"]
    assert [window.name for window in api.windows] == ["fast", "creep"]
    assert (api.team, api.interval, api.value.period) == ("task-center-sre", "1m", "30d")
    assert (api.burning, api.missing) == ("APIBudgetBurn", "APINoData")
    assert api.burn(api.windows[0]).limit == Decimal("0.0144")


def test_an_slo_may_name_its_windows_and_its_team() -> None:
    text = f"{SLOS}    windows: [creep]\n    team: task-center-dba\n"
    api = _project(text).slos["api"]
    assert [window.name for window in api.windows] == ["creep"]
    assert api.team == "task-center-dba"


def test_missing_data_may_be_ignored() -> None:
    api = _project(f"{SLOS}    no_data: ignored\n").slos["api"]
    assert (api.burning, api.missing) == ("APIBudgetBurn", "")


def test_a_window_that_does_not_exist_is_a_fault_at_its_name() -> None:
    loaded = _load({"slos.yaml": f"{SLOS}    windows: [creep, fats]\n"})
    assert [(one.check, one.help) for one in loaded.diagnostics] == [
        ("slo/unknown-window", "did you mean 'fast'?")
    ]
    assert loaded.diagnostics[0].place == Origin("specs/slos.yaml", ("slos", "api", "windows", 1))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (SLOS.replace("99.9%", "99.9"), "slo/objective"),
        (SLOS.replace("99.9%", "0.999"), "slo/objective"),
        (SLOS.replace("99.9%", "100%"), "slo/objective"),
        (SLOS.replace("99.9%", "[99]"), "spec/type"),
        (SLOS.replace("objective", "objektive"), "spec/unknown-key"),
        (SLOS.replace("  api:", "  API:"), "spec/name"),
        (SLOS.replace("alert: API", "alert: api"), "spec/value"),
        (SLOS.replace("slos:\n", "sloes:\n"), "spec/unknown-key"),
        (f"{SLOS}    min_failures: 0\n", "spec/value"),
        (f"{SLOS}    windows: []\n", "spec/value"),
        (f"{SLOS}    no_data: ignore\n", "spec/value"),
        (SLOS.replace("team: task-center-sre\n", ""), "spec/missing-key"),
    ],
)
def test_what_is_wrong_in_an_slo_is_told(text: str, check: str) -> None:
    assert check in {one.check for one in _load({"slos.yaml": text}).diagnostics}


def test_slos_without_windows_would_alert_nobody() -> None:
    files = _files({"slos.yaml": SLOS})
    del files["windows.yaml"]
    assert [one.check for one in load(files, "specs", None).diagnostics] == ["spec/missing-file"]


def test_an_environment_overrides_slos_windows_and_no_data() -> None:
    overrides = """
slos.api.objective: 99%
windows.fast.budget: 4%
no_data.for: 30m
"""
    windows = f"{WINDOWS}no_data: {{over: 1h, for: 15m, severity: warning}}\n"
    files = {"slos.yaml": SLOS, "windows.yaml": windows, "environments/staging.yaml": overrides}
    project = load(_files(files), "specs", "staging").project
    assert project is not None
    api = project.slos["api"]
    assert api.burn(api.windows[0]).limit == Decimal("0.288")
    assert project.no_data.wait == "30m"


@pytest.mark.parametrize("path", ["slos.ap.objective", "windows.fats.budget", "no_data.fro"])
def test_an_override_that_matches_nothing_is_a_fault(path: str) -> None:
    files = {"slos.yaml": SLOS, "environments/staging.yaml": f"{path}: 1h\n"}
    found = load(_files(files), "specs", None).diagnostics
    assert [one.check for one in found] == ["environment/no-match"]


def test_signals_may_read_what_all_slos_record() -> None:
    catalogue = _project(f"{SLOS}    by: [business_id]\n").catalogue
    assert catalogue.labels_of(SLO_BURN_RATE) == ("slo", "business_id")
    assert catalogue.labels_of(SLO_OBJECTIVE) == ("slo",)
    assert SLO_BURN_RATE not in catalogue.metrics


def test_without_slos_nothing_is_recorded_for_them() -> None:
    files = {name: text for name, text in _files({}).items() if name != "windows.yaml"}
    loaded = load(files, "specs", None)
    assert loaded.project is not None
    assert not loaded.project.slos
    assert loaded.project.catalogue.find(SLO_BURN_RATE) is None


def _project(slos: str) -> Project:
    loaded = _load({"slos.yaml": slos})
    assert loaded.project is not None
    assert not loaded.diagnostics
    return loaded.project


def _load(files: Mapping[str, str]) -> Loaded:
    return load(_files(files), "specs", None)


def _files(files: Mapping[str, str]) -> dict[str, bytes]:
    frozen = {
        str(path.relative_to(FROZEN)): path.read_bytes()
        for path in FROZEN.rglob("*.yaml")
        if path.parent.name != "environments" and path.name not in ("slos.yaml", "windows.yaml")
    }
    own = {"windows.yaml": WINDOWS, **files}
    return {**frozen, **{name: text.encode() for name, text in own.items()}}
