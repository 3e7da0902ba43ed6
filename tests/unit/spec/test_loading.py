from __future__ import annotations

import pytest

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.spec.loading import Loaded, load
from tests.frozen import frozen_files


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    return frozen_files()


def edited(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    text = files[name].decode()
    assert text.count(old) >= 1
    return {**files, name: text.replace(old, new, 1).encode()}


def said(loaded: Loaded) -> list[str]:
    """Every fault as `file:line check message`."""
    lines = []
    for diagnostic in map(loaded.sources.locate, loaded.diagnostics):
        assert isinstance(diagnostic.place, Span)
        place = f"{diagnostic.place.file}:{diagnostic.place.line}"
        lines.append(f"{place} {diagnostic.check} {diagnostic.message}")
    return lines


def test_the_frozen_specs_are_sound(shipped: dict[str, bytes]) -> None:
    loaded = load(shipped, "specs", None)
    assert said(loaded) == []
    assert loaded.project is not None
    assert loaded.project.environment == ""
    assert loaded.project.unreadable == frozenset()
    assert {"TaskCenterCPUHigh", "TaskCenterQPSDrop", "Watchdog"} <= set(loaded.project.alerts)


def test_an_alert_knows_its_component_team_and_interval(shipped: dict[str, bytes]) -> None:
    project = load(shipped, "specs", None).project
    assert project is not None
    alert = project.alerts["TaskCenterHTTPErrorRateHigh"]
    assert (alert.component, alert.team, alert.interval) == ("http", "task-center-sre", "15s")
    assert alert.origin.file == "specs/alerts/http.yaml"
    assert project.components["http"].interval == "15s"


def test_the_team_of_an_alert_goes_before_that_of_its_file(shipped: dict[str, bytes]) -> None:
    old = "  TaskCenterHTTPErrorRateHigh:\n"
    files = edited(shipped, "alerts/http.yaml", old, f"{old}    team: task-center-dba\n")
    project = load(files, "specs", None).project
    assert project is not None
    assert project.alerts["TaskCenterHTTPErrorRateHigh"].team == "task-center-dba"
    assert project.alerts["TaskCenterHTTPLatencyHigh"].team == "task-center-sre"


@pytest.mark.parametrize("name", ["service", "metrics", "signals", "routing", "scrape"])
def test_a_missing_file_is_a_fault(shipped: dict[str, bytes], name: str) -> None:
    files = {file: raw for file, raw in shipped.items() if file != f"{name}.yaml"}
    loaded = load(files, "specs", None)
    assert loaded.project is None
    assert said(loaded) == [f"specs/{name}.yaml:1 spec/missing-file the file is missing"]


def test_nothing_at_all_names_every_missing_file() -> None:
    loaded = load({}, "specs", None)
    assert len(said(loaded)) == 6
    assert "specs/alerts:1 spec/missing-file there is no alerts/<component>.yaml" in said(loaded)


def test_a_file_that_is_no_part_of_the_specs_is_a_fault(shipped: dict[str, bytes]) -> None:
    loaded = load({**shipped, "sevice.yaml": b"a: 1\n"}, "specs", None)
    (fault,) = loaded.diagnostics
    assert said(loaded) == [
        "specs/sevice.yaml:1 spec/unknown-file no part of the specs has this name"
    ]
    assert fault.help == "did you mean 'service.yaml'?"


@pytest.mark.parametrize("raw", [b"- a\n", b"text\n", b"5\n"])
def test_a_file_must_hold_a_mapping(shipped: dict[str, bytes], raw: bytes) -> None:
    loaded = load({**shipped, "routing.yaml": raw}, "specs", None)
    assert loaded.project is None
    assert said(loaded) == ["specs/routing.yaml:1 spec/type the file must hold a mapping"]


def test_faults_of_all_files_are_collected(shipped: dict[str, bytes]) -> None:
    files = edited(shipped, "alerts/system.yaml", "above: 80%", "above: eighty")
    files = edited(files, "alerts/http.yaml", "for: 5m", "for: 5 minutes")
    files = edited(files, "signals.yaml", "kind: utilisation", "kind: utilization")
    files = edited(files, "service.yaml", "retention: 45d", "retention: forever")
    files["alerts/task.yaml"] = b"component: [\n"
    checks = [line.split()[1] for line in said(load(files, "specs", None))]
    assert sorted(checks) == [
        *("duration/value", "duration/value", "signal/kind", "threshold/value", "yaml/syntax")
    ]


def test_nobody_is_blamed_for_what_stands_in_a_broken_file(shipped: dict[str, bytes]) -> None:
    files = edited(shipped, "alerts/system.yaml", "above: 80%", "above: eighty")
    files["alerts/task.yaml"] = b"component: [\n"
    loaded = load(files, "specs", None)
    checks = {fault.check for fault in loaded.diagnostics}
    assert checks == {"yaml/syntax", "threshold/value"}
    assert loaded.project is not None
    assert loaded.project.incomplete == {"alerts"}


def test_a_fault_in_one_value_does_not_end_the_reading(shipped: dict[str, bytes]) -> None:
    files = edited(shipped, "alerts/system.yaml", "above: 80%", "above: eighty")
    assert load(files, "specs", None).project is not None


def test_what_could_not_be_read_is_remembered_as_unreadable(shipped: dict[str, bytes]) -> None:
    files = edited(shipped, "alerts/system.yaml", "above: 80%", "above: eighty")
    files = edited(files, "signals.yaml", "kind: utilisation", "kind: utilization")
    files = edited(files, "metrics.yaml", "type: counter", "type: conter")
    project = load(files, "specs", None).project
    assert project is not None
    assert project.unreadable == {
        *("TaskCenterCPUHigh", "process_cpu_utilisation", "task_center_http_requests_total")
    }
    assert "TaskCenterCPUHigh" not in project.alerts


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("component: http", "component: htp", "1 spec/component the component htp belongs into"),
        ("component: http", "component: system", "1 spec/component the component system stands"),
        ("component: http", "component: ../up", "1 spec/name '../up' is no component name"),
        ("component: http", "component: 5", "1 spec/type expected text, found the number 5"),
        ("team: task-center-sre\n", "", "1 spec/missing-key the key 'team' is missing"),
        ("team:", "taem:", "2 spec/unknown-key unknown key 'taem'"),
        ("alerts:", "alrts:", "3 spec/unknown-key unknown key 'alrts'"),
        ("alerts:", "alerts: 5\nx:", "3 spec/type expected a mapping, found the number 5"),
        ("TaskCenterHTTPLatencyHigh:", "latency:", "5 spec/name 'latency' is no alert name"),
        ("TaskCenterHTTPLatencyHigh:", "TaskCenterCPUHigh:", "5 alert/duplicate the alert"),
        ("warning:  {above: 500ms, for: 5m}", "warning: 500ms", "8 spec/type expected a mapping"),
    ],
)
def test_the_head_and_names_of_an_alert_file(
    shipped: dict[str, bytes], old: str, new: str, fault: str
) -> None:
    files = {name: raw for name, raw in shipped.items() if name != "alerts/system.yaml"}
    files["alerts/aaa.yaml"] = shipped["alerts/system.yaml"].replace(b"system", b"aaa", 1)
    if "system" in new:
        files["alerts/aaa.yaml"] = shipped["alerts/system.yaml"]
    faults = said(load(edited(files, "alerts/http.yaml", old, new), "specs", None))
    assert any(line.startswith(f"specs/alerts/http.yaml:{fault}") for line in faults)


def test_an_alert_in_two_files_is_shown_at_the_second(shipped: dict[str, bytes]) -> None:
    files = edited(
        shipped, "alerts/task.yaml", "TaskCenterTaskBacklogHigh:", "TaskCenterHTTPErrorRateHigh:"
    )
    (fault,) = load(files, "specs", None).diagnostics
    assert fault.check == "alert/duplicate"
    assert fault.help == "the other one stands in specs/alerts/http.yaml"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: utilisation", "", "spec/missing-key the key 'kind' is missing"),
        ("kind: utilisation", "kind: [a]", "signal/kind unknown signal kind ['a']"),
        ("process_memory:", "processMemory:", "spec/name 'processMemory' is no signal name"),
        ("window: 5m", "window: 0s", "duration/value a window must be longer than nothing"),
        ("signals:\n", "signals: []\nx:\n", "spec/type expected a mapping, found a list"),
    ],
)
def test_faults_of_signals(shipped: dict[str, bytes], old: str, new: str, fault: str) -> None:
    faults = said(load(edited(shipped, "signals.yaml", old, new), "specs", None))
    assert any(line.partition(" ")[2].startswith(fault) for line in faults)


@pytest.mark.parametrize(
    ("groups", "fault"),
    [
        ("5", "3:9 spec/type expected a mapping, found the number 5"),
        ("{../up: {interval: 1m}}", "3:10 spec/name '../up' is no component name"),
        ("{up: {intervall: 1m}}", "3:15 spec/unknown-key unknown key 'intervall'"),
        ("{up: {interval: 1x}}", "3:25 duration/value '1x' is not a duration"),
    ],
)
def test_faults_of_rule_groups(shipped: dict[str, bytes], groups: str, fault: str) -> None:
    raw = f"signals: {{}}\n\ngroups: {groups}\n".encode()
    loaded = load({**shipped, "signals.yaml": raw}, "specs", None)
    found = []
    for diagnostic in map(loaded.sources.locate, loaded.diagnostics):
        assert isinstance(diagnostic.place, Span)
        place = f"{diagnostic.place.line}:{diagnostic.place.column}"
        found.append(f"{place} {diagnostic.check} {diagnostic.message}")
    assert any(line.startswith(fault) for line in found)


def test_a_signal_is_a_mapping(shipped: dict[str, bytes]) -> None:
    files = {**shipped, "signals.yaml": b"signals:\n  cpu: 5\n"}
    assert said(load(files, "specs", None)) == [
        "specs/signals.yaml:2 spec/type expected a mapping with `kind`, found the number 5"
    ]


def test_a_metric_has_a_name_that_prometheus_takes(shipped: dict[str, bytes]) -> None:
    files = edited(shipped, "metrics.yaml", "  task_center_tasks_created_total:", "  5xx-total:")
    assert any(
        line.endswith("spec/name '5xx-total' is no metric name")
        for line in said(load(files, "specs", None))
    )


def test_an_environment_replaces_values(shipped: dict[str, bytes]) -> None:
    env = b"alerts.TaskCenterCPUHigh.warning.above: 90%\n"
    files = {**shipped, "environments/test.yaml": env}
    project = load(files, "specs", "test").project
    assert project is not None
    assert project.environment == "test"
    threshold = project.alerts["TaskCenterCPUHigh"].value.warning
    assert threshold is not None
    assert threshold.above is not None
    assert threshold.above.text == "90%"


def test_a_fault_of_an_override_is_shown_in_the_environment(shipped: dict[str, bytes]) -> None:
    env = b"# dev\nalerts.TaskCenterCPUHigh.warning: {above: ninety, fro: 5m}\n"
    loaded = load({**shipped, "environments/test.yaml": env}, "specs", "test")
    assert sorted(line.partition(" ")[0] for line in said(loaded)) == [
        "specs/environments/test.yaml:2",
        "specs/environments/test.yaml:2",
    ]
    columns = {
        diagnostic.place.column
        for diagnostic in map(loaded.sources.locate, loaded.diagnostics)
        if isinstance(diagnostic.place, Span)
    }
    assert columns == {43, 51}


def test_an_override_that_matches_nothing_is_a_fault(shipped: dict[str, bytes]) -> None:
    files = {**shipped, "environments/test.yaml": b"alerts.TaskCenterCPUHihg.team: x\n"}
    loaded = load(files, "specs", "test")
    (fault,) = loaded.diagnostics
    assert fault.check == "environment/no-match"
    assert fault.help == "did you mean 'TaskCenterCPUHigh'?"


@pytest.mark.parametrize("root", ["/srv/alerts/specs", "alerts", "environments", "a b/任务"])
def test_the_name_of_the_specs_folder_does_not_matter(shipped: dict[str, bytes], root: str) -> None:
    env = b"service.service: x\nsignals.process_memory.title.en: y\n"
    loaded = load({**shipped, "environments/test.yaml": env}, root, "test")
    assert said(loaded) == []
    assert loaded.project is not None
    assert loaded.project.service.value.service == "x"


def test_loading_twice_yields_the_same(shipped: dict[str, bytes]) -> None:
    backwards = dict(reversed(shipped.items()))
    files = edited(backwards, "alerts/system.yaml", "above: 80%", "above: eighty")
    again = edited(shipped, "alerts/system.yaml", "above: 80%", "above: eighty")
    assert load(files, "specs", None).diagnostics == load(again, "specs", None).diagnostics
