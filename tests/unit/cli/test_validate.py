"""What the tools are given to work with."""

from __future__ import annotations

from pathlib import Path

from taskcenter_monitor.cli.running import with_time_zones


def test_the_systems_time_zones_are_taken_where_there_are_some(tmp_path: Path) -> None:
    assert with_time_zones({"PATH": "/bin"}, str(tmp_path)) == {"PATH": "/bin"}


def test_a_system_without_time_zones_gets_ours(tmp_path: Path) -> None:
    environment = with_time_zones({"PATH": "/bin"}, str(tmp_path / "none"))
    assert environment["PATH"] == "/bin"
    assert Path(environment["ZONEINFO"], "Asia", "Shanghai").is_file()


def test_what_the_user_says_about_time_zones_goes_first(tmp_path: Path) -> None:
    environment = with_time_zones({"ZONEINFO": "/mine"}, str(tmp_path / "none"))
    assert environment["ZONEINFO"] == "/mine"
