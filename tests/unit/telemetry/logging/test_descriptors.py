"""Writing to open files: all, or nothing where it can be taken back."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.descriptors import write


def failing_after(monkeypatch: pytest.MonkeyPatch, *counts: int) -> None:
    real, left = os.write, iter(counts)

    def limited(number: int, data: bytes) -> int:
        for count in left:
            return real(number, data[:count])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", limited)


def test_what_is_taken_in_parts_is_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "x").open("wb") as file:
        failing_after(monkeypatch, 1, 2, 100)
        write(file.fileno(), b"one\ntwo\n")
        monkeypatch.undo()
    assert (tmp_path / "x").read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize("mode", ["wb", "ab"])
def test_a_part_is_taken_back_and_leaves_no_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    with (tmp_path / "x").open(mode) as file:
        write(file.fileno(), b"one\n")
        failing_after(monkeypatch, 2, 3)
        with pytest.raises(OSError, match="No space"):
            write(file.fileno(), b"two\nthree\n")
        monkeypatch.undo()
        write(file.fileno(), b"four\n")
    assert (tmp_path / "x").read_bytes() == b"one\nfour\n"


def test_lines_that_others_wrote_after_a_part_are_not_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "x"
    real = os.write
    with place.open("ab") as file:

        def interrupted(number: int, data: bytes) -> int:
            if place.stat().st_size:
                with place.open("ab") as other:
                    other.write(b"\nother\n")
                raise OSError(28, "No space left on device")
            return real(number, data[:2])

        monkeypatch.setattr(os, "write", interrupted)
        with pytest.raises(OSError, match="No space"):
            write(file.fileno(), b"one\n")
    assert place.read_bytes() == b"on\nother\n"


def test_a_full_pipe_that_does_not_wait_is_waited_for() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    data = b"x" * 300_000 + b"\n"
    thread = threading.Thread(target=write, args=(writer, data))
    thread.start()
    found = b""
    while len(found) < len(data):
        found += os.read(reader, 65_536)
    thread.join(5)
    os.close(reader)
    os.close(writer)
    assert found == data
