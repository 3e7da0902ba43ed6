"""Every way in which a process ends: its spans arrive, and where nobody takes them none is late.

The spans of a program are counted when it has ended: they must be there by then.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.tracing.limits import LAST
from tests.integration.telemetry.spans import ended_well, numbers, receiving, started
from tests.otlp import Protocol

pytestmark = pytest.mark.slow

BOTH: list[Protocol] = ["http", "grpc"]
COUNT = 3000
HANDLER = """
def handle(number, frame):
    work(5, "last requests")
    sys.exit(4)
signal.signal(signal.SIGTERM, handle)
"""
"""As servers have one: it is there before `configure`, and the process ends in several steps."""
ENDS = {
    "end": ("", 0),
    "exception": ("raise ValueError('over')", 1),
    "exit": ("sys.exit(3)", 3),
    "sigterm": ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(20)", -signal.SIGTERM),
    "sighup": ("os.kill(os.getpid(), signal.SIGHUP); time.sleep(20)", -signal.SIGHUP),
    "handled": ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(20)", 4),
    "ctrl-c": ("signal.raise_signal(signal.SIGINT)", -signal.SIGINT),
}


@pytest.mark.parametrize("protocol", BOTH)
@pytest.mark.parametrize("way", ENDS)
def test_what_has_ended_before_is_exported(tmp_path: Path, way: str, protocol: Protocol) -> None:
    how, status = ENDS[way]
    with receiving(protocol) as receiver:
        before = HANDLER if way == "handled" else ""
        program = started(tmp_path, receiver, f"{before}trace()\nwork({COUNT})\n{how}\n")
        assert program.ended()[0] == status
        assert numbers(receiver) == list(range(COUNT))


@pytest.mark.parametrize(
    ("way", "protocol"),
    [("end", "http"), ("exception", "http"), ("sigterm", "http"), ("exit", "grpc")],
)
def test_nobody_there_delays_no_end(tmp_path: Path, way: str, protocol: Protocol) -> None:
    how, status = ENDS[way]
    with receiving(protocol) as receiver:
        receiver.go_down()
        source = f"trace()\nwork({COUNT})\nprint(time.time(), flush=True)\n{how}\n"
        program = started(tmp_path, receiver, source)
        ended, said, _ = program.ended()
        took = time.time() - float(said)
    assert ended == status
    # With what the end of an interpreter takes on a busy machine; OpenTelemetry itself takes 8 s.
    assert took < 5
    told = [line["content"] for line in program.lines if line["component"] == "telemetry.tracing"]
    assert told == ["spans are not exported", "spans are lost at the end"]
    assert program.lines[-1]["lost"] == COUNT or way == "exception"


@pytest.mark.parametrize(
    ("way", "protocol"),
    [
        ("end", "http"),
        ("exit", "http"),
        ("sigterm", "http"),
        ("handled", "http"),
        ("exception", "grpc"),
    ],
)
def test_one_that_does_not_answer_delays_an_end_by_two_seconds(
    tmp_path: Path, way: str, protocol: Protocol
) -> None:
    how, status = ENDS[way]
    with receiving(protocol) as receiver:
        receiver.delay = 12
        before = HANDLER if way == "handled" else ""
        source = f"{before}trace()\nwork(10)\nprint(time.time(), flush=True)\n{how}\n"
        program = started(tmp_path, receiver, source)
        ended, said, _ = program.ended()
        took = time.time() - float(said)
    assert ended == status
    # And what the end of an interpreter takes on a machine with much else to do.
    assert LAST - 0.1 < took < LAST + 1.3


@pytest.mark.parametrize("protocol", BOTH)
def test_a_handler_of_somebody_else_may_end_the_process_as_it_likes(
    tmp_path: Path, protocol: Protocol
) -> None:
    source = """
def handle(number, frame):
    work(5, "late")
    os._exit(7)
signal.signal(signal.SIGTERM, handle)
trace()
work(3000)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(20)
"""
    with receiving(protocol) as receiver:
        assert started(tmp_path, receiver, source).ended()[0] == 7
        assert numbers(receiver) == list(range(3000))
        assert numbers(receiver, "late") == list(range(5))


def test_one_that_reloads_is_not_slow_afterwards(tmp_path: Path) -> None:
    source = """
signal.signal(signal.SIGHUP, lambda number, frame: None)
trace()
os.kill(os.getpid(), signal.SIGHUP)
began = time.monotonic()
work(2000)
print(time.monotonic() - began)
"""
    with receiving() as receiver:
        receiver.delay = 0.02
        program = started(tmp_path, receiver, source)
        ended_well(program)
        assert float(program.said) < 1.0
        assert numbers(receiver) == list(range(2000))


def test_the_first_process_of_a_container_goes_on(tmp_path: Path) -> None:
    # Which no signal of its own ends; nor one that is blocked.
    source = """
trace()
work(10)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
signal.getsignal(signal.SIGTERM)(signal.SIGTERM, None)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
work(10, "after")
"""
    with receiving() as receiver:
        ended_well(started(tmp_path, receiver, source))
        assert numbers(receiver, "after") == list(range(10))


def test_a_signal_in_the_middle_of_a_span_loses_none_that_has_ended(tmp_path: Path) -> None:
    source = """
trace()
threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGTERM)).start()
n = 0
while True:
    with tracing.span("work", {"n": n}):
        n += 1
    os.write(1, b"%d\\n" % n)
    time.sleep(0.0005)
"""
    with receiving() as receiver:
        status, said, _ = started(tmp_path, receiver, source).ended()
        assert status == -signal.SIGTERM
        ended = int(said.split()[-1])
        assert ended > 100
        assert numbers(receiver)[:ended] == list(range(ended))


def test_os_exit_costs_the_last_moment_alone(tmp_path: Path) -> None:
    source = """
trace()
work(10)
time.sleep(2)
work(10, "late")
{flush}
os._exit(0)
"""
    with receiving() as receiver:
        for number, flush in enumerate(("", "tracing.flush()")):
            folder = tmp_path / str(number)
            folder.mkdir()
            ended_well(started(folder, receiver, source.format(flush=flush)))
        assert numbers(receiver) == sorted([*range(10)] * 2)
        assert numbers(receiver, "late") == list(range(10))


def test_uvicorn_loses_no_span_of_a_request_that_it_still_answers(tmp_path: Path) -> None:
    # It takes over the signals, answers what it has begun, and raises the signal again.
    source = """
import asyncio
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    with tracing.span("request"):
        await asyncio.sleep(1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
class Configured(uvicorn.Server):
    async def startup(self, sockets=None):
        # As where the application is only imported by the server.
        trace()
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)
Configured(uvicorn.Config(app, port=0, log_config=None, lifespan="off")).run()
"""
    from http.client import HTTPConnection

    with receiving() as receiver:
        program = started(tmp_path, receiver, "import uvicorn\n" + source)
        assert program.process.stdout is not None
        port = int(program.process.stdout.readline())
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/")
        time.sleep(0.3)
        program.process.send_signal(signal.SIGTERM)
        assert connection.getresponse().read() == b"ok"
        connection.close()
        assert program.ended()[0] == -signal.SIGTERM
        assert [span.name for span in receiver.spans] == ["request"]


def test_a_thread_that_never_ends_holds_nothing_up(tmp_path: Path) -> None:
    source = """
trace()
def forever():
    while True:
        with tracing.span("forever"):
            time.sleep(0.001)
threading.Thread(target=forever, daemon=True).start()
work(3000)
"""
    with receiving() as receiver:
        began = time.monotonic()
        ended_well(started(tmp_path, receiver, source))
        assert time.monotonic() - began < 10
        assert numbers(receiver) == list(range(3000))
