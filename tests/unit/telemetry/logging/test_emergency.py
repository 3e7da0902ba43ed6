"""Standard error as the last place for lines: whole lines, and nobody waits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.emergency import conceal, pass_on, say
from taskcenter_monitor.telemetry.logging.stream import STREAM


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What reads from a pipe that is standard error."""
    here, there = os.pipe()
    with os.fdopen(there, "w") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        yield here
    os.close(here)


def test_trouble_is_one_line(reader: int) -> None:
    assert say("x takes no lines: \udcff")
    assert os.read(reader, 100) == b"telemetry: x takes no lines: \\udcff\n"


def test_lines_are_passed_on(reader: int) -> None:
    assert pass_on([b"one\n", b"two\n"]) == 2
    assert os.read(reader, 100) == b"one\ntwo\n"


def test_a_pipe_that_nobody_reads_takes_whole_lines_and_stops_nobody(reader: int) -> None:
    lines = [b"%04d%s\n" % (number, b"x" * 994) for number in range(200)]
    began = time.monotonic()
    taken = pass_on(lines)
    assert time.monotonic() - began < 0.5
    assert 0 < taken < 200
    assert os.read(reader, 1_000_000) == b"".join(lines[:taken])
    assert pass_on(lines[taken : taken + 3]) == 3


def test_a_line_longer_than_a_page_is_whole(reader: int) -> None:
    line = b"x" * 20_000 + b"\n"
    assert pass_on([line]) == 1
    assert os.read(reader, 1_000_000) == line


def test_a_reader_that_has_gone_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = os.pipe()
    os.close(here)
    with os.fdopen(there, "w") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        assert pass_on([b"one\n"]) == 0
        assert not say("one")


def test_where_lines_vanish_they_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/null").open("w") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        assert pass_on([b"one\n"]) == 0


def test_without_standard_error_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert pass_on([b"one\n"]) == 0
    closed = Path("/dev/null").open("w")  # noqa: SIM115 - closed is what it has to be
    closed.close()
    monkeypatch.setattr(sys, "__stderr__", closed)
    assert pass_on([b"one\n"]) == 0


@pytest.fixture
def concealed() -> Iterator[None]:
    yield
    conceal(STREAM.excerpt)


def test_secrets_in_trouble_are_hidden(reader: int) -> None:
    assert say("no redis://:s3cr3t@10.0.0.5:6379/0 for 13812345678")
    assert os.read(reader, 1000) == b"telemetry: no redis://***@10.0.0.5:6379/0 for ***\n"


def test_trouble_is_told_in_part_where_it_is_long(reader: int) -> None:
    assert say("x" * 100_000)
    assert os.read(reader, 100_000) == b"telemetry: " + b"x" * 2000 + b"\n"


@pytest.mark.usefixtures("concealed")
def test_trouble_that_cannot_be_searched_is_told_without_its_text(reader: int) -> None:
    def fail(*_: object) -> str:
        raise ValueError

    conceal(fail)
    assert say("no redis://:s3cr3t@10.0.0.5:6379/0")
    said = os.read(reader, 1000)
    assert said.startswith(b"telemetry: there is trouble")
    assert b"s3cr3t" not in said
