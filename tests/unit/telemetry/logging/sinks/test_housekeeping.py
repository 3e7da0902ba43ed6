"""What is kept of old files, and in which form."""

from __future__ import annotations

import _thread
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.sinks.housekeeping import Housekeeper
from taskcenter_monitor.telemetry.logging.sinks.names import Names
from taskcenter_monitor.telemetry.logging.sinks.rotation import Rotation


def make(folder: Path, *names: str, age: float = 0.0, content: str = "x\n") -> None:
    for name in names:
        place = folder / f"app-2026-11-{name}"
        place.write_text(content)
        os.utime(place, (time.time() - age,) * 2)


def tidied(folder: Path, rotation: Rotation) -> list[str]:
    Housekeeper(Names(folder / "app.log"), rotation).tidy()
    return sorted(place.name.removeprefix("app-2026-11-") for place in folder.iterdir())


def test_all_but_the_youngest_are_compressed(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", "02-0001.log", "02-0002.log")
    found = tidied(tmp_path, Rotation())
    assert found == ["01-0001.log.gz", "02-0001.log.gz", "02-0002.log"]


def test_nothing_is_compressed_where_nobody_wants_it(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", "02-0001.log")
    assert tidied(tmp_path, Rotation(compress=False)) == ["01-0001.log", "02-0001.log"]


def test_the_oldest_beyond_the_number_go(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log.gz", "02-0001.log", "02-0002.log", "03-0001.log")
    assert tidied(tmp_path, Rotation(keep=2)) == ["02-0002.log.gz", "03-0001.log"]


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log.gz", age=2 * 86_400 + 60)
    make(tmp_path, "02-0001.log.gz", age=2 * 86_400 - 60)
    assert tidied(tmp_path, Rotation(days=2)) == ["02-0001.log.gz"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    make(tmp_path, "old.log", "01.log", age=1e8)
    assert tidied(tmp_path, Rotation(keep=1, days=1)) == ["01.log", "old.log"]


def test_a_name_that_was_just_reserved_is_left_alone(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", content="")
    make(tmp_path, "02-0001.log", "03-0001.log")
    assert tidied(tmp_path, Rotation())[0] == "01-0001.log"


def test_a_name_that_nobody_came_back_for_goes(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", content="", age=120)
    make(tmp_path, "02-0001.log")
    assert tidied(tmp_path, Rotation()) == ["02-0001.log"]


def test_a_compression_that_was_killed_is_done_again(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", "01-0001.log.gz.part", "02-0001.log", "02-0001.log.gz")
    make(tmp_path, "03-0001.log.gz.part")
    assert tidied(tmp_path, Rotation()) == ["01-0001.log.gz", "02-0001.log.gz"]


def test_one_that_was_killed_at_its_very_end_is_done_again_even_where_nobody_compresses(
    tmp_path: Path,
) -> None:
    make(tmp_path, "01-0001.log", "01-0001.log.gz")
    assert tidied(tmp_path, Rotation(compress=False)) == ["01-0001.log.gz"]


def test_one_file_that_cannot_be_compressed_does_not_stop_the_others(tmp_path: Path) -> None:
    make(tmp_path, "01-0001.log", "02-0001.log", "03-0001.log")
    (tmp_path / "app-2026-11-01-0001.log.gz").mkdir()
    assert "02-0001.log.gz" in tidied(tmp_path, Rotation())


def test_a_folder_that_is_gone_ends_no_thread(tmp_path: Path) -> None:
    housekeeper = Housekeeper(Names(tmp_path / "gone" / "app.log"), Rotation())
    housekeeper.call()
    time.sleep(0.05)
    (tmp_path / "gone").mkdir()
    make(tmp_path / "gone", "01-0001.log", "02-0001.log")
    housekeeper.call()
    until = time.monotonic() + 5
    while not (tmp_path / "gone" / "app-2026-11-01-0001.log.gz").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    housekeeper.stop()


def test_it_takes_no_lock_that_a_signal_handler_may_wait_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those of `threading` do, in Python, where a handler may interrupt them.
    monkeypatch.setattr(threading.Thread, "start", None)
    monkeypatch.setattr(threading.Condition, "__enter__", None)
    before = _thread._count()
    housekeeper = Housekeeper(Names(tmp_path / "app.log"), Rotation())
    housekeeper.call()
    housekeeper.call()
    assert eventually(lambda: _thread._count() == before + 1)
    housekeeper.stop()
    assert eventually(lambda: _thread._count() == before)
    housekeeper.call()
    assert _thread._count() == before


def eventually(wanted: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not wanted() and time.monotonic() < until:
        time.sleep(0.01)
    return wanted()
