"""Many threads and slow outlets: nothing but what the policy says is dropped, and that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import ran

pytestmark = pytest.mark.slow

THREADS = """
def work(own):
    for n in range(5000):
        log.info("call", n=n, own=own)
threads = [threading.Thread(target=work, args=(own,)) for own in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_eight_threads_keep_their_order_and_lose_nothing(tmp_path: Path) -> None:
    program = ran(tmp_path, f"begin()\n{THREADS}")
    for own in range(8):
        assert program.numbers(own=own) == list(range(5000))


def test_what_a_slow_outlet_costs_is_counted_to_the_last_one(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        f"""
begin()
STREAM.apply(Policy(queue=Queue(limit=1000, reserve=5000)))
[below] = STREAM.writer.delivery.outlets
class Slow:
    def write(self, lines):
        time.sleep(0.01)
        below.write(lines)
    def forked(self): pass
    def close(self): pass
STREAM.deliver_to([Slow()], "program")
{THREADS}
""",
    )
    written = 0
    for own in range(8):
        numbers = program.numbers(own=own)
        written += len(numbers)
        assert numbers == sorted(set(numbers))
    told = [line for line in program.lines if line["content"] == "records dropped"]
    assert written < 40_000
    assert written + sum(line["info"] for line in told) == 40_000


def test_errors_wait_for_room_and_the_rest_does_not(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
STREAM.apply(Policy(queue=Queue(limit=100, reserve=100), aggregation=Aggregation(first=1000)))
[below] = STREAM.writer.delivery.outlets
class Slow:
    def write(self, lines):
        time.sleep(0.1)
        below.write(lines)
    def forked(self): pass
    def close(self): pass
STREAM.deliver_to([Slow()], "program")
slowest = 0.0
for n in range(900):
    log.error("error", n=n)
    began = time.monotonic()
    log.debug("debug")
    log.info("info")
    log.warn("warn")
    slowest = max(slowest, time.monotonic() - began)
    assert len(STREAM.pipe.queue) <= 201
# Three calls; a busy machine takes its time.
assert slowest < 0.09, slowest
""",
    )
    assert [line["n"] for line in program.lines if line["content"] == "error"] == list(range(900))
    assert any(line["content"] == "records dropped" for line in program.lines)
