"""Which level has room when, and who waits."""

from __future__ import annotations

import threading
import time
from typing import cast

import pytest

from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, FATAL, INFO, WARN
from taskcenter_monitor.telemetry.logging.pipe import Pipe
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.policy.document import Queue, Thresholds


def record(when: int = 1) -> Record:
    return cast("Record", (when, INFO, None, "x", {}, {}, ("", 0), {}, None))


def pipe(*, helpless: bool = False) -> Pipe:
    made = Pipe(lambda: None, lambda: helpless)
    made.bound_by(Queue(limit=8, reserve=2, drop_beyond=Thresholds(debug=0.5, info=0.75, warn=1.0)))
    return made


def filled(made: Pipe, count: int) -> Pipe:
    made.queue.extend(record(when) for when in range(1, count + 1))
    return made


@pytest.mark.parametrize(
    ("level", "room"), [(DEBUG, 4), (INFO, 6), (WARN, 8), (ERROR, 10), (FATAL, 10)]
)
def test_each_level_is_taken_up_to_its_own_limit(level: int, room: int) -> None:
    made = filled(pipe(), room - 1)
    made.put(level, record())
    assert len(made.queue) == room
    assert made.take_dropped() == {}


@pytest.mark.parametrize(("level", "name", "room"), [(DEBUG, "debug", 4), (INFO, "info", 6)])
def test_what_has_no_room_is_dropped_and_counted_until_it_is_told(
    level: int, name: str, room: int
) -> None:
    made = filled(pipe(), room)
    made.put(level, record())
    made.put(level, record())
    made.put(WARN, record())
    assert len(made.queue) == room + 1
    assert made.take_dropped() == {name: 2}
    assert made.take_dropped() == {}
    assert made.refused == {level: 2}


def test_an_error_waits_for_room() -> None:
    made = filled(pipe(), 10)
    waiting = threading.Thread(target=made.put, args=(ERROR, record()))
    waiting.start()
    time.sleep(0.05)
    assert waiting.is_alive()
    made.queue.popleft()
    waiting.join(5)
    assert len(made.queue) == 10
    assert made.take_dropped() == {}


def test_an_error_of_who_must_not_wait_goes_beyond_up_to_twice_the_limit() -> None:
    made = filled(pipe(helpless=True), 10)
    for _ in range(12):
        made.put(ERROR, record())
    assert len(made.queue) == 20
    assert made.take_dropped() == {"error": 2}


def test_a_record_wakes_the_writer_only_while_that_rests() -> None:
    woken: list[int] = []
    made = Pipe(lambda: woken.append(1), lambda: False)
    made.put(INFO, record())
    made.resting = False
    made.put(INFO, record())
    assert woken == [1]


def test_the_oldest_is_the_first_record_that_waits() -> None:
    made = pipe()
    assert made.oldest() == 0
    made.queue.extend([lambda: None, record(7), record(8)])
    assert made.oldest() == 7


def test_a_child_begins_with_nothing() -> None:
    made = filled(pipe(), 8)
    made.put(WARN, record())
    made.resting = False
    with made.lock:
        made.forked()
    assert (len(made.queue), made.take_dropped(), made.resting) == (0, {}, True)
