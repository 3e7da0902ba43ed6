"""Processes that fork: every line once, from whoever logged it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.programs import Program, ran, repeated

pytestmark = pytest.mark.slow


def test_a_fork_while_threads_log_loses_and_repeats_nothing(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        """
begin()
over = []
def work(own):
    n = 0
    while not over:
        log.info("parent", n=n, own=own)
        n += 1
        time.sleep(0.0002)
    over.append(n)
threads = [threading.Thread(target=work, args=(own,)) for own in range(2)]
for thread in threads:
    thread.start()
children = []
for child in range(4):
    time.sleep(0.03)
    pid = os.fork()
    if not pid:
        for n in range(500):
            log.info("child", n=n, child=child)
        if child % 2:
            flush()
            os._exit(0)
        sys.exit(0)
    children.append(pid)
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
over.append(-1)
for thread in threads:
    thread.join()
print(*sorted(over[1:]))
""",
    )
    status, said, complained = program.ended()
    assert (status, complained) == (0, "")
    for child in range(4):
        assert program.numbers(child=child) == list(range(500))
    own = [program.numbers(own=own) for own in range(2)]
    assert own == [list(range(len(numbers))) for numbers in own]
    assert sorted(len(numbers) for numbers in own) == [int(count) for count in said.split()]


def test_what_waits_is_written_before_the_fork(tmp_path: Path) -> None:
    # As a daemon begins: the parent ends in a way that runs nothing.
    program = ran(
        tmp_path,
        """
begin()
for n in range(3000):
    log.info("before", n=n)
if os.fork():
    os._exit(0)
if os.fork():
    os._exit(0)
log.info("daemon", n=3000)
""",
    )
    until = time.monotonic() + 20
    while len(program.numbers()) < 3001:
        assert time.monotonic() < until, repeated(program.numbers())
        time.sleep(0.02)
    assert program.numbers() == list(range(3001))


def test_a_fork_while_the_outlet_is_stuck_is_delayed_by_a_bounded_time(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
class Stuck:
    def __init__(self): self.pid, self.over = os.getpid(), threading.Event()
    def write(self, lines):
        if os.getpid() == self.pid:
            self.over.wait(30)
        below.write(lines)
    def forked(self): below.forked()
    def close(self): pass
[below] = STREAM.writer.delivery.outlets
stuck = Stuck()
STREAM.deliver_to([stuck], "program")
for n in range(1000):
    log.info("parent", n=n)
began = time.monotonic()
pid = os.fork()
if not pid:
    for n in range(1000):
        log.info("child", n=n, child=1)
    sys.exit(0)
took = time.monotonic() - began
assert took < 2, took
assert os.waitpid(pid, 0)[1] == 0
stuck.over.set()
for n in range(1000, 1100):
    log.info("parent", n=n)
""",
    )
    assert program.numbers(child=1) == list(range(1000))
    parent = [line["n"] for line in program.lines if line["content"] == "parent"]
    assert parent == list(range(1100))


def test_locks_that_others_hold_at_a_fork_are_new_in_the_child(tmp_path: Path) -> None:
    ran(
        tmp_path,
        """
begin()
held, over = threading.Event(), threading.Event()
def hold():
    with STREAM.lock, STREAM.pipe.lock, STREAM.writer.lock:
        held.set()
        over.wait(30)
threading.Thread(target=hold).start()
held.wait()
pid = os.fork()
if not pid:
    get_logger("new.channel").info("child")
    assert flush(5)
    os._exit(0)
until = time.monotonic() + 20
while not (done := os.waitpid(pid, os.WNOHANG))[0]:
    assert time.monotonic() < until
    time.sleep(0.01)
assert done[1] == 0
over.set()
""",
    )


def test_who_has_a_thread_or_a_lock_is_told_in_the_child(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
def fails(): raise ValueError("a fault of one")
STREAM.forks.append(lambda: log.info("told", n=os.getpid()))
pid = os.fork()
if not pid:
    sys.exit(0)
os.waitpid(pid, 0)
print(pid)
""",
    )
    [told] = program.numbers()
    assert told != program.process.pid


MULTIPROCESSING = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from taskcenter_monitor.telemetry.context import Carried, bound
METHOD = sys.argv[2]

def work(child):
    if METHOD != "fork":
        begin()
    for n in range(500):
        log.info("child", n=n, child=child)
    return child

if __name__ == "__main__":
    begin()
    context = multiprocessing.get_context(METHOD)
    for n in range(500):
        log.info("parent", n=n, child=-1)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize(
    "source",
    [
        """
    children = [context.Process(target=work, args=(child,)) for child in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
""",
        # Ends its processes by SIGTERM.
        """
    with context.Pool(2) as pool:
        assert sorted(pool.map(work, range(3), chunksize=1)) == [0, 1, 2]
""",
        """
    with context.Pool(2, maxtasksperchild=1) as pool:
        assert sorted(pool.map(work, range(3), chunksize=1)) == [0, 1, 2]
        pool.close()
        pool.join()
""",
        """
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert sorted(pool.map(work, range(3))) == [0, 1, 2]
""",
    ],
    ids=["process", "pool", "pool-that-renews", "executor"],
)
def test_processes_of_multiprocessing_lose_nothing(
    tmp_path: Path, method: str, source: str
) -> None:
    program = Program(tmp_path, MULTIPROCESSING + source, method)
    assert program.ended() == (0, "", "")
    for child in range(-1, 3):
        assert program.numbers(child=child) == list(range(500))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_ids_and_span_are_carried_into_a_process(tmp_path: Path, method: str) -> None:
    program = Program(
        tmp_path,
        f"""{MULTIPROCESSING}
    from opentelemetry import trace
    span = trace.NonRecordingSpan(trace.SpanContext(0xABC, 0xDEF, False))
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        with trace.use_span(span), bound(request_id="r", shop="s"):
            carried = Carried(work)
            assert pool.submit(carried, 1).result() == 1
        with bound(task_id="another"):
            assert pool.submit(Carried(work), 2).result() == 2
""",
        method,
    )
    assert program.ended() == (0, "", "")
    carried = {
        (line.get("request_id"), line.get("shop"), line.get("trace"), line.get("span"))
        for line in program.lines
        if line["child"] == 1
    }
    assert carried == {("r", "s", f"{0xABC:032x}", f"{0xDEF:016x}")}
    others = [line for line in program.lines if line["child"] == 2]
    assert {line["task_id"] for line in others} == {"another"}
    # Though the process was forked in the middle of the request.
    assert not any({"request_id", "shop", "trace"} & line.keys() for line in others)


def test_a_child_that_exits_at_once_loses_the_last_moment_alone(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
pid = os.fork()
if not pid:
    for n in range(200):
        log.info("child", n=n)
        time.sleep(0.005)
    os._exit(0)
os.waitpid(pid, 0)
""",
    )
    numbers = program.numbers()
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 100
