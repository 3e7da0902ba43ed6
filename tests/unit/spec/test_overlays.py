from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec import overlays

ENV = Origin("specs/environments/dev.yaml")


def documents() -> dict[str, dict[str, Any]]:
    return {
        "service.yaml": {"service": "task-center", "links": {"runbooks": "https://a"}},
        "metrics.yaml": {"metrics": {"up": {"help": "x"}}},
        "signals.yaml": {"signals": {"cpu": {"window": "5m"}}, "groups": {"g": {"interval": "1m"}}},
        "routing.yaml": {"root": {"group_by": ["job", "cluster"]}},
        "scrape.yaml": {"jobs": {"api": {"targets": ["a:1", "b:2"]}}},
        "alerts/http.yaml": {"alerts": {"TaskCenterDown": {"warning": {"above": "80%"}}}},
        "alerts/task.yaml": {"alerts": {"TaskSlow": {"warning": {"above": "5m"}}}},
        "alerts/void.yaml": {"alerts": None},
    }


@pytest.mark.parametrize(
    ("path", "file", "resolved"),
    [
        ("service.service", "service.yaml", ("service",)),
        ("service.links.runbooks", "service.yaml", ("links", "runbooks")),
        ("metrics.up.help", "metrics.yaml", ("metrics", "up", "help")),
        ("signals.cpu.window", "signals.yaml", ("signals", "cpu", "window")),
        ("groups.g.interval", "signals.yaml", ("groups", "g", "interval")),
        ("routing.root.group_by.1", "routing.yaml", ("root", "group_by", 1)),
        ("scrape.jobs.api.targets", "scrape.yaml", ("jobs", "api", "targets")),
        (
            "alerts.TaskSlow.warning.above",
            "alerts/task.yaml",
            ("alerts", "TaskSlow", "warning", "above"),
        ),
        ("alerts.TaskCenterDown", "alerts/http.yaml", ("alerts", "TaskCenterDown")),
    ],
)
def test_a_path_leads_to_a_value(path: str, file: str, resolved: tuple[str | int, ...]) -> None:
    data = documents()
    replaced, diagnostics = overlays.apply({path: "new"}, ENV, data)
    assert diagnostics == []
    assert replaced == {(file, resolved): ENV.at(path)}
    value: Any = data[file]
    for step in resolved:
        value = value[step]
    assert value == "new"


@pytest.mark.parametrize(
    ("path", "missing", "help_text"),
    [
        ("", "", ""),
        ("alerts", "alerts", "did you mean 'alerts'?"),
        ("service", "service", "did you mean 'service'?"),
        ("signal.cpu.window", "signal", "did you mean 'signals'?"),
        ("alerts.TaskCenterDow.warning", "TaskCenterDow", "did you mean 'TaskCenterDown'?"),
        ("alerts.TaskSlow.warnin.above", "warnin", "did you mean 'warning'?"),
        ("alerts.TaskSlow.critical.above", "critical", ""),
        ("alerts.TaskSlow.warning.above.x", "x", ""),
        ("routing.root.group_by.2", "2", ""),
        ("routing.root.group_by.-1", "-1", ""),
        ("routing.root.group_by.01", "01", ""),
        ("routing.root.group_by.²", "²", ""),
        (f"routing.root.group_by.{'9' * 5000}", "9" * 5000, ""),
        ("metrics.", "", ""),
        ("environments.x", "environments", ""),
        ("alerts/http.alerts", "alerts/http", "did you mean 'alerts'?"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_fault(path: str, missing: str, help_text: str) -> None:
    data = documents()
    replaced, (fault,) = overlays.apply({path: "new"}, ENV, data)
    assert fault.check == "environment/no-match"
    assert fault.message == f"the override matches nothing: {missing!r} is not there"
    assert fault.place == ENV.at_key(path)
    assert fault.help == help_text
    assert replaced == {}
    assert data == documents()


def test_every_override_is_looked_at() -> None:
    overrides = {"x.y": 1, "service.service": "b", "signals.dpu": 2}
    replaced, faults = overlays.apply(overrides, ENV, documents())
    assert [fault.help for fault in faults] == ["", "did you mean 'cpu'?"]
    assert list(replaced) == [("service.yaml", ("service",))]


def test_a_file_that_could_not_be_read_matches_nothing() -> None:
    data = documents()
    del data["routing.yaml"]
    _, (fault,) = overlays.apply({"routing.root": 1}, ENV, data)
    assert "'routing' is not there" in fault.message
