from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import build_latest
import pytest
import workbench
from build_latest import RELEASES, Release
from workbench import SetupError

RELEASE = Release(
    module="example.com/servers",
    version="v1.2.3",
    commands=("checker", "server"),
    stubs=("ui/app/index.html",),
    tags="small",
)
# Builds both commands out of the words that the script gives it.
GO = """\
case "$1" in
mod) echo "{\\"Dir\\": \\"$MODULE\\"}" ;;
build)
    test -f ui/app/index.html || exit 9
    for word; do case "$word" in */bin/) out=$word ;; esac; done
    mkdir -p "$out"
    for name in checker server; do echo "$@" > "$out$name"; done ;;
esac
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for tools, the source of a module, and a Go to build it with."""
    source = tmp_path / "module"
    (source / "cmd/server").mkdir(parents=True)
    (source / "VERSION").write_text("1.2.3\n")
    source.chmod(0o555)
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setattr(build_latest, "TOOLS", tools)
    monkeypatch.setattr(build_latest, "LATEST", tools / "latest")
    monkeypatch.setattr(build_latest, "RELEASES", (RELEASE,))
    monkeypatch.setattr(build_latest, "one_at_a_time", lambda: workbench.one_at_a_time(tools))
    monkeypatch.setenv("MODULE", str(source))
    return tools


def install_go(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "path" / "go"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_without_go_it_says_so_in_one_line(
    tools: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tools))
    assert workbench.exit_code(build_latest.main) == 0
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "no Go on PATH" in said
    assert not build_latest.LATEST.exists()


def test_it_builds_once(
    tools: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    install_go(tmp_path, GO, monkeypatch)
    assert workbench.exit_code(build_latest.main) == 0, capfd.readouterr().err
    words = (tools / "latest/bin/server").read_text()
    assert "-tags=small" in words
    assert "version.Version=1.2.3" in words
    assert "./cmd/checker ./cmd/server" in words
    assert [path.name for path in tools.iterdir() if path.name.startswith("unfinished")] == []
    capfd.readouterr()
    (tmp_path / "path/go").write_text("#!/bin/sh\nexit 1\n")
    assert workbench.exit_code(build_latest.main) == 0
    assert capfd.readouterr().err == ""


def test_another_version_is_built_anew(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_go(tmp_path, GO, monkeypatch)
    build_latest.main()
    assert build_latest.is_built(RELEASE)
    assert not build_latest.is_built(replace(RELEASE, version="v1.2.4"))
    (tools / "latest/bin/server").unlink()
    assert not build_latest.is_built(RELEASE)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no network >&2; exit 1", "Go cannot download example.com/servers: no network"),
        ('echo \'{"Error": "unknown revision"}\'; exit 1', "servers: unknown revision"),
        (GO.replace("build)", "build) echo too old >&2; exit 1;;\nno)"), "it says:\n  too old"),
    ],
    ids=["unreachable", "unknown", "broken"],
)
def test_what_keeps_go_from_building_is_told(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    install_go(tmp_path, script, monkeypatch)
    with pytest.raises(SetupError) as caught:
        build_latest.main()
    assert said in str(caught.value)
    assert not build_latest.is_built(RELEASE)


def test_the_versions_are_pinned() -> None:
    assert {name for release in RELEASES for name in release.commands} == {
        "promtool",
        "prometheus",
        "amtool",
        "alertmanager",
    }
    assert all(release.version.startswith("v0.") for release in RELEASES)
