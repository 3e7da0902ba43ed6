from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.overlays import Overlays, Replaced

ENV = Origin("specs/environments/dev.yaml")
OTHER = Origin("specs/environments/other.yaml")
WRITE_FIRST = "write it in the spec first: an environment only replaces what stands there"

Documents = dict[str, dict[str, Any]]


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
        "slos.yaml": {"slos": {"api": {"signal": "cpu"}}},
    }


def apply(
    overrides: dict[str, object], data: Documents, chosen: Origin = ENV
) -> tuple[Replaced, list[Diagnostic]]:
    overlays = Overlays()
    overlays.add(overrides, ENV, chosen)
    for name, document in data.items():
        overlays.meet(name, document, Origin(f"specs/{name}"))
    return overlays.replaced, overlays.end((), ())


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
    replaced, diagnostics = apply({path: "new"}, data)
    assert diagnostics == []
    assert replaced == {(f"specs/{file}", resolved): ENV.at(path)}
    value: Any = data[file]
    for step in resolved:
        value = value[step]
    assert value == "new"


@pytest.mark.parametrize(
    ("path", "missing", "help_text"),
    [
        ("", "", ""),
        ("signal.cpu.window", "signal", "did you mean 'signals'?"),
        ("alerts.TaskCenterDow.warning", "TaskCenterDow", "did you mean 'TaskCenterDown'?"),
        ("alerts.TaskSlow.warnin.above", "warnin", "did you mean 'warning'?"),
        ("alerts.TaskSlow.critical.above", "critical", WRITE_FIRST),
        ("alerts.TaskSlow.warning.for", "for", WRITE_FIRST),
        ("slos.api.windows.0", "windows", WRITE_FIRST),
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
    replaced, (fault,) = apply({path: "new"}, data)
    assert fault.check == "environment/no-match"
    assert fault.message == f"the override matches nothing: {missing!r} is not there"
    assert fault.place == ENV.at_key(path)
    assert fault.help == help_text
    assert replaced == {}
    assert data == documents()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("dashboards", "dashboards.<name>.rows..."),
        ("dashboards.overview", "dashboards.<name>.rows..."),
        ("alerts", "alerts.<name>..."),
        ("stack", "stack.<key>..."),
        ("service", "service.<key>..."),
        ("signals", "signals.<name>..."),
    ],
)
@pytest.mark.parametrize("value", [{}, "new", None])
def test_a_path_that_ends_too_soon_is_told_how_it_goes_on(
    path: str, form: str, value: object
) -> None:
    data = documents()
    replaced, (fault,) = apply({path: value}, data)
    assert fault.check == "environment/no-match"
    assert fault.message == f"an override replaces a single value, not all of {path!r}"
    assert fault.place == ENV.at_key(path)
    assert fault.help == f"write the path of a value: {form}"
    assert replaced == {}
    assert data == documents()


def test_every_override_is_looked_at() -> None:
    overrides = {"x.y": 1, "service.service": "b", "signals.dpu": 2}
    replaced, faults = apply(overrides, documents())
    assert [fault.help for fault in faults] == ["", "did you mean 'cpu'?"]
    assert list(replaced) == [("specs/service.yaml", ("service",))]


def test_nobody_is_blamed_for_a_file_that_could_not_be_read() -> None:
    data = documents()
    del data["routing.yaml"]
    assert apply({"routing.root": 1}, data) == ({}, [])


def test_another_environment_leaves_no_trace() -> None:
    overrides = {
        "service.links": {"runbooks": "https://b", "more": [1]},
        "service.links.more.0": 2,
        "alerts.TaskSlow.warning.above": "6m",
        "alerts.TaskSlow.warning": {"above": "7m"},
    }
    data = documents()
    assert apply(dict(overrides), data, chosen=OTHER) == ({}, [])
    assert data == documents()


def test_another_environment_is_looked_at_as_if_it_were_the_chosen_one() -> None:
    overrides: dict[str, object] = {
        "service.links": {"new": 1},
        "service.links.new": 2,
        "service.links.runbooks": 3,
        "alerts.TaskSlo.team": 4,
    }
    found = [
        [fault.message for fault in apply(overrides, documents(), chosen)[1]]
        for chosen in (ENV, OTHER)
    ]
    assert found[0] == found[1]
    assert [message.split("'")[1] for message in found[0]] == ["runbooks", "TaskSlo"]
