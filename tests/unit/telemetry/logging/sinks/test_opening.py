"""The file of a log: found, opened, and never one of the standard streams."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from taskcenter_monitor.telemetry.logging.sinks.opening import (
    is_inherited,
    is_torn,
    open_log,
    settle,
)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    number = open_log(path, 0o640)
    yield number
    os.close(number)


def test_folders_that_lack_are_made_and_nothing_is_for_everybody(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "app.log"
    with opened(path):
        modes = [stat.S_IMODE(place.stat().st_mode) & 0o007 for place in (path, *path.parents[:2])]
    assert modes == [0, 0, 0]


def test_a_file_never_gets_the_number_of_standard_output() -> None:
    saved = os.dup(0)
    os.close(0)
    try:
        with opened(Path("/dev/null")) as number:
            assert number > 2
        assert not Path("/proc/self/fd/0").exists()
    finally:
        os.dup2(saved, 0)
        os.close(saved)


def test_a_link_is_followed_before_and_after_its_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "app.log").symlink_to(tmp_path / "data.log")
    assert settle(tmp_path / "app.log") == tmp_path / "data.log"
    (tmp_path / "data.log").touch()
    assert settle(tmp_path / "app.log") == tmp_path / "data.log"


def test_what_the_process_was_started_with_is_no_place() -> None:
    for text in ("/dev/stdout", "/dev/stderr", "/dev/fd/3", "/proc/self/fd/1"):
        assert settle(Path(text)) == Path(text)
        assert is_inherited(Path(text))
    assert not is_inherited(Path("/dev/shm/app.log"))  # noqa: S108 - a name alone


def test_a_path_does_not_move_with_the_process(tmp_path: Path) -> None:
    assert settle(Path("app.log")) == Path.cwd() / "app.log"


def test_a_line_without_an_end_is_seen(tmp_path: Path) -> None:
    for content, torn in ((b"", False), (b"a\n", False), (b"a\nb", True)):
        (tmp_path / "app.log").write_bytes(content)
        with opened(tmp_path / "app.log") as number:
            assert is_torn(number, len(content)) is torn
