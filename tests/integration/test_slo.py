"""`tcmon slo`, as people call it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow

SLOS = """\
team: task-center-sre
slos:
  api_availability:
    title: {zh: API可用性, en: API availability}
    signal: http_error_ratio
    objective: 99.9%
    alert: TaskCenterAPIAvailability
    description: {zh: API返回5xx的请求过多。, en: Too many requests end with a 5xx.}
    runbook: {zh: 检查接口。, en: See which endpoint.}
"""
WINDOWS = """\
windows:
  fast:  {budget: 2%,  long: 1h, short: 5m, for: 2m, severity: critical}
  creep: {budget: 10%, long: 3d, short: 6h, for: 3h, severity: warning}
"""


@pytest.fixture(autouse=True)
def _one_slo(workplace: Path) -> None:
    (workplace / "specs/slos.yaml").write_text(SLOS, encoding="utf-8")
    (workplace / "specs/windows.yaml").write_text(WINDOWS, encoding="utf-8")


def test_the_text_goes_to_the_output_without_colours(tcmon: Tcmon) -> None:
    done = tcmon("slo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SLO ")
    assert "\napi_availability  API可用性 / API availability  specs/slos.yaml:" in done.stdout
    assert "\x1b" not in done.stdout


def test_named_ones_alone_are_shown(tcmon: Tcmon) -> None:
    done = tcmon("slo", "api_availability", "--format", "json")
    assert [one["slo"] for one in json.loads(done.stdout)["slos"]] == ["api_availability"]


def test_places_are_named_as_the_folder_was(tcmon: Tcmon, workplace: Path) -> None:
    (workplace / "specs").rename(workplace / "mine")
    done = tcmon("slo", "--specs", "mine/")
    assert "mine/slos.yaml:" in done.stdout
    assert " specs/" not in done.stdout


def test_an_unknown_one_suggests_the_nearest(tcmon: Tcmon) -> None:
    done = tcmon("slo", "api_availabilty")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "tcmon: there is no SLO 'api_availabilty'; did you mean 'api_availability'?\n"
    )


def test_a_name_that_is_near_none_is_told_all_of_them(tcmon: Tcmon) -> None:
    done = tcmon("slo", "x")
    assert done.returncode == 2
    assert "there is no SLO 'x'; known are api_availability" in done.stderr


def test_an_unknown_environment_and_format_are_wrong_usage(tcmon: Tcmon) -> None:
    assert tcmon("slo", "--env", "none").returncode == 2
    assert tcmon("slo", "--format", "xml").returncode == 2


def test_an_environment_is_applied_and_shown(tcmon: Tcmon, workplace: Path) -> None:
    file = workplace / "specs/environments/dev.yaml"
    file.write_text(file.read_text() + "\nslos.api_availability.objective: 99%\n")
    done = tcmon("slo", "api_availability", "--env", "dev")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SLO in dev ")
    assert "  99% within 30d: 1% may be bad, or all of it for 7h12m\n" in done.stdout


def test_specs_without_slos_say_so(tcmon: Tcmon, workplace: Path) -> None:
    (workplace / "specs/slos.yaml").unlink()
    done = tcmon("slo")
    assert (done.returncode, done.stdout) == (0, "no SLOs: specs/slos.yaml has none\n")
    assert json.loads(tcmon("slo", "--format", "json").stdout)["slos"] == []
    assert "there is no SLO 'x'; known are none" in tcmon("slo", "x").stderr


def test_faulty_specs_are_shown_instead(tcmon: Tcmon, workplace: Path) -> None:
    file = workplace / "specs/slos.yaml"
    file.write_text(file.read_text().replace("objective: 99.9%", "objective: 0.999"))
    done = tcmon("slo", "api_availability")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[slo/objective]" in done.stderr
