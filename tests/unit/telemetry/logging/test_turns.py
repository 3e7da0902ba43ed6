"""One at a time, again and again, and nobody waits for ever."""

from __future__ import annotations

import threading

from taskcenter_monitor.telemetry.logging.turns import Turn


def test_its_owner_takes_it_again_and_others_wait() -> None:
    turn = Turn()
    with turn, turn:
        assert turn.mine
        seen: list[object] = []
        other = threading.Thread(
            target=lambda: seen.extend((turn.mine, turn.acquire(0.0), turn.acquire(0.05)))
        )
        other.start()
        other.join()
        assert seen == [False, False, False]


def test_it_is_nobodys_when_it_was_given_back_as_often_as_it_was_taken() -> None:
    turn, got = Turn(), threading.Event()
    turn.acquire()
    turn.acquire()
    turn.release()
    still_mine = turn.mine
    turn.release()
    assert (still_mine, turn.mine) == (True, False)

    def take() -> None:
        with turn:
            got.set()

    threading.Thread(target=take).start()
    assert got.wait(5)
