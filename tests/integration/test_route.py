"""`tcmon route`, as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.conftest import Tcmon

pytestmark = pytest.mark.slow


def edit(workplace: Path, old: str, new: str) -> None:
    path = workplace / "specs/routing.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_way_through_the_tree_is_shown_for_every_severity(tcmon: Tcmon) -> None:
    done = tcmon("route", "TaskCenterCPUHigh")
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "TaskCenterCPUHigh (critical)" in lines
    assert "TaskCenterCPUHigh (warning)" in lines
    assert "supposed job=task-center-api instance=task-center-api:6060" in lines
    assert '- watchdog is not for it: alertname="Watchdog"' in lines
    assert '+ critical-pager takes it: severity="critical"; goes on' in lines
    assert '+ critical-chat takes it: severity="critical"; ends the search' in lines
    assert "told to pager, by the route critical-pager" in lines
    assert "never within night: 22:00..08:00 (Asia/Shanghai)" in lines
    inhibition = "TaskCenterDown (critical) with the same cluster, job, instance: inhibition"
    assert f"{inhibition} instance-down" in lines
    assert "critical is told to pager (email to task-center-dev@example.com) by" in done.stdout
    assert "the same in production" in lines


def test_one_severity_one_environment_and_one_moment(tcmon: Tcmon) -> None:
    asked = ("route", "TaskCenterCPUHigh", "severity=warning", "--env", "staging", "--at")
    night, day = tcmon(*asked, "2026-03-02 23:00"), tcmon(*asked, "2026-03-02 12:00")
    assert "(critical)\n" not in night.stdout
    assert "told to nobody, not chat, by the route warning-chat" in night.stdout
    assert "at 2026-03-02 23:00 it is within night" in night.stdout
    assert night.stdout.endswith("in the environment staging\n")
    assert "told to chat, by the route warning-chat" in day.stdout
    assert "at 2026-03-02 12:00 people are told" in day.stdout
    assert tcmon(*asked, "now").returncode == 0


def test_labels_that_are_given_replace_those_that_were_supposed(tcmon: Tcmon) -> None:
    done = tcmon("route", "TaskCenterCPUHigh", "severity=critical", "job=task-center-worker", "x=y")
    assert "supposed  instance=task-center-worker:6060" in done.stdout
    assert "the alert has no label x" in done.stdout


def test_windows_of_an_slo_are_told_apart(tcmon: Tcmon) -> None:
    name = "TaskCenterAPIAvailabilityBudgetBurn"
    every = tcmon("route", name)
    titles = [line for line in every.stdout.splitlines() if line.startswith(f"{name} (")]
    assert titles == [
        f"{name} ({title})"
        for title in ("critical, 1h", "critical, 6h", "warning, 1d", "warning, 3d")
    ]
    one = tcmon("route", name, "window=1d")
    assert one.stdout.count(f"{name} (warning, 1d)") == 1
    muting = f"    {name} (critical) with the same alertname, cluster: inhibition\n"
    assert one.stdout.count(muting) == 1, "two windows that page are one source"
    none = tcmon("route", name, "window=2d")
    assert none.returncode == 2
    assert f"{name} has no window '2d'; it has 1h and 6h and 1d and 3d" in none.stderr


def test_programs_get_json(tcmon: Tcmon) -> None:
    document = json.loads(tcmon("route", "TaskCenterQPSDrop", "--format", "json").stdout)
    assert document["version"] == 1
    named = [one["environment"] for one in document["environments"]]
    assert named == [None, "dev", "production", "staging"]
    (warning,) = document["environments"][0]["severities"]
    assert [one["receiver"] for one in warning["told"]] == ["chat"]
    assert warning["told"][0]["group"]["alertname"] == "TaskCenterQPSDrop"
    assert [one["route"] for one in warning["steps"] if one["takes"]] == ["root", "trend"]
    muting = {name for one in warning["muted_by"] for name in one["alerts"]}
    assert "TaskCenterHTTPErrorRateHigh" in muting


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["TaskCentrDown"], "there is no alert 'TaskCentrDown'; did you mean 'TaskCenterDown'?"),
        (["Zzz"], "there is no alert 'Zzz'; the alerts stand in specs/alerts/ and specs/slos.yaml"),
        (
            ["Watchdog", "severity=critical"],
            "Watchdog has no severity 'critical'; it has none",
        ),
        (
            ["Watchdog", "severity"],
            "'severity' is no label; write NAME=VALUE, like instance=task-center-api:6060",
        ),
        (["Watchdog", "a=1", "a=2"], "the label a is given twice; an alert has it once"),
        (
            ["Watchdog", "alertname=X"],
            "alertname is Watchdog; name another alert in its place",
        ),
        (
            ["severity=critical"],
            "'severity=critical' is no alert; the name comes first, like TaskCenterDown",
        ),
        (
            ["Watchdog", "--at", "tonight"],
            "--at: 'tonight' is no moment; write it like 2026-03-02 23:00, or now",
        ),
    ],
)
def test_wrong_usage_is_told_with_an_example(
    tcmon: Tcmon, arguments: list[str], message: str
) -> None:
    done = tcmon("route", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"tcmon: {message}\n")  # a slow machine says what it does


def test_an_expectation_that_does_not_hold_stops_a_build_and_is_shown_with_the_way(
    tcmon: Tcmon, workplace: Path
) -> None:
    edit(
        workplace,
        "info: {severity: info, receivers: [mail]}",
        "info: {severity: info, receivers: [chat]}",
    )
    built = tcmon("build")
    assert built.returncode == 1
    assert "error[expectation/receivers] an alert with" in built.stderr
    assert not (workplace / "build").exists()
    done = tcmon("route", "Watchdog")
    assert done.returncode == 1
    assert "expectation/receivers" in done.stderr
    assert "told to deadman, by the route watchdog" in done.stdout


def test_a_typo_in_an_expectation_suggests_the_alert(tcmon: Tcmon, workplace: Path) -> None:
    edit(workplace, "{alert: Watchdog, receivers", "{alert: Watchdgo, receivers")
    done = tcmon("validate", "--offline")
    assert done.returncode == 1
    assert "error[expectation/unknown] there is no alert 'Watchdgo'" in done.stdout
    assert "did you mean 'Watchdog'?" in done.stdout
    assert tcmon("route", "Watchdog").returncode == 1


def test_an_environment_is_held_to_the_same_expectations_or_its_own(
    tcmon: Tcmon, workplace: Path
) -> None:
    staging = workplace / "specs/environments/staging.yaml"
    quiet = "routing.routes.trend.muted: [holidays, night]\n"
    staging.write_text(f"{staging.read_text('utf-8')}{quiet}", encoding="utf-8")
    done = tcmon("validate", "--offline")
    assert done.returncode == 1
    assert "by the route trend (muted: night); expected chat (--env staging)" in done.stdout
    own = "routing.expect.trend-at-night.receivers: []\n"
    staging.write_text(f"{staging.read_text('utf-8')}{own}", encoding="utf-8")
    assert tcmon("validate", "--offline").returncode == 0
