"""Compression: complete or not there, and never twice at a time."""

from __future__ import annotations

import fcntl
import gzip
import os
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.sinks import compression
from taskcenter_monitor.telemetry.logging.sinks.compression import compress

CONTENT = b"".join(b'{"n":%d}\n' % number for number in range(100_000))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    place = tmp_path / "app-2026-11-27-0001.log"
    place.write_bytes(CONTENT)
    place.chmod(0o640)
    os.utime(place, (1_700_000_000, 1_700_000_000))
    return place


def names(source: Path) -> list[str]:
    return sorted(place.name.removeprefix(source.name) for place in source.parent.iterdir())


def test_the_original_is_replaced(source: Path) -> None:
    assert compress(source, lambda: False)
    assert names(source) == [".gz"]
    packed = source.with_name(source.name + ".gz")
    assert gzip.decompress(packed.read_bytes()) == CONTENT
    status = packed.stat()
    assert (status.st_mtime, status.st_mode & 0o777) == (1_700_000_000, 0o640)


def test_a_process_that_ends_leaves_it_as_it_was(source: Path) -> None:
    assert not compress(source, lambda: True)
    assert names(source) == [""]


def test_no_room_leaves_it_as_it_was(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        compress(source, lambda: False)
    assert names(source) == [""]


def test_what_another_process_compresses_is_its_work(source: Path) -> None:
    with source.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert not compress(source, lambda: False)
    assert names(source) == [""]


def test_what_another_process_has_compressed_meanwhile_is_left_alone(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faster(number: int) -> bool:
        source.unlink()
        return True

    monkeypatch.setattr(compression, "take_at_once", faster)
    assert not compress(source, lambda: False)
    assert names(source) == []


def test_the_rest_of_one_that_was_killed_is_overwritten(source: Path) -> None:
    for ending in (".gz", ".gz.part"):
        source.with_name(source.name + ending).write_bytes(b"x" * 500_000)
    assert compress(source, lambda: False)
    assert names(source) == [".gz"]
    packed = source.with_name(source.name + ".gz")
    assert gzip.decompress(packed.read_bytes()) == CONTENT
