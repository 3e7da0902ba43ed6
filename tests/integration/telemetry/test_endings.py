"""However a process ends, what it has logged is there."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import Program, ran

pytestmark = pytest.mark.slow

BURST = """
begin()
for n in range(20_000):
    log.info("burst", n=n)
"""


def test_nothing_of_a_burst_is_lost_at_a_normal_end(tmp_path: Path) -> None:
    assert ran(tmp_path, BURST).numbers() == list(range(20_000))


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("sys.exit(3)", 3),
        ("raise ValueError('end')", 1),
        ("signal.raise_signal(signal.SIGINT)", -signal.SIGINT),
        ("signal.raise_signal(signal.SIGTERM)", -signal.SIGTERM),
        ("signal.raise_signal(signal.SIGHUP)", -signal.SIGHUP),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(10)", -signal.SIGTERM),
        ("flush(); os._exit(4)", 4),
        ("shutdown(); os._exit(4)", 4),
        ("log.fatal('last'); os._exit(4)", 4),
    ],
)
def test_nothing_of_a_burst_is_lost_however_it_ends(tmp_path: Path, end: str, status: int) -> None:
    program = Program(tmp_path, BURST + end)
    assert program.ended()[0] == status
    assert program.numbers() == list(range(20_000))


def test_what_was_logged_before_configure_or_without_it_is_there_too(tmp_path: Path) -> None:
    program = Program(tmp_path, 'for n in range(1000): log.info("early", n=n)\n')
    status, said, _ = program.ended()
    assert (status, said.count("\n")) == (0, 1000)


def test_what_is_logged_at_the_very_end_is_written_by_whoever_logs_it(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        """
import atexit
# Ours is called in between: it came with the import.
import taskcenter_monitor.telemetry.logging.processes as processes
atexit.unregister(processes.end)
atexit.register(lambda: log.info("later", n=2))
atexit.register(processes.end)
atexit.register(lambda: log.info("sooner", n=1))
begin()
class Held:
    def __init__(self, n): self.n = n
    def __del__(self): log.info("gone", n=self.n)
held = Held(3)
log.info("first", n=0)
""",
    )
    assert program.ended() == (0, "", "")
    assert program.numbers() == [0, 1, 2, 3]


def test_threads_that_outlive_the_main_thread_are_waited_for(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
begin()
def work():
    for n in range(300):
        log.info("still here", n=n)
        time.sleep(0.001)
threading.Thread(target=work).start()
""",
    )
    assert program.numbers() == list(range(300))


LOOP = """
begin()
count = os.open(sys.argv[2], os.O_RDWR | os.O_CREAT, 0o600)
def work(own):
    n = 0
    while True:
        log.info("call", n=n, own=own)
        n += 1
        # How many calls have returned so far.
        os.pwrite(count, n.to_bytes(8, "big"), 8 * own)
"""


def returned(file: Path, own: int) -> int:
    return int.from_bytes(file.read_bytes()[8 * own : 8 * own + 8], "big")


def stop(program: Program, file: Path, number: signal.Signals, own: int = 0) -> None:
    """Sends the signal in the middle of the loop, and waits for the end."""
    until = time.monotonic() + 30
    while not file.exists() or returned(file, own) < 3000:
        assert time.monotonic() < until
        assert program.process.poll() is None
        time.sleep(0.005)
    os.kill(program.process.pid, number)
    assert program.ended()[0] == -number


def test_a_call_that_has_returned_survives_sigterm(tmp_path: Path) -> None:
    program = Program(tmp_path, f"{LOOP}\nwork(0)", str(tmp_path / "count"))
    stop(program, tmp_path / "count", signal.SIGTERM)
    numbers, calls = program.numbers(), returned(tmp_path / "count", 0)
    assert numbers == list(range(len(numbers)))
    # The last one may have been interrupted on its way back.
    assert calls <= len(numbers) <= calls + 1


def test_so_does_one_of_other_threads(tmp_path: Path) -> None:
    source = """
for own in range(4):
    threading.Thread(target=work, args=(own,), daemon=True).start()
while True:
    time.sleep(1)
"""
    program = Program(tmp_path, LOOP + source, str(tmp_path / "count"))
    stop(program, tmp_path / "count", signal.SIGTERM, 3)
    for own in range(4):
        numbers = program.numbers(own=own)
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= returned(tmp_path / "count", own)


def test_sigkill_costs_the_last_moment_alone(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    program = Program(
        tmp_path,
        f"{LOOP.replace('n += 1', 'n += 1; time.sleep(0.0005)')}\nwork(0)",
        str(tmp_path / "count"),
    )
    stop(program, tmp_path / "count", signal.SIGKILL)
    numbers = program.numbers()
    assert numbers == list(range(len(numbers)))
    lost = returned(tmp_path / "count", 0) - len(numbers)
    record_property("measured", f"SIGKILL at about 1,500 records a second: {lost} lost")
    # Half a second: a machine with much else to do may not let the writer run for a while.
    assert lost < 1000


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_outlet_that_takes_nothing_delays_the_end_by_a_bounded_time(
    tmp_path: Path, number: signal.Signals
) -> None:
    # Nobody reads its standard output before it has ended.
    program = Program(
        tmp_path,
        f"""
begin(file=None, console="json")
for n in range(5000):
    log.info("much", n=n, text="x" * 100)
log.error("what matters")
began = time.monotonic()
os.kill(os.getpid(), {int(number)})
""",
    )
    began = time.monotonic()
    status = program.process.wait(30)
    assert status == -number
    assert time.monotonic() - began < 15
    _, _, complained = program.ended()
    assert "what matters" in complained
    assert "the outlets took no lines until the end" in complained


def test_a_second_signal_does_not_cut_the_first_short(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        """
begin()
class Slow:
    def write(self, lines):
        time.sleep(0.05)
        below.write(lines)
        # As for a whole process group, or from who has no patience.
        os.kill(os.getpid(), signal.SIGTERM)
    def forked(self): pass
    def close(self): pass
[below] = STREAM.writer.delivery.outlets
STREAM.deliver_to([Slow()], "program")
for n in range(3000):
    log.info("slow", n=n)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(10)
""",
    )
    assert program.ended()[0] == -signal.SIGTERM
    assert program.numbers()[:3000] == list(range(3000))


def test_the_first_process_of_a_container_goes_on_logging(tmp_path: Path) -> None:
    # Which no signal of its own ends; nor one that is blocked.
    program = ran(
        tmp_path,
        """
begin()
log.info("before", n=0)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
signal.getsignal(signal.SIGTERM)(signal.SIGTERM, None)
assert not STREAM.writer.stopped
signal.signal(signal.SIGTERM, signal.SIG_IGN)
log.info("after", n=1)
""",
    )
    assert program.numbers() == [0, 1]


HANDLERS = [
    ("os._exit(7)", 7),
    ("signal.signal(number, signal.SIG_DFL); signal.raise_signal(number)", None),
    ("sys.exit(7)", 7),
]
BOTH = [signal.SIGTERM, signal.SIGHUP]
WORK = """
def handle(number, frame):
    {before}
    log.info("handler", n=-1)
    {handler}
{first}
{second}
for n in range(5000):
    log.info("work", n=n)
os.kill(os.getpid(), {number})
time.sleep(10)
"""


def interrupted(folder: Path, handler: str, number: int, first: bool) -> Program:
    both = ["begin()", f"signal.signal({number}, handle)"]
    if first:
        both.reverse()
    # There the writer does not come to write meanwhile.
    before = "" if first else "STREAM.writer.lock.acquire()"
    source = WORK.format(
        before=before, handler=handler, first=both[0], second=both[1], number=number
    )
    return Program(folder, source)


@pytest.mark.parametrize("number", BOTH)
@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_the_handler_of_somebody_else_may_end_the_process_as_it_likes(
    tmp_path: Path, handler: str, status: int | None, number: signal.Signals
) -> None:
    program = interrupted(tmp_path, handler, int(number), first=True)
    assert program.ended()[0] == (-number if status is None else status)
    assert program.numbers() == [*range(5000), -1]


@pytest.mark.parametrize("number", BOTH)
@pytest.mark.parametrize("flush", ["flush(); ", ""])
@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_one_that_was_set_after_configure_has_to_flush_before_an_end_that_nobody_sees(
    tmp_path: Path, handler: str, status: int | None, flush: str, number: signal.Signals
) -> None:
    program = interrupted(tmp_path, flush + handler, int(number), first=False)
    assert program.ended()[0] == (-number if status is None else status)
    numbers = program.numbers()
    if flush or "sys.exit" in handler:
        assert numbers == [*range(5000), -1]
    else:
        # What its writer had not come to yet: here the last record at least.
        assert numbers == list(range(len(numbers)))


def test_configuring_again_changes_no_hook_again(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        """
begin()
hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, threading.Thread.start
handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
begin()
begin()
assert hooks == (
    sys.excepthook, threading.excepthook, sys.unraisablehook, threading.Thread.start
)
assert handlers == [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
raise KeyError("once")
""",
    )
    status, _, complained = program.ended()
    assert (status, complained.count("Traceback")) == (1, 1)
    assert [line["content"] for line in program.lines] == ["unhandled exception"]


def test_configuring_many_times_leaves_no_descriptors_and_threads_behind(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        """
import _thread
def held():
    return len(os.listdir("/proc/self/fd")), _thread._count()
begin()
log.info("first", n=-1)
flush()
# A thread counts from its first step on, which may take a moment.
time.sleep(0.5)
before = held()
for n in range(60):
    log.info("early", n=n)
    begin(file=f"{sys.argv[1]}.{n}")
begin()
log.info("last", n=-2)
flush()
# A thread that ends may still be on its way out.
until = time.monotonic() + 5
while held() != before and time.monotonic() < until:
    time.sleep(0.01)
assert held() == before, (held(), before)
""",
    )
    assert program.numbers() == [-1, 0, -2]
    for number in range(1, 60):
        file = tmp_path / f"program.log.{number - 1}"
        assert [json.loads(line)["n"] for line in file.read_text().splitlines()] == [number]
