"""A report is written whole or not at all, where somebody asked for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.workspace.reports import require_place, write_report


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "drill.html"
    for text in ("one", "密\ud800"):
        require_place(str(file))
        write_report(str(file), text)
    assert file.read_bytes() == "密?".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["drill.html"]


def test_one_that_is_there_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "drill.html", tmp_path / "link.html"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_report(str(link), "new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_is_told_of() -> None:
    require_place("/dev/full")
    with pytest.raises(EnvironmentFault, match=r"/dev/full cannot be written \(no space left"):
        write_report("/dev/full", "text")


def test_what_was_there_stays_where_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "drill.html"
    file.write_text("old")

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(EnvironmentFault, match="what was there is as it was"):
        write_report(str(file), "new")
    assert file.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["drill.html"]


def test_a_folder_that_went_meanwhile_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="no such file or directory"):
        write_report(str(tmp_path / "gone" / "drill.html"), "text")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "is a variable empty"),
        ("folder", "is a folder; name a file in it"),
        ("missing/drill.html", "there is no folder .*missing; make it"),
        ("file/drill.html", "there is no folder .*file; make it"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_long_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(UsageFault, match=message):
        require_place(path)


def test_a_folder_that_takes_no_file_is_refused() -> None:
    # Root may write everywhere by its rights, and here nobody can.
    with pytest.raises(EnvironmentFault, match="/proc cannot be written to; name a file somewhere"):
        require_place("/proc/drill.html")
