from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.errors import EnvironmentFault, ToolFault
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import Tool, find, identify, outdated

Script = Callable[..., str]
RUNTIME = Runtime(environment={"PATH": os.environ.get("PATH", os.defpath)})


def unpacked(folder: Path, name: str) -> str:
    path = folder / ".tools" / "bin" / name
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_a_tool_on_the_search_path_goes_before_the_unpacked_one(
    script: Script, tmp_path: Path
) -> None:
    installed = script("", "promtool")
    unpacked(tmp_path, "promtool")
    search_path = str(Path(installed).parent)
    assert find("promtool", search_path=search_path, folder=str(tmp_path)) == installed


def test_the_unpacked_tool_is_found_without_a_search_path(tmp_path: Path) -> None:
    local = unpacked(tmp_path, "promtool")
    assert find("promtool", folder=str(tmp_path)) == local


def test_a_missing_tool_names_its_package_and_no_option_of_a_command(tmp_path: Path) -> None:
    with pytest.raises(ToolFault) as caught:
        find("amtool", search_path=str(tmp_path), folder=str(tmp_path))
    assert "apt-get install prometheus-alertmanager" in str(caught.value)
    assert "--" not in str(caught.value)


def test_a_tool_tells_its_version_on_either_stream(script: Script) -> None:
    out = script("echo 'promtool, version 2.53.1 (branch: x)'", "promtool")
    err = script("echo 'amtool, version v0.28 (branch: x)' >&2", "amtool")
    assert identify({"promtool": out, "amtool": err}, RUNTIME) == (
        Tool(name="promtool", path=out, version=(2, 53, 1)),
        Tool(name="amtool", path=err, version=(0, 28, 0)),
    )


def test_a_tool_that_is_too_old_is_refused(script: Script) -> None:
    path = script("echo 'promtool, version 2.41.9'", "promtool")
    with pytest.raises(EnvironmentFault, match=r"promtool 2\.41\.9 at .* too old; install 2\.42"):
        identify({"promtool": path}, RUNTIME)


@pytest.mark.parametrize(
    "body",
    ["echo hello", "echo 'amtool, version 0.28.0'", "echo 'promtool, version 2.53.0'; exit 1", ":"],
)
def test_another_program_is_no_promtool(script: Script, body: str) -> None:
    path = script(body, "promtool")
    with pytest.raises(EnvironmentFault, match="does not answer `--version` as promtool does"):
        identify({"promtool": path}, RUNTIME)


def test_a_tool_older_than_what_runs_is_a_warning_at_the_version() -> None:
    place = Origin("specs/service.yaml", ("versions", "prometheus"))
    tool = Tool(name="promtool", path="/x", version=(2, 42, 0))
    (warning,) = outdated(tool, "3.5", place)
    assert (warning.level, warning.place) == (Level.WARNING, place)
    assert warning.message == "promtool 2.42.0 is older than the 3.5 named here"


@pytest.mark.parametrize("wanted", ["2.42", "2.41", "2", "v2.42.9"])
def test_a_tool_of_the_same_or_a_later_release_is_right(wanted: str) -> None:
    assert outdated(Tool(name="promtool", path="/x", version=(2, 42, 0)), wanted, None) == ()


def test_a_server_is_found_under_the_name_that_its_package_gives_it(
    script: Script, tmp_path: Path
) -> None:
    packaged = script("", "prometheus-alertmanager")
    search_path = str(Path(packaged).parent)
    assert find("alertmanager", search_path=search_path, folder=str(tmp_path)) == packaged
    own = script("", "alertmanager")
    assert find("alertmanager", search_path=search_path, folder=str(tmp_path)) == own


def test_a_missing_server_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        find("prometheus", search_path=str(tmp_path), folder=str(tmp_path))
    assert "apt-get install prometheus" in str(caught.value)
