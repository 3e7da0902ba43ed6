"""Whoever logs in the middle of a log call, of the writer or of a lock waits for nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import ran

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("inside", ["", "shutdown()"], ids=["thread", "stopped"])
def test_from_a_signal_handler_in_the_middle_of_anything(tmp_path: Path, inside: str) -> None:
    program = ran(
        tmp_path,
        f"""
begin()
import itertools
handled = itertools.count()
def handle(number, frame):
    n = next(handled)
    log.info("handler", n=n, own="handler")
    if n % 50 == 0:
        flush(5)
signal.signal(signal.SIGALRM, handle)
{inside}
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
until = time.monotonic() + 3
n = 0
while time.monotonic() < until:
    if n >= 100_000:
        # Enough of them: the file would be rotated.
        time.sleep(0.1)
        continue
    log.info("main", n=n, own="main")
    n += 1
    if n % 20 == 0:
        # Idle, so that each record wakes the writer.
        flush(5)
signal.setitimer(signal.ITIMER_REAL, 0)
print(n, next(handled))
""",
    )
    calls, signals = (int(count) for count in program.said.split())
    assert program.numbers(own="main") == list(range(calls))
    # One may come in the middle of another.
    assert sorted(program.numbers(own="handler")) == list(range(signals))
    assert min(calls, signals) > 500


def test_from_the_collector_of_garbage_in_any_thread(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
import gc, itertools
begin()
gc.set_threshold(20)
made = itertools.count()
class Cycle:
    def __init__(self):
        self.me, self.n = self, next(made)
    def __del__(self):
        log.info("collected", n=self.n, own="collector")
def work(own):
    for n in range(2000):
        Cycle()
        log.info("call", n=n, own=own, nested=[{"a": [n]}])
threads = [threading.Thread(target=work, args=(own,)) for own in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
""",
    )
    for own in range(3):
        assert program.numbers(own=own) == list(range(2000))
    assert sorted(program.numbers(own="collector")) == list(range(6000))


def test_from_an_outlet_and_a_chore(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
[below] = STREAM.writer.delivery.outlets
class Talks:
    told = 0
    def write(self, lines):
        below.write(lines)
        if self.told < 10:
            self.told += 1
            log.fatal("from the outlet", n=self.told, own="outlet")
            assert not flush(5)
    def forked(self): pass
    def close(self): pass
STREAM.deliver_to([Talks()], "program")
for n in range(100):
    log.info("main", n=n, own="main")
    time.sleep(0.001)
""",
    )
    assert program.numbers(own="main") == list(range(100))
    assert program.numbers(own="outlet") == list(range(1, 11))


def test_an_error_of_the_writer_itself_waits_for_no_room(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
STREAM.apply(Policy(queue=Queue(limit=1, reserve=20), aggregation=Aggregation(first=1000)))
[below] = STREAM.writer.delivery.outlets
class Fails:
    told = 0
    def write(self, lines):
        below.write(lines)
        time.sleep(0.01)
        if self.told < 100:
            self.told += 1
            log.error("from the outlet", n=self.told, own="outlet")
    def forked(self): pass
    def close(self): pass
STREAM.deliver_to([Fails()], "program")
def work(own):
    for n in range(200):
        log.error("full", n=n, own=own)
threads = [threading.Thread(target=work, args=(own,)) for own in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""",
    )
    for own in range(3):
        assert program.numbers(own=own) == list(range(200))
    # As many as there were batches, at most a hundred.
    told = program.numbers(own="outlet")
    assert told == list(range(1, len(told) + 1))
    assert len(told) > 5
