"""What is read ahead is what would have been read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.ahead import ReadAhead
from taskcenter_monitor.spec.quick import read_quickly

FILES = {
    "service.yaml": b"service: x\n",
    "alerts/b.yaml": b"component: b\n",
    "alerts/a.yaml": b"component: a\n",
    "environments/dev.yaml": b"a.b: 1\n",
    "environments/other.yml": b"a.b: 2\n",
    "signals.yaml": b"signals: &x {}\n",
}


@pytest.fixture(params=[True, False], ids=["second process", "none"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadAhead]:
    monkeypatch.setattr("taskcenter_monitor.ahead.worth_it", lambda: request.param)
    with ReadAhead(FILES) as ahead:
        yield ahead


def test_files_are_known_or_left_to_be_read(read: ReadAhead) -> None:
    for name in ("service.yaml", "alerts/a.yaml", "alerts/b.yaml"):
        assert read(name) in (read_quickly(FILES[name]), None)


def test_what_is_not_in_order_is_left(read: ReadAhead) -> None:
    assert read("signals.yaml") is None


def test_nobody_waits_for_what_is_not_read(read: ReadAhead) -> None:
    assert read("nothing.yaml") is None
    assert read("environments/other.yml") is None


def test_the_second_process_knows_every_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskcenter_monitor.ahead.worth_it", lambda: True)
    with ReadAhead(FILES) as read:
        assert read("alerts/b.yaml") == {"component": "b"}
        assert read("environments/dev.yaml") == {"a.b": 1}
        assert read("service.yaml") == {"service": "x"}
        assert read("service.yaml") is None


def test_the_shipped_specs_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskcenter_monitor.ahead.worth_it", lambda: True)
    specs = Path(__file__).parents[2] / "specs"
    files = {
        path.relative_to(specs).as_posix(): path.read_bytes() for path in specs.rglob("*.yaml")
    }
    with ReadAhead(files) as read:
        known = {name: read(name) for name in files}
    assert known == {name: read_quickly(files[name]) for name in known}
