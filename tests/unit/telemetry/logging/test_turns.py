"""One at a time, again and again, and nobody waits for ever."""

from __future__ import annotations

import threading
import time

from taskcenter_monitor.telemetry.logging.turns import Turn


def test_its_owner_takes_it_again_and_others_wait() -> None:
    turn = Turn()
    with turn, turn:
        assert turn.mine
        assert not turn.wanted
        seen: list[object] = []
        other = threading.Thread(
            target=lambda: seen.extend((turn.mine, turn.acquire(0.0), turn.acquire(0.05)))
        )
        other.start()
        other.join()
        assert seen == [False, False, False]
    assert not turn.mine
    assert not turn.wanted


def test_whoever_has_it_sees_that_another_wants_it() -> None:
    turn, got = Turn(), threading.Event()

    def take() -> None:
        with turn:
            got.set()

    with turn:
        other = threading.Thread(target=take)
        other.start()
        until = time.monotonic() + 5
        while not turn.wanted:
            assert time.monotonic() < until
            time.sleep(0.001)
    assert got.wait(5)
    other.join()
    assert not turn.wanted
