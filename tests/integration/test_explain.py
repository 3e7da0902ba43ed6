"""`tcmon explain`, as people call it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.checks.alarms import severities
from taskcenter_monitor.explain import document, explain, text
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.reporters.palettes import PLAIN
from taskcenter_monitor.workspace.reading import read_specs, read_templates

ROOT = Path(__file__).parents[2]
Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow


def test_every_shipped_alert_can_be_explained() -> None:
    specs, templates = read_specs(str(ROOT / "specs")), read_templates(str(ROOT / "templates"))
    done = compile_specs(specs, templates, None, lambda _: None, lambda _: None)
    assert done.project is not None
    assert done.monitoring is not None
    material = Material(
        project=done.project,
        monitoring=done.monitoring,
        promql=done.templates.promql,
        span=done.sources.span,
    )
    names = severities(done.project)
    assert names.keys() > done.project.alerts.keys(), "those of SLOs are there too"
    for name in names:
        found = explain(material, name)
        assert all(rule.told for rule in found.rules)
        shown = text.render(found, "build", PLAIN)
        assert shown.startswith(f"{name}  ")
        assert "\ufffd" not in shown, "something in it cannot be shown"
        assert json.loads(document.render(found))["alert"] == name


def test_the_text_goes_to_the_output_without_colours(tcmon: Tcmon) -> None:
    done = tcmon("explain", "TaskCenterDown")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("TaskCenterDown  ")
    assert "\x1b" not in done.stdout


def test_places_are_named_as_the_folder_was(tcmon: Tcmon, workplace: Path) -> None:
    (workplace / "specs").rename(workplace / "mine")
    done = tcmon("explain", "TaskCenterDown", "--specs", "mine/")
    assert "mine/alerts/availability.yaml:" in done.stdout
    assert " specs/" not in done.stdout


def test_an_unknown_alert_suggests_the_nearest(tcmon: Tcmon) -> None:
    done = tcmon("explain", "TaskCentreDown")
    assert done.returncode == 2
    assert done.stderr == (
        "tcmon: there is no alert 'TaskCentreDown'; did you mean 'TaskCenterDown'?\n"
    )


def test_alerts_of_slos_are_known_by_name(tcmon: Tcmon) -> None:
    assert tcmon("explain", "TaskCenterAPIAvailabilityNoData").returncode == 0
    wrong = tcmon("explain", "TaskCenterAPIAvailabilityNoDate")
    assert "did you mean 'TaskCenterAPIAvailabilityNoData'?" in wrong.stderr


def test_a_name_that_is_near_none_is_told_where_they_stand(tcmon: Tcmon) -> None:
    done = tcmon("explain", "x")
    assert done.returncode == 2
    assert "; the alerts stand in specs/alerts/" in done.stderr


def test_an_unknown_environment_and_format_are_wrong_usage(tcmon: Tcmon) -> None:
    assert tcmon("explain", "TaskCenterDown", "--env", "none").returncode == 2
    assert tcmon("explain", "TaskCenterDown", "--format", "xml").returncode == 2
    assert tcmon("explain").returncode == 2


def test_an_environment_is_applied_and_shown(tcmon: Tcmon) -> None:
    done = tcmon("explain", "TaskCenterCPUHigh", "--env", "dev")
    assert done.stdout.startswith("TaskCenterCPUHigh in dev  ")
    assert "specs/environments/dev.yaml:" in done.stdout


def test_faulty_specs_are_shown_instead(tcmon: Tcmon, workplace: Path) -> None:
    file = workplace / "specs/alerts/http.yaml"
    file.write_text(file.read_text().replace("critical: {above: 20%", "critical: {above: 2%"))
    done = tcmon("explain", "TaskCenterDown")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[threshold/order]" in done.stderr


def test_an_alert_that_cannot_be_read_is_not_called_unknown(tcmon: Tcmon, workplace: Path) -> None:
    file = workplace / "specs/alerts/availability.yaml"
    file.write_text(file.read_text().replace("critical: {for: 10s}", "critical: {for: soon}"))
    done = tcmon("explain", "TaskCenterDown")
    assert done.returncode == 1
    assert "'soon'" in done.stderr


def test_routing_that_surprises_is_reported_beside_the_explanation(
    tcmon: Tcmon, workplace: Path
) -> None:
    file = workplace / "specs/routing.yaml"
    text = file.read_text()
    expected = "receivers: [pager, chat-critical]"
    assert expected in text
    file.write_text(text.replace(expected, "receivers: [pager]", 1))
    done = tcmon("explain", "TaskCenterDown")
    assert done.returncode == 1
    assert "error[expectation/receivers]" in done.stderr
    assert done.stdout.startswith("TaskCenterDown  ")
