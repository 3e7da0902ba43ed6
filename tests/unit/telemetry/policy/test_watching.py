"""Looks at a file that changes, one by one and without waiting."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.policy import complaints, default, files, watching, write_policy
from taskcenter_monitor.telemetry.policy.document import Levels, Override, Policy
from taskcenter_monitor.telemetry.policy.watching import Watcher

GOOD = b'{"levels": {"default": "debug"}}'
OTHER = b'{"levels": {"default": "error"}}'
NOT_TAKEN = "telemetry policy not taken; what held before still holds"
GOOD_AGAIN = "telemetry policy is good again"


class Said:
    """Stands for a logger."""

    def __init__(self) -> None:
        self.errors: list[dict[str, object]] = []
        self.others: list[str] = []

    def info(self, event: str, /, **fields: object) -> None:
        self.others.append(event)

    def warn(self, event: str, /, **fields: object) -> None:
        self.others.append(event)

    def error(self, event: str, /, **fields: object) -> None:
        self.errors.append({"event": event, **fields})


class Followed:
    """A watcher with what it has applied and said; it looks when it is told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said = Said()
        self.applied: list[Policy] = []
        self.watcher = Watcher(path, self.applied.append, self.said)

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.watcher.look()

    @property
    def levels(self) -> list[str]:
        return [policy.levels.default for policy in self.applied]

    @property
    def faults(self) -> list[object]:
        return [said["fault"] for said in self.said.errors]


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    found = Followed(tmp_path / "policy.json")
    yield found
    found.watcher.stop()


def test_a_replaced_file_is_taken_in_the_next_look(followed: Followed, tmp_path: Path) -> None:
    followed.path.write_bytes(GOOD)
    followed.look(2)
    new = tmp_path / "new"
    new.write_bytes(OTHER)
    new.replace(followed.path)
    followed.look(2)
    assert followed.levels == ["debug", "error"]
    assert (followed.watcher.reloads, followed.watcher.failed) == (1, 0)


def test_a_change_that_leaves_size_and_times_is_seen(followed: Followed) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    times = followed.path.stat()
    followed.path.write_bytes(OTHER)
    os.utime(followed.path, ns=(times.st_atime_ns, times.st_mtime_ns))
    # As on a file system whose clock ticks once in two seconds.
    followed.watcher._source._seen = files._signature(followed.path.stat())
    followed.look()
    assert followed.levels == ["debug", "error"]


def test_a_file_that_stays_is_not_read_again(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "YOUNG", 0.0)
    followed.path.write_bytes(GOOD)
    followed.look()
    monkeypatch.setattr(files, "content_of", None)
    followed.look(5)
    assert followed.levels == ["debug"]


def test_a_link_that_is_led_elsewhere_is_followed(followed: Followed, tmp_path: Path) -> None:
    for name, content in (("one", GOOD), ("two", OTHER), ("three", GOOD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "policy.json").write_bytes(content)
    followed.path.symlink_to("..data/policy.json")
    for name in ("one", "two", "three"):
        (tmp_path / "..new").symlink_to(name)
        (tmp_path / "..new").replace(tmp_path / "..data")
        followed.look()
    assert followed.levels == ["debug", "error", "debug"]


def test_a_half_written_file_is_no_fault(followed: Followed) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    for end in (0, 10, 20):
        followed.path.write_bytes(OTHER[:end])
        followed.look()
    followed.path.write_bytes(OTHER)
    followed.look()
    assert followed.levels == ["debug", "error"]
    assert followed.said.errors == []


BAD = {
    "no JSON": (b'{"levels": ', "truncated"),
    "not a document": (b"[]", "Expected `object`, got `array`"),
    "unknown key": (
        b'{"levels": {"defualt": "info"}}',
        "`defualt`; did you mean default? - at `$.levels`",
    ),
    "wrong type": (b'{"queue": {"limit": "many"}}', "at `$.queue.limit`"),
    "no level": (b'{"levels": {"users": {"42": "loud"}}}', "at `$.levels.users[...]`"),
    "bad expression": (
        b'{"redaction": {"patterns": [{"name": "x", "match": "("}]}}',
        "at `$.redaction.patterns[0].match`",
    ),
    "empty": (b"", "It is empty"),
    "blank": (b" \n", "It is empty"),
    "near level": (b'{"levels": {"default": "WARNING"}}', "did you mean warn? - at `$.levels.def"),
    "near level of one": (
        b'{"levels": {"users": {"4": "INFO"}}}',
        "info, warn, error, fatal: did y",
    ),
    "near key": (b'{"levles": {}}', "`levles`; did you mean levels?"),
    "far key": (b'{"queue": {"drop_beyond": {"x": 1}}}', "`x`; known are debug, info, warn - at"),
    "key of a pattern": (
        b'{"redaction": {"patterns": [{"name": "a", "macth": "a"}]}}',
        "did you mean match? - at `$.redaction.patterns[0]`",
    ),
    "other version": (b'{"version": 2}', "at `$.version`"),
    "newer": (
        b'{"news": 1, "version": 2}',
        "It was written by another version of tcmon: it has version 2 of the schema, and this",
    ),
    "no text": (b'{"levels": {"default": "\xff"}}', "'utf-8' codec"),
    "deep": (b"[" * 100_000, ""),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_keeps_the_policy_and_is_told_once(followed: Followed, kind: str) -> None:
    content, fault = BAD[kind]
    followed.path.write_bytes(GOOD)
    followed.look()
    followed.path.write_bytes(content)
    followed.look(complaints.PATIENCE - 1)
    assert followed.said.errors == []
    followed.look(10)
    followed.path.write_bytes(content)
    followed.look(10)
    (said,) = followed.said.errors
    assert said["event"] == NOT_TAKEN
    assert said["file"] == str(followed.path)
    assert fault in str(said["fault"])
    assert followed.levels == ["debug"]
    assert followed.watcher.failed == 1


def test_a_second_bad_content_is_told_as_well_and_the_end_too(followed: Followed) -> None:
    for content in (GOOD, b"[]", b"[ ]", GOOD):
        followed.path.write_bytes(content)
        followed.look(5)
    assert len(followed.faults) == 2
    assert followed.said.others == [GOOD_AGAIN]
    assert followed.levels == ["debug"]
    assert (followed.watcher.reloads, followed.watcher.failed) == (0, 2)


def test_a_file_that_vanishes_is_told_once_and_taken_when_it_is_back(followed: Followed) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    followed.path.unlink()
    followed.look(10)
    sound = [followed.watcher.sound]
    followed.path.write_bytes(OTHER)
    followed.look()
    assert [*sound, followed.watcher.sound] == [False, True]
    assert followed.faults == ["It is not there"]
    assert GOOD_AGAIN in followed.said.others
    assert followed.levels == ["debug", "error"]


def test_a_moment_without_a_file_is_nothing(followed: Followed) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    followed.path.unlink()
    followed.look(complaints.PATIENCE - 1)
    followed.path.write_bytes(GOOD)
    followed.look(5)
    assert (followed.faults, followed.said.others) == ([], [])


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _file_as_folder(path: Path) -> None:
    path.symlink_to("/dev/null/policy.json")


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (_folder, "It is no regular file"),
        (_pipe, "It is no regular file"),
        (_loop, "Too many levels of symbolic links"),
        (_huge, "1099511627776 bytes are more than a policy has, 16777216"),
        (_file_as_folder, "Not a directory"),
    ],
)
def test_what_is_no_file_is_told_and_never_waited_for(
    followed: Followed, make: Callable[[Path], None], fault: str
) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    followed.path.unlink()
    make(followed.path)
    followed.look(10)
    assert followed.faults == [fault]
    assert followed.levels == ["debug"]


def test_at_the_start_a_bad_file_is_told_at_once(followed: Followed) -> None:
    followed.path.write_bytes(b"[]")
    followed.watcher.start()
    assert len(followed.faults) == 1
    assert (followed.watcher.failed, followed.watcher.sound) == (1, False)


def test_at_the_start_a_file_that_is_being_written_is_not_told(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed.path.write_bytes(GOOD[:10])
    monkeypatch.setattr(time, "sleep", lambda seconds: followed.path.write_bytes(GOOD))
    followed.watcher.start()
    assert (followed.faults, followed.levels) == ([], ["debug"])


def test_without_a_file_the_default_is_written(followed: Followed) -> None:
    followed.watcher.start()
    assert (followed.faults, followed.watcher.failed, followed.watcher.sound) == ([], 0, True)
    assert followed.path.read_bytes() == default.default_content()
    assert followed.applied == [default.default_policy()]
    assert followed.path.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in followed.path.parent.iterdir()] == ["policy.json"]


def test_where_none_can_be_written_the_default_holds_and_a_file_is_taken_later(
    tmp_path: Path,
) -> None:
    followed = Followed(tmp_path / "later" / "policy.json")
    followed.watcher.start()
    followed.watcher.stop()
    followed.look(5)
    assert followed.faults == ["It is not there, and cannot be written: No such file or directory"]
    assert (followed.watcher.failed, followed.watcher.sound) == (1, False)
    followed.path.parent.mkdir()
    followed.path.write_bytes(GOOD)
    followed.look()
    assert (len(followed.faults), followed.levels) == (1, ["debug"])
    assert (followed.watcher.failed, followed.watcher.sound) == (1, True)
    assert followed.said.others == [GOOD_AGAIN]


def test_a_link_that_leads_nowhere_yet_is_not_replaced(followed: Followed) -> None:
    followed.path.symlink_to("..data/policy.json")
    followed.watcher.start()
    assert followed.path.is_symlink()
    assert followed.applied == []
    assert followed.faults == ["It is not there"]
    assert (followed.watcher.failed, followed.watcher.sound) == (1, False)


def test_many_that_start_at_once_write_one_whole_file(tmp_path: Path) -> None:
    many = [Followed(tmp_path / "policy.json") for _ in range(20)]
    threads = [threading.Thread(target=one.watcher.start) for one in many]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    for one in many:
        one.watcher.stop()
        assert (one.faults, one.applied) == ([], [default.default_policy()])
    assert [path.name for path in tmp_path.iterdir()] == ["policy.json"]


def overridden(*seconds: float) -> bytes:
    now = datetime.now(UTC)
    overrides = tuple(
        Override(level="debug", until=now + timedelta(seconds=s), component=f"of-{s}")
        for s in seconds
    )
    return write_policy(Policy(overrides=overrides))


class Clock:
    """Stands for `datetime`."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def now(self, zone: object) -> datetime:
        return self.moment


def test_a_policy_is_applied_again_whenever_an_override_ends_or_the_clock_goes_back(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(watching, "datetime", clock)
    followed.path.write_bytes(overridden(10, 20))
    followed.look(5)
    times = []
    for step in (9, 2, 5, 5, 5, -20, 100):
        clock.moment += timedelta(seconds=step)
        followed.look(3)
        times.append(len(followed.applied))
    assert times == [1, 2, 2, 3, 3, 4, 5]
    assert followed.watcher.reloads == 0


def test_an_apply_that_fails_ends_nothing(followed: Followed) -> None:
    asked: list[Policy] = []

    def apply(policy: Policy) -> None:
        asked.append(policy)
        if len(asked) <= 2:
            raise ValueError("no")

    watcher = Watcher(followed.path, apply, followed.said)
    followed.path.write_bytes(GOOD)
    watcher.start()
    try:
        assert "ValueError: no" in str(followed.faults)
        followed.path.write_bytes(OTHER)
        watcher.look()
        assert [policy.levels.default for policy in asked] == ["debug", "debug", "error"]
    finally:
        watcher.stop()


def test_one_thread_is_there_until_it_is_stopped(followed: Followed) -> None:
    followed.path.write_bytes(write_policy(Policy(levels=Levels())))
    followed.watcher.start()
    mine = followed.watcher._thread
    assert mine is not None
    assert (mine.name, mine.daemon) == ("telemetry-policy", True)
    followed.watcher.forked()
    assert followed.watcher._thread is mine
    followed.watcher.stop()
    assert not mine.is_alive()
    followed.watcher.forked()
    assert followed.watcher._thread is None


def test_a_file_without_redaction_hides_what_the_default_hides(followed: Followed) -> None:
    followed.path.write_bytes(GOOD)
    followed.look()
    (policy,) = followed.applied
    assert "password" in policy.redaction.keys
    assert policy.redaction == default.default_policy().redaction
    assert followed.said.others == []


@pytest.mark.parametrize("redaction", [b"{}", b'{"keys": [], "plain": ["id"]}'])
def test_a_file_that_hides_nothing_is_taken_and_told_once(
    followed: Followed, redaction: bytes
) -> None:
    followed.path.write_bytes(b'{"redaction": %s}' % redaction)
    followed.look(5)
    (policy,) = followed.applied
    assert policy.redaction.keys == ()
    assert followed.said.others == ["telemetry policy hides nothing"]


def test_the_mark_that_some_editors_write_is_no_fault(followed: Followed) -> None:
    followed.path.write_bytes(b"\xef\xbb\xbf" + GOOD)
    followed.look(5)
    assert (followed.levels, followed.faults) == (["debug"], [])
