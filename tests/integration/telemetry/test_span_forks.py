"""Processes that fork: each exports its own spans, once, and none of its parent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.telemetry.spans import ended_well, numbers, receiving, started
from tests.otlp import Protocol, Receiver
from tests.programs import repeated

pytestmark = pytest.mark.slow

BOTH: list[Protocol] = ["http", "grpc"]


def by_process(receiver: Receiver) -> dict[str, list[int]]:
    """The numbers of the spans of each name, all made by one process."""
    names = {span.name for span in receiver.spans}
    for name in names:
        assert len({span.attributes["pid"] for span in receiver.named(name)}) == 1, name
    return {name: numbers(receiver, name) for name in names}


@pytest.mark.parametrize("protocol", BOTH)
@pytest.mark.parametrize("first", ["work(1, 'first'); tracing.flush()", ""])
def test_children_export_their_own(tmp_path: Path, protocol: Protocol, first: str) -> None:
    # With a connection that the parent has used, and without one.
    source = f"""
trace()
{first}
work(700, "parent")
children = []
for child in range(3):
    pid = os.fork()
    if not pid:
        work(700, f"child {{child}}")
        sys.exit(0)
    children.append(pid)
work(700, "later")
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 3
"""
    with receiving(protocol) as receiver:
        ended_well(started(tmp_path, receiver, source))
        found = by_process(receiver)
    names = ["parent", "later", *(f"child {child}" for child in range(3))]
    assert {name: found[name] for name in names} == {name: list(range(700)) for name in names}
    instances = {span.resource["service.instance.id"] for span in receiver.spans}
    assert len(instances) == 4


def test_a_fork_while_threads_make_spans_loses_and_repeats_nothing(tmp_path: Path) -> None:
    source = """
trace()
over = []
def busy(own):
    n = 0
    while not over:
        with tracing.span(f"thread {own}", {"n": n, "pid": os.getpid()}):
            n += 1
        time.sleep(0.0005)
    over.append(n)
threads = [threading.Thread(target=busy, args=(own,)) for own in range(2)]
for thread in threads:
    thread.start()
children = []
for child in range(4):
    time.sleep(0.05)
    pid = os.fork()
    if not pid:
        work(300, f"child {child}")
        if child % 2:
            tracing.flush()
            os._exit(0)
        sys.exit(0)
    children.append(pid)
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
over.append(-1)
for thread in threads:
    thread.join()
print(*sorted(over[1:]))
"""
    with receiving() as receiver:
        program = started(tmp_path, receiver, source)
        ended_well(program)
        found = by_process(receiver)
    for child in range(4):
        assert found[f"child {child}"] == list(range(300))
    own = [found[f"thread {own}"] for own in range(2)]
    assert [repeated(each) for each in own] == [[], []]
    assert sorted(map(len, own)) == [int(count) for count in program.said.split()]


def test_a_span_that_is_open_at_the_fork_is_ended_by_the_parent_alone(tmp_path: Path) -> None:
    source = """
trace()
with tracing.span("both", {"pid": os.getpid()}) as span:
    pid = os.fork()
    with tracing.span("inner", {"child": not pid}):
        pass
    # What the child makes may have begun before it was there.
    with tracing.span("waited", {"child": not pid}, start=time.time_ns() - 10**10):
        pass
if pid:
    assert os.waitpid(pid, 0)[1] == 0
"""
    with receiving() as receiver:
        ended_well(started(tmp_path, receiver, source))
        both = receiver.one("both")
        for name in ("inner", "waited"):
            made = receiver.named(name)
            assert sorted(span.attributes["child"] for span in made) == [False, True]
            assert {span.parent for span in made} == {both.span_id}


def test_a_daemon_loses_nothing_of_before(tmp_path: Path) -> None:
    source = """
trace()
work(500, "before")
if os.fork():
    os._exit(0)
work(500, "daemon")
"""
    with receiving() as receiver:
        ended_well(started(tmp_path, receiver, source))
        receiver.wait(1000)
        assert by_process(receiver) == {"before": list(range(500)), "daemon": list(range(500))}


@pytest.mark.parametrize("protocol", BOTH)
def test_a_fork_while_the_exporter_is_stuck_is_delayed_by_a_moment(
    tmp_path: Path, protocol: Protocol
) -> None:
    source = """
trace()
work(600, "parent")
time.sleep(0.5)
began = time.monotonic()
pid = os.fork()
if not pid:
    work(10, "child")
    sys.exit(0)
took = time.monotonic() - began
assert took < 1.0, took
os.waitpid(pid, 0)
"""
    with receiving(protocol) as receiver:
        receiver.delay = 1.5
        status, _, complained = started(tmp_path, receiver, source).ended()
        # gRPC itself says that it cannot look after its own threads then.
        assert (status, "Traceback" in complained) == (0, False)
        assert numbers(receiver, "child") == list(range(10))
        assert numbers(receiver, "parent")[:512] == list(range(512))


MULTIPROCESSING = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
METHOD = sys.argv[4]

def job(child):
    if METHOD != "fork":
        trace()
    work(500, f"child {child}")
    return child

if __name__ == "__main__":
    trace()
    work(500, "parent")
    context = multiprocessing.get_context(METHOD)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize(
    "source",
    [
        """
    children = [context.Process(target=job, args=(child,)) for child in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
""",
        # Ends its processes by SIGTERM.
        """
    with context.Pool(2) as pool:
        assert sorted(pool.map(job, range(2), chunksize=1)) == [0, 1]
""",
        """
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert sorted(pool.map(job, range(2))) == [0, 1]
""",
    ],
    ids=["process", "pool", "executor"],
)
def test_processes_of_multiprocessing_lose_nothing(
    tmp_path: Path, method: str, source: str
) -> None:
    with receiving() as receiver:
        ended_well(started(tmp_path, receiver, MULTIPROCESSING + source, method))
        found = {name: numbers(receiver, name) for name in ("parent", "child 0", "child 1")}
    assert found == {name: list(range(500)) for name in found}


def test_a_child_of_multiprocessing_over_grpc(tmp_path: Path) -> None:
    source = """
    child = context.Process(target=job, args=(0,))
    tracing.flush()
    child.start()
    child.join()
    assert child.exitcode == 0
"""
    with receiving("grpc") as receiver:
        ended_well(started(tmp_path, receiver, MULTIPROCESSING + source, "fork"))
        assert numbers(receiver, "child 0") == list(range(500))
