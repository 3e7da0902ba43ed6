from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import setup_browser
import workbench
from setup_browser import find_chromium, find_node, fingerprint, install
from workbench import SetupError


def program(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own, and a folder with what npm is told."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    browser = tmp_path / "browser"
    (browser / "node_modules").mkdir(parents=True)
    for name in setup_browser.RECIPE:
        (browser / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(setup_browser, "BROWSER", browser)
    monkeypatch.setattr(setup_browser, "STAMP", browser / "node_modules/.installed")
    return tmp_path


def test_a_machine_without_node_is_told_what_needs_it(folder: Path) -> None:
    with pytest.raises(SetupError) as fault:
        find_node()
    assert "Node 20.11 or later with npm is needed" in str(fault.value)
    assert "PATH has none; only `make test-browser` needs it" in str(fault.value)


def test_an_old_node_is_named(folder: Path) -> None:
    program(folder / "bin/npm", "exit 0")
    program(folder / "bin/node", "echo v18.20.4")
    with pytest.raises(SetupError, match=r"PATH has Node 18\.20"):
        find_node()


def test_node_without_npm_does_not_do(folder: Path) -> None:
    program(folder / "bin/node", "echo v22.1.0")
    with pytest.raises(SetupError, match=r"PATH has Node 22\.1 without npm"):
        find_node()


@pytest.mark.parametrize(("version", "code"), [("20.10.9", 3), ("20.11.0", 0), ("18.20.4", 3)])
def test_it_says_whether_it_can_without_setting_up(folder: Path, version: str, code: int) -> None:
    program(folder / "bin/npm", f"touch {folder}/ran")
    program(folder / "bin/node", f"echo v{version}")
    script = workbench.ROOT / "scripts" / "setup_browser.py"
    done = workbench.run([sys.executable, script, "--can"], env=dict(os.environ))
    assert done.returncode == code
    assert done.stderr.count("Node 20.11 or later with npm is needed") == (code != 0)
    assert not (folder / "ran").exists()


def test_npm_runs_once_for_one_lock_file(folder: Path) -> None:
    node = program(folder / "bin/node", "echo v22.1.0")
    program(folder / "bin/npm", f'echo "$@" >> {folder}/ran')
    assert find_node() == node
    install(node)
    install(node)
    assert (folder / "ran").read_text(encoding="utf-8") == "ci --no-progress\n"
    (folder / "browser/package-lock.json").write_text("newer", encoding="utf-8")
    install(node)
    assert (folder / "ran").read_text(encoding="utf-8").count("ci") == 2


def test_what_is_installed_follows_from_node_too(folder: Path) -> None:
    old = program(folder / "old", "echo v20.11.0")
    new = program(folder / "new", "echo v24.0.0")
    assert fingerprint(old) != fingerprint(new)


def test_npm_says_why_it_fails(folder: Path) -> None:
    node = program(folder / "bin/node", "echo v22.1.0")
    program(folder / "bin/npm", "echo 'npm error code E404' >&2; exit 1")
    with pytest.raises(SetupError, match="npm error code E404"):
        install(node)


def test_no_chromium_is_a_message_for_people(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    node = program(folder / "bin/node", "echo 'no Chromium starts here' >&2; exit 1")
    with pytest.raises(SetupError) as fault:
        find_chromium(node)
    assert str(fault.value).startswith("no Chromium starts here\ninstall one so that")


def test_root_on_debian_gets_the_package(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(folder / "bin/apt-get", f'echo "$@" >> {folder}/ran')
    node = program(folder / "bin/node", f"test -e {folder}/ran || exit 1")
    find_chromium(node)
    assert "install --yes" in (folder / "ran").read_text(encoding="utf-8")
    assert "installing the package chromium" in capsys.readouterr().err


def test_a_lock_file_names_no_host() -> None:
    text = (workbench.ROOT / "browser/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
