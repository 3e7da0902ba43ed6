"""One log: where lines are after this and that has happened to its file."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.logging import descriptors
from taskcenter_monitor.telemetry.logging.sinks import files, locking
from taskcenter_monitor.telemetry.logging.sinks.files import LogFile, Rotation

NEVER = Rotation(interval="", compress=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "app.log"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(files, "say", texts.append)
    return texts


@pytest.fixture
def log(path: Path) -> Iterator[LogFile]:
    outlet = LogFile(path, NEVER)
    yield outlet
    outlet.close()


def contents(path: Path) -> dict[str, bytes]:
    return {
        place.name: place.read_bytes()
        for place in sorted(path.parent.iterdir(), key=lambda place: place.name)
    }


def asides(path: Path) -> list[bytes]:
    return [content for name, content in contents(path).items() if name != path.name]


def test_lines_are_appended(log: LogFile, path: Path) -> None:
    log.write([b"one\n", b"two\n"])
    log.write([b"three\n"])
    assert contents(path) == {"app.log": b"one\ntwo\nthree\n"}
    assert stat.S_IMODE(path.stat().st_mode) & 0o027 == 0


def test_a_file_that_was_renamed_is_made_anew(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    path.rename(path.with_name("app.log.1"))
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"two\n", "app.log.1": b"one\n"}


def test_a_file_that_was_deleted_is_made_anew(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    path.unlink()
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"two\n"}


def test_a_folder_that_was_deleted_is_made_anew(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    shutil.rmtree(path.parent)
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"two\n"}


def test_a_file_that_was_emptied_is_gone_on_with(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    os.truncate(path, 0)
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"two\n"}


def test_a_file_that_is_deleted_at_the_worst_moment_is_written_again(
    log: LogFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = descriptors.append

    def deleted_first(number: int, data: bytes) -> None:
        monkeypatch.setattr(files, "append", real)
        path.unlink()
        real(number, data)

    log.write([b"one\n"])
    monkeypatch.setattr(files, "append", deleted_first)
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"two\n"}


def test_a_line_whose_writer_was_killed_does_not_swallow_the_next(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    with path.open("ab") as other:
        other.write(b"tw")
    log.write([b"three\n"])
    log.write([b"four\n"])
    assert contents(path) == {"app.log": b"one\ntw\nthree\nfour\n"}


def test_a_file_is_put_aside_before_it_grows_too_large(path: Path) -> None:
    log = LogFile(path, Rotation(size=10, interval="", compress=False))
    for line in (b"12345\n", b"123\n", b"1\n", b"12345678901234567890\n", b"x\n"):
        log.write([line])
    log.close()
    assert contents(path)["app.log"] == b"x\n"
    assert asides(path) == [b"12345\n123\n", b"1\n", b"12345678901234567890\n"]


def test_a_file_of_the_interval_before_is_put_aside(path: Path) -> None:
    log = LogFile(path, Rotation(interval="hour", compress=False))
    log.write([b"old\n"])
    then = time.time() - 3600
    os.utime(path, (then, then))
    log.write([b"new\n"])
    log.write([b"newer\n"])
    log.close()
    label = time.strftime("%Y-%m-%dT%H", time.localtime(then))
    assert contents(path) == {f"app-{label}-0001.log": b"old\n", "app.log": b"new\nnewer\n"}


def test_a_file_of_yesterday_that_a_process_finds_is_put_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"old\n")
    then = time.time() - 86_400
    os.utime(path, (then, then))
    log = LogFile(path, Rotation(compress=False))
    log.write([b"new\n"])
    log.close()
    assert asides(path) == [b"old\n"]


def test_the_first_line_after_the_hour_counts_for_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel stamps a write with its last tick, which may lie in the hour before."""
    boundary = int(time.time()) // 3600 * 3600
    log = LogFile(path, Rotation(interval="hour", compress=False))
    log.write([b"old\n"])
    os.utime(path, (boundary - 1, boundary - 1))
    real = descriptors.append

    def ticking(number: int, data: bytes) -> None:
        real(number, data)
        os.utime(number, (boundary - 0.004, boundary - 0.004))

    monkeypatch.setattr(files, "append", ticking)
    for moment in (0.001, 0.003):
        monkeypatch.setattr(time, "time", lambda at=moment: boundary + at)
        log.write([b"new\n"])
    monkeypatch.undo()
    log.close()
    assert asides(path) == [b"old\n"]


def test_old_files_are_compressed(path: Path) -> None:
    log = LogFile(path, Rotation(size=3))
    for line in (b"1\n", b"2\n", b"3\n"):
        log.write([line])
    until = time.monotonic() + 5
    while not list(path.parent.glob("*-0001.log.gz")):
        assert time.monotonic() < until
        time.sleep(0.01)
    log.close()


def test_where_nothing_can_be_put_aside_lines_are_written_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    log = LogFile(path, Rotation(size=3, interval="", compress=False))

    def full(label: str, mode: int) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(log._names, "reserve", full)
        for line in (b"1\n", b"2\n", b"3\n"):
            log.write([line])
            patched.setattr(files, "_AGAIN", 0.0)
    assert contents(path) == {"app.log": b"1\n2\n3\n"}
    log._rotate_after = 1.0
    log.write([b"4\n"])
    assert asides(path) == [b"1\n2\n3\n"]
    log.close()
    assert said == [
        f"{path} cannot be put aside and goes on growing: [Errno 28] No space left on device"
    ]


def test_without_the_lock_lines_are_written_and_nothing_is_put_aside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.01)
    log = LogFile(path, Rotation(size=3, interval="", compress=False))
    log.write([b"1\n"])
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        log.write([b"2\n"])
        log.write([b"3\n"])
        assert contents(path) == {"app.log": b"1\n2\n3\n"}
    log.write([b"4\n"])
    log.close()
    assert asides(path) == [b"1\n2\n3\n"]


def test_a_write_that_fails_half_way_leaves_nothing(
    log: LogFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.write([b"one\n"])
    real: Any = os.write
    taken = iter((3,))

    def short(number: int, data: bytes) -> int:
        for count in taken:
            return int(real(number, data[:count]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OSError, match="No space"):
        log.write([b"two\n", b"three\n"])
    monkeypatch.undo()
    assert contents(path) == {"app.log": b"one\n"}
    log.write([b"two\n", b"three\n"])
    assert contents(path) == {"app.log": b"one\ntwo\nthree\n"}


def test_the_lock_is_free_after_a_write_and_after_a_failed_one(path: Path, log: LogFile) -> None:
    log.write([b"one\n"])
    with path.open("rb") as other:
        assert locking.take_at_once(other.fileno())


def test_a_child_does_not_write_under_the_lock_of_its_parent(path: Path, log: LogFile) -> None:
    log.write([b"one\n"])
    number = log._number
    kept = os.dup(number)
    log.forked()
    log.write([b"two\n"])
    with path.open("rb"):
        assert locking.take_at_once(kept)
        assert not locking.take_at_once(log._number)
    os.close(kept)
    assert contents(path) == {"app.log": b"one\ntwo\n"}


def test_what_is_no_file_is_written_and_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    log = LogFile(pipe, Rotation(size=3))
    for line in (b"one\n", b"two\n"):
        log.write([line])
    assert os.read(reader, 100) == b"one\ntwo\n"
    os.close(reader)
    with pytest.raises(BrokenPipeError):
        log.write([b"three\n"])
    log.close()
    assert [place.name for place in tmp_path.iterdir()] == ["pipe"]


def test_after_its_end_it_can_begin_again(log: LogFile, path: Path) -> None:
    log.write([b"one\n"])
    log.close()
    log.close()
    log.write([b"two\n"])
    assert contents(path) == {"app.log": b"one\ntwo\n"}


def test_it_is_called_by_its_path(log: LogFile, path: Path) -> None:
    assert str(log) == str(path)
