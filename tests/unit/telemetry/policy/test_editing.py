"""An operator's edit of a policy file."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.policy import PolicyFault, editing, files, read_policy
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.policy.editing import (
    clear_override,
    clear_ratio,
    override_of,
    ratio_override_of,
    set_override,
    set_ratio,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD = {"component": "old", "level": "debug", "until": "2026-03-02T11:00:00Z"}
DOCUMENT: dict[str, Any] = {
    "sampling": {"default": 0.5},
    "levels": {"default": "warn", "components": {"任务": "info"}},
    "overrides": [OLD, {"user": "42", "level": "debug", "until": "2026-03-02T20:00:00+08:01"}],
    "version": 1,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return file


def test_an_override_is_set_and_all_else_stays(path: Path) -> None:
    edit = set_override(path, override_of(("component", "task"), "debug", NOW + HOUR), NOW)
    text = path.read_text("utf-8")
    document = json.loads(text)
    kept = {"user": "42", "level": "debug", "until": "2026-03-02T20:00:00+08:01"}
    new = {"component": "task", "level": "debug", "until": "2026-03-02T13:00:00Z"}
    # An hour in China is a minute past the end: 20:00 at +08:01 is 11:59 in UTC.
    assert document["overrides"] == [new]
    assert kept not in document["overrides"]
    assert list(document) == list(DOCUMENT)
    assert document["levels"] == DOCUMENT["levels"]
    assert text.startswith('{\n  "sampling": {\n    "default": 0.5\n')
    assert "任务" in text
    assert text.endswith("}\n")
    assert read_policy(text.encode()) == edit.after
    assert [one.component for one in edit.before.overrides] == ["old", None]


def test_a_second_one_for_the_same_takes_its_place(path: Path) -> None:
    for level in ("debug", "error"):
        set_override(path, override_of(("user", "7"), level, NOW + HOUR), NOW)
        set_override(path, override_of(("business", "7"), level, NOW + HOUR), NOW)
    overrides = read_policy(path.read_bytes()).overrides
    assert [(one.user, one.business, one.level) for one in overrides] == [
        ("7", None, "error"),
        (None, "7", "error"),
    ]


def test_a_cleared_one_is_gone(path: Path) -> None:
    set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    set_override(path, override_of(("user", "8"), "debug", NOW + HOUR), NOW)
    edit = clear_override(path, ("user", "7"), NOW)
    assert [one.user for one in edit.after.overrides] == ["8"]


def test_where_nothing_changes_nothing_is_written(path: Path) -> None:
    clear_override(path, ("user", "7"), NOW)
    before = path.stat()
    edit = clear_override(path, ("user", "7"), NOW)
    assert edit.before is edit.after
    assert path.stat() == before


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"levls": {}}', b"\xff", b""])
def test_a_file_that_is_no_policy_stays_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(PolicyFault):
        set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == ["policy.json"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_mode_and_owner_stay(path: Path, mode: int) -> None:
    path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
    before = path.stat()
    set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    after = path.stat()
    assert after.st_ino != before.st_ino
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


@pytest.mark.parametrize(("mode", "works"), [(0o640, False), (0o644, True)])
def test_who_cannot_keep_the_owner_changes_only_what_all_may_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, works: bool
) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(path))

    path.chmod(mode)
    before = path.read_bytes()
    monkeypatch.setattr(files.os, "chown", refuse)  # type: ignore[attr-defined]
    override = override_of(("user", "7"), "debug", NOW + HOUR)
    if works:
        set_override(path, override, NOW)
    else:
        with pytest.raises(PermissionError):
            set_override(path, override, NOW)
    assert (path.read_bytes() != before) == works
    assert [one.name for one in path.parent.iterdir()] == ["policy.json"]


def test_a_link_stays_and_its_file_is_replaced(path: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.json"
    link.symlink_to("../policy.json")
    set_override(link, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    assert link.is_symlink()
    assert not path.is_symlink()
    assert read_policy(path.read_bytes()).overrides[-1].user == "7"


def test_a_full_disk_leaves_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr(files.os, "fsync", full)  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="No space"):
        set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["policy.json"]


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PolicyFault, match="no regular file"):
        clear_override(tmp_path / "pipe", ("user", "7"), NOW)
    with pytest.raises(FileNotFoundError):
        clear_override(tmp_path / "none", ("user", "7"), NOW)


def test_an_edit_that_never_ends_is_not_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "PATIENCE", 0.1)
    number = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        with pytest.raises(TimeoutError, match="somebody else"):
            clear_override(path, ("user", "7"), NOW)
    finally:
        os.close(number)
    clear_override(path, ("user", "7"), NOW)


@pytest.mark.parametrize(
    ("name", "level"), [("", "info"), ("x" * 201, "info"), ("x", "loud"), ("\udcff", "info")]
)
def test_what_a_policy_cannot_hold_is_refused(name: str, level: str) -> None:
    with pytest.raises(PolicyFault):
        override_of(("component", name), level, NOW)


def test_the_end_is_a_whole_second_in_utc() -> None:
    china = datetime.fromisoformat("2026-03-02T20:00:00.75+08:00")
    override = override_of(("user", "7"), "info", china)
    assert override.until == NOW
    assert override.until.isoformat() == "2026-03-02T12:00:00+00:00"


def test_a_policy_without_overrides_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(b"{}")
    edit = set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    assert edit.before == Policy()
    assert json.loads(path.read_bytes()) == {
        "overrides": [{"user": "7", "level": "debug", "until": "2026-03-02T13:00:00Z"}]
    }


def test_a_ratio_is_set_and_all_else_stays(path: Path) -> None:
    set_ratio(path, ratio_override_of(None, 0.5, NOW + HOUR), NOW)
    set_ratio(path, ratio_override_of("/a", 1.0, NOW + HOUR), NOW)
    edit = set_ratio(path, ratio_override_of(None, 0.25, NOW + HOUR), NOW)

    document = json.loads(path.read_text("utf-8"))
    assert document["tracing"] == {
        "overrides": [
            {"route": "/a", "ratio": 1.0, "until": "2026-03-02T13:00:00Z"},
            {"ratio": 0.25, "until": "2026-03-02T13:00:00Z"},
        ]
    }
    assert document["levels"] == DOCUMENT["levels"]
    assert read_policy(path.read_bytes()) == edit.after


def test_a_ratio_that_is_cleared_is_gone_and_one_that_has_ended_too(path: Path) -> None:
    set_ratio(path, ratio_override_of(None, 0.5, NOW + HOUR), NOW)
    set_ratio(path, ratio_override_of("/a", 1.0, NOW + 2 * HOUR), NOW)
    set_ratio(path, ratio_override_of("/b", 1.0, NOW + 3 * HOUR), NOW)

    edit = clear_ratio(path, "/b", NOW + HOUR)

    assert [one.route for one in edit.after.tracing.overrides] == ["/a"]
    assert clear_ratio(path, None, NOW + HOUR).after is not None


def test_a_level_that_is_set_leaves_ratios_and_writes_none(path: Path) -> None:
    set_override(path, override_of(("user", "7"), "debug", NOW + HOUR), NOW)
    assert "tracing" not in json.loads(path.read_text("utf-8"))
    set_ratio(path, ratio_override_of(None, 0.5, NOW + HOUR), NOW)
    edit = clear_override(path, ("user", "7"), NOW)
    assert [one.ratio for one in edit.after.tracing.overrides] == [0.5]


@pytest.mark.parametrize(("route", "ratio"), [("", 0.5), ("x" * 201, 0.5), (None, 1.5)])
def test_ratios_that_no_policy_can_hold(route: str | None, ratio: float) -> None:
    with pytest.raises(PolicyFault):
        ratio_override_of(route, ratio, NOW + HOUR)
