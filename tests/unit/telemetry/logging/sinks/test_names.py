"""Names of files that were put aside: in order, and never taken twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.sinks.names import Aside, Names


def test_numbers_go_on_within_a_label(tmp_path: Path) -> None:
    names = Names(tmp_path / "app.log")
    made = [names.reserve(label, 0o640).name for label in ("2026-11-27T09", "2026-11-27T09")]
    assert made == ["app-2026-11-27T09-0001.log", "app-2026-11-27T09-0002.log"]
    assert names.reserve("2026-11-27T10", 0o640).name == "app-2026-11-27T10-0001.log"


def test_numbers_go_on_after_the_last_where_the_first_are_gone(tmp_path: Path) -> None:
    (tmp_path / "app-2026-11-27-0007.log.gz").touch()
    assert Names(tmp_path / "app.log").reserve("2026-11-27", 0o640).name.endswith("-0008.log")


def test_what_others_reserve_at_the_same_moment_is_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Names(tmp_path / "app.log"), Names(tmp_path / "app.log")
    monkeypatch.setattr(other, "found", dict)
    assert one.reserve("2026-11-27", 0o640) != other.reserve("2026-11-27", 0o640)


def test_only_files_of_this_log_are_found(tmp_path: Path) -> None:
    for name in (
        "app.log",
        "app-old.log",
        "app-2026-11-27-0001.log.bz2",
        "other-2026-11-27-0001.log",
        "appx-2026-11-27-0001.log",
        "app-2026-11-27-0002.log.gz",
        "app-2026-11-27-0002.log.gz.part",
        "app-2026-11-27T09-0001.log",
        "app-2026-11-27-10000.log",
    ):
        (tmp_path / name).touch()
    assert list(Names(tmp_path / "app.log").found().items()) == [
        (Aside("2026-11-27", 2), {".gz", ".gz.part"}),
        (Aside("2026-11-27", 10_000), {""}),
        (Aside("2026-11-27T09", 1), {""}),
    ]


def test_a_log_without_an_ending_has_names_too(tmp_path: Path) -> None:
    names = Names(tmp_path / "a+b")
    assert names.reserve("2026-11-27", 0o640).name == "a+b-2026-11-27-0001"
    assert len(names.found()) == 1
