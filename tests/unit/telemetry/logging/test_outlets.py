"""Standard output as an outlet, in all the states that a process may be started with."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.outlets import Descriptor


def test_what_the_program_printed_comes_first(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stream:
        stream.write("printed\n")
        Descriptor(stream).write([b"one\n", b"two\n"])
    assert (tmp_path / "out").read_bytes() == b"printed\none\ntwo\n"


def test_a_stream_without_a_number_is_written_as_an_object() -> None:
    stream = io.StringIO()
    Descriptor(stream).write(["早\n".encode()])
    assert stream.getvalue() == "早\n"


def test_a_closed_stream_is_an_error_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        Descriptor(stream).write([b"one\n"])
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="Bad file descriptor"):
        Descriptor().write([b"one\n"])


def test_a_reader_that_has_gone_is_one_too() -> None:
    here, there = os.pipe()
    os.close(here)
    with os.fdopen(there, "w") as stream, pytest.raises(BrokenPipeError):
        Descriptor(stream).write([b"one\n"])


def test_it_is_called_as_people_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert str(Descriptor(sys.__stdout__)) == "standard output"
    assert str(Descriptor(sys.__stderr__)) == "standard error"
    with (tmp_path / "out").open("w") as stream:
        assert str(Descriptor(stream)) == str(tmp_path / "out")
    monkeypatch.setattr(sys, "stdout", None)
    assert str(Descriptor()) == "standard output"
