from __future__ import annotations

from pathlib import Path

import pytest
import relocation
import setup_tools
from relocation import HERE, SHARE, startable

PACKAGED = b"\x7fELF default.tmpl " + SHARE + b"0123 " + SHARE + b"/ui/ end"


def program(folder: Path, code: bytes) -> Path:
    path = folder / "packages/prometheus-alertmanager/usr/bin/prometheus-alertmanager"
    path.parent.mkdir(parents=True)
    path.write_bytes(code)
    path.chmod(0o755)
    return path


def test_a_fixed_folder_becomes_the_working_directory(tmp_path: Path) -> None:
    original = program(tmp_path, PACKAGED)
    copy = startable(original, original.with_name("copy"))
    code = copy.read_bytes()
    assert len(code) == len(PACKAGED)
    assert SHARE not in code
    assert Path(HERE.decode(), "default.tmpl") == Path("default.tmpl")
    assert code.count(HERE) == 2
    assert copy.stat().st_mode & 0o111
    assert original.read_bytes() == PACKAGED


def test_one_that_brings_its_templates_is_used_as_it_is(tmp_path: Path) -> None:
    original = program(tmp_path, b"\x7fELF nothing fixed")
    assert startable(original, original.with_name("copy")) == original
    assert not original.with_name("copy").exists()


def test_one_that_finds_its_templates_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "default.tmpl").touch()
    monkeypatch.setattr(relocation, "SHARE", str(tmp_path).encode())
    original = program(tmp_path, b"\x7fELF " + str(tmp_path).encode())
    assert startable(original, original.with_name("copy")) == original


def test_an_unpacked_server_is_made_startable_once(tmp_path: Path) -> None:
    original = program(tmp_path, PACKAGED)
    folder = tmp_path / "bin"
    folder.mkdir()
    setup_tools.link(folder / "alertmanager", original)
    assert not setup_tools.is_startable(folder)
    setup_tools.make_startable(folder)
    assert setup_tools.is_startable(folder)
    assert SHARE not in (folder / "alertmanager").read_bytes()


def test_a_server_is_looked_for_under_the_name_of_its_package_too(tmp_path: Path) -> None:
    original = program(tmp_path, PACKAGED)
    tree = original.parents[2]
    assert setup_tools.program_of("alertmanager", tree) == original
    assert setup_tools.program_of("amtool", tree) is None
