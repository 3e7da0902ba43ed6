"""The policy of services on the real command: built, proven, refused, and without the library."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from taskcenter_monitor.telemetry.policy import read_policy

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def without_msgspec(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH with which Python does not find what the library reads a policy with."""
    folder = tmp_path_factory.mktemp("path")
    (folder / "sitecustomize.py").write_text("import sys\nsys.modules['msgspec'] = None\n")
    return str(folder)


def edit(file: Path, old: str, new: str) -> int:
    """Replaces what stands there once; the line of it."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def test_the_policy_is_built_and_follows_the_environment(tcmon: Tcmon, workplace: Path) -> None:
    dev = workplace / "specs/environments/dev.yaml"
    dev.write_text("telemetry.levels.default: debug\ntelemetry.levels.components.httpx: info\n")
    for arguments in ((), ("--env", "dev", "--out", "dev")):
        done = tcmon("build", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    usual, debugging = (
        read_policy((workplace / out / "telemetry/policy.json").read_bytes()).levels
        for out in ("build", "dev")
    )
    assert (usual.default, debugging.default) == ("info", "debug")
    assert (usual.components["httpx"], debugging.components["httpx"]) == ("warn", "info")


def test_without_the_spec_no_policy_is_built(tcmon: Tcmon, workplace: Path) -> None:
    (workplace / "specs/telemetry.yaml").unlink()
    assert tcmon("build").returncode == 0
    assert not (workplace / "build/telemetry").exists()


def test_a_wrong_example_is_shown_at_its_line(tcmon: Tcmon, workplace: Path) -> None:
    spec = workplace / "specs/telemetry.yaml"
    line = edit(spec, '- "card 4111111111111112"', '- "card 4111111111111111"')
    done = tcmon("validate", "--offline")
    assert done.returncode == 1
    first, source, marks, helped, *_ = done.stdout.splitlines()
    assert first == (
        f"specs/telemetry.yaml:{line}:13: error[telemetry/example] this text is to stay as it is,"
        " and comes out as 'card ***'"
    )
    assert source.endswith('- "card 4111111111111111"')
    assert marks.strip(" |") == "^" * len('"card 4111111111111111"')
    assert helped == "  help: something in it is found by bank-card"


def test_a_metric_that_no_service_can_export_is_shown_at_its_line(
    tcmon: Tcmon, workplace: Path
) -> None:
    spec = workplace / "specs/metrics.yaml"
    added = (
        "  task_center_lost:\n    type: counter\n    unit: tasks\n    labels: []\n"
        "    job: task-center-api\n    help: A name that no library gives.\n"
    )
    spec.write_text(spec.read_text("utf-8") + added, "utf-8")
    line = spec.read_text("utf-8").count("\n") - added.count("\n") + 1
    done = tcmon("validate", "--offline")
    assert done.returncode == 1
    assert f"specs/metrics.yaml:{line}:3: error" in done.stdout
    assert "error[telemetry/metrics] services can make no instruments of this" in done.stdout
    assert "a name that ends in _total" in done.stdout


def test_without_the_library_validate_says_what_to_install(
    tcmon: Tcmon, without_msgspec: str
) -> None:
    done = tcmon("validate", PYTHONPATH=without_msgspec)
    assert done.returncode == 3
    *_, last = done.stderr.splitlines()
    assert last == (
        "tcmon: msgspec, with which services read their policy, is not installed;"
        " pip install 'taskcenter-monitor[telemetry]', or use --offline"
    )


def test_offline_does_without_the_library_and_says_so(tcmon: Tcmon, without_msgspec: str) -> None:
    done = tcmon("validate", "--offline", PYTHONPATH=without_msgspec)
    assert done.returncode == 0
    assert "note[telemetry/unproven] nobody has read telemetry/policy.json" in done.stdout


def test_building_needs_nothing_of_the_library(tcmon: Tcmon, without_msgspec: str) -> None:
    done = tcmon("build", PYTHONPATH=without_msgspec)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_project_without_the_spec_needs_no_library(
    tcmon: Tcmon, workplace: Path, without_msgspec: str
) -> None:
    (workplace / "specs/telemetry.yaml").unlink()
    done = tcmon("validate", "--offline", PYTHONPATH=without_msgspec)
    assert done.returncode == 0
    assert "note[" not in done.stdout


def test_a_new_folder_has_the_spec(tcmon: Tcmon, workplace: Path) -> None:
    assert tcmon("init", "mine").returncode == 0
    assert (workplace / "mine/telemetry.yaml").is_file()


def test_the_default_policy_is_part_of_the_wheel(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    name = "taskcenter_monitor/telemetry/policy/default.json"
    with ZipFile(wheel) as opened:
        packed = opened.read(name)
    assert packed == (ROOT / name).read_bytes()
    read_policy(packed)
