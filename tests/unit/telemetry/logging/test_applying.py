"""A policy that comes while loggers are in use."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging.channels import People
from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, INFO
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import (
    LevelName,
    Levels,
    Override,
    Pattern,
    Policy,
    Redaction,
)


class Lines:
    """An outlet that keeps what it is given."""

    def __init__(self) -> None:
        self.records: list[dict[str, object]] = []

    def write(self, lines: Sequence[bytes]) -> None:
        self.records += map(json.loads, lines)

    def forked(self) -> None:
        pass

    def close(self) -> None:
        pass


def watching() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name == "telemetry-policy"}


def test_loggers_that_exist_follow_at_once() -> None:
    stream = Stream(Policy())
    log = stream.logger("task.run")
    stream.apply(Policy(levels=Levels(components={"task": "debug"})))
    assert log.enabled(DEBUG)
    stream.apply(Policy(levels=Levels(users={"42": "debug"})))
    assert not log.enabled(DEBUG)
    with context.bound(user_id=42):
        assert log.enabled(DEBUG)
        stream.apply(Policy(levels=Levels(default="error")))
        assert not log.enabled(INFO)


def test_an_override_that_has_ended_counts_no_more() -> None:
    now = datetime.now(UTC)
    overrides = (
        Override(level="debug", until=now - timedelta(seconds=1), component="old"),
        Override(level="debug", until=now + timedelta(hours=1), component="new"),
    )
    stream = Stream(Policy(overrides=overrides))
    assert not stream.logger("old").enabled(DEBUG)
    assert stream.logger("new").enabled(DEBUG)
    assert stream.levels.components == {"new": "debug"}


def test_observers_are_told_after_it_holds_until_they_leave() -> None:
    stream = Stream(Policy())
    log = stream.logger("x")
    told: list[tuple[Policy, bool]] = []

    def observer(policy: Policy) -> None:
        told.append((policy, log.enabled(DEBUG)))

    stream.subscribe(observer)
    new = Policy(levels=Levels(default="debug"))
    stream.apply(new)
    stream.unsubscribe(observer)
    stream.apply(Policy())
    assert told == [(new, True)]


def test_an_observer_that_fails_harms_nobody_and_is_told_of() -> None:
    stream, lines = Stream(Policy()), Lines()
    stream.deliver_to([lines], "s")
    told: list[Policy] = []

    def fails(policy: Policy) -> None:
        raise ValueError("no use for it")

    stream.subscribe(fails)
    stream.subscribe(told.append)
    stream.apply(Policy())
    stream.writer.stop(5)
    assert len(told) == 1
    (record,) = lines.records
    assert (record["level"], record["error"]) == ("error", "no use for it")
    assert record["component"] == "telemetry.policy"
    assert "fails" in str(record["stack"])


def test_an_observer_may_apply_and_log_and_leave() -> None:
    stream = Stream(Policy())
    told: list[str] = []

    def observer(policy: Policy) -> None:
        told.append(policy.levels.default)
        stream.unsubscribe(observer)
        stream.apply(Policy(levels=Levels(default="error")))

    stream.subscribe(observer)
    stream.apply(Policy(levels=Levels(default="debug")))
    assert told == ["debug"]
    assert not stream.logger("x").enabled(INFO)


def test_a_sink_that_stands_still_delays_neither_policy_nor_callers() -> None:
    stream = Stream(Policy())
    log = stream.logger("x")
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with stream.writer.lock:
            held.set()
            release.wait(3)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    redaction = Redaction(keys=("token",), patterns=(Pattern(name="p", match="x+"),))
    stream.apply(Policy(levels=Levels(users={"1": "debug"}), redaction=redaction))
    with context.bound(user_id=1):
        assert log.enabled(DEBUG)
    assert thread.is_alive()
    release.set()
    thread.join(5)


def test_the_redactor_stays_where_it_hides_the_same_and_keeps_its_counts() -> None:
    redaction = Redaction(keys=("token",), patterns=(Pattern(name="p", match="x+"),))
    stream = Stream(Policy(redaction=redaction))
    first = stream.writer.renderer.redactor
    stream.apply(Policy(redaction=redaction, levels=Levels(default="debug")))
    assert stream.writer.renderer.redactor is first
    first.counts["p"] = 3
    other = Redaction(patterns=(Pattern(name="q", match="y+"), Pattern(name="p", match="z+")))
    stream.apply(Policy(redaction=other))
    second = stream.writer.renderer.redactor
    assert second is not first
    assert second.counts["p"] == 3


def test_ten_thousand_people_are_looked_at_once_and_not_for_every_logger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[People] = []

    def lowest(people: People) -> int:
        asked.append(people)
        return min(people.users.values())

    monkeypatch.setattr(People, "lowest", property(lowest))
    users: dict[str, LevelName] = {f"user-{number}": "debug" for number in range(10_000)}
    stream = Stream(Policy())
    for number in range(100):
        stream.logger(f"component.{number}")
    stream.apply(Policy(levels=Levels(users=users)))
    assert len(asked) == 1
    assert len({id(channel.people) for channel in stream.channels.values()}) == 1
    log = stream.logger("component.1")
    with context.bound(user_id="user-9999"):
        assert log.enabled(DEBUG)
    with context.bound(user_id="user-10000"):
        assert not log.enabled(DEBUG)


def test_a_second_watch_ends_the_first_and_goes_on_counting(tmp_path: Path) -> None:
    before = watching()
    stream = Stream(Policy())
    stream.deliver_to([], "")
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_bytes(b"[]")
    good.write_bytes(b'{"levels": {"default": "error"}}')
    stream.watch(bad)
    first = stream.watcher
    stream.watch(good)
    try:
        assert first is not None
        assert first._thread is None
        assert len(watching() - before) == 1
        second = stream.watcher
        assert second is not None
        assert second.failed == 1
        assert stream.logger("x").enabled(ERROR)
        assert not stream.logger("x").enabled(INFO)
    finally:
        stream.unwatch()
    assert stream.watcher != second
    assert watching() <= before
    # What holds stays.
    assert not stream.logger("x").enabled(INFO)
    stream.writer.stop(5)


@pytest.mark.parametrize("floor", ["debug", "error"])
def test_the_floor_is_that_of_the_lowest_of_all(floor: LevelName) -> None:
    levels = Levels(default="warn", users={"1": floor}, businesses={"2": "fatal"})
    stream = Stream(Policy(levels=levels))
    assert stream.channel("x").floor == (10 if floor == "debug" else 30)


def test_each_fault_of_a_file_is_written_and_none_is_taken_for_a_repeat(tmp_path: Path) -> None:
    stream, lines = Stream(Policy()), Lines()
    stream.deliver_to([lines], "worker")
    file = tmp_path / "policy.json"
    file.write_text('{"levels": {"default": "lou"}}')
    stream.watch(file)
    try:
        watcher = stream.watcher
        assert watcher is not None
        for fault in ("loud", "laud", "lout"):
            file.write_text(f'{{"levels": {{"default": "{fault}"}}}}')
            for _ in range(5):
                watcher.look()
        assert stream.flush()
    finally:
        stream.unwatch()

    said = [one for one in lines.records if one["level"] == "error"]
    assert [
        str(one["fault"]).count(f"'{name}'")
        for one, name in zip(said, ("lou", "loud", "laud", "lout"), strict=True)
    ] == [1, 1, 1, 1]
    assert stream.storms.aggregated == 0
    assert all("complaints.py:" in str(one["caller"]) for one in said)
