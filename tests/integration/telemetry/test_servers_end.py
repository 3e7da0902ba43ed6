"""gunicorn and uvicorn as they are in production: forked, reloaded and ended while they answer."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LONGEST = 40.0
"""Seconds that anything here may take."""

CONFIGURE = 'configure("web", file=os.environ["LOG"], console="none")'

WSGI = """
import os
from taskcenter_monitor.telemetry.logging import configure, get_logger
configure("web", file=os.environ["LOG"], console="none")
log = get_logger("app")
log.info("imported", pid=os.getpid())

def app(environ, start_response):
    log.info("request", path=environ["PATH_INFO"], pid=os.getpid())
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
ASGI = """
import os
from taskcenter_monitor.telemetry.logging import configure, get_logger
configure("web", file=os.environ["LOG"], console="none")
log = get_logger("app")

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        # IN LIFESPAN
        await send({"type": "lifespan.startup.complete"})
        await receive()
        log.info("shutdown")
        await send({"type": "lifespan.shutdown.complete"})
        log.info("the very last")
        return
    log.info("request", path=scope["path"], pid=os.getpid())
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
"""


class Server:
    """A server that runs, and who asks it all the time."""

    def __init__(self, folder: Path, command: list[str], listening: socket.socket) -> None:
        self.log = folder / "web.log"
        self.answered: list[str] = []
        self.port = listening.getsockname()[1]
        self._over = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *command],
            cwd=folder,
            env={**os.environ, "LOG": str(self.log)},
            pass_fds=[listening.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._asking = threading.Thread(target=self._ask)

    def start(self) -> None:
        self._asking.start()

    def stop_asking(self) -> None:
        self._over.set()
        if self._asking.is_alive():
            self._asking.join()

    def _ask(self) -> None:
        number = 0
        while not self._over.is_set():
            path = f"/{number}"
            number += 1
            try:
                # One that the end of a worker cuts off is not counted, whether or not it is logged.
                if self._answer(path) == b"ok":
                    self.answered.append(path)
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    def _answer(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        with closing(connection):
            connection.request("GET", path)
            with connection.getresponse() as response:
                return response.read()

    def lines(self, content: str) -> list[dict[str, object]]:
        if not self.log.exists():
            return []
        # The last line may be about to be written.
        text = self.log.read_text("utf-8").rpartition("\n")[0]
        entries = [json.loads(line) for line in text.splitlines()]
        return [entry for entry in entries if entry["content"] == content]

    def pids(self) -> set[object]:
        return {line["pid"] for line in self.lines("request")}


@contextmanager
def serving(folder: Path, source: str, *command: str) -> Iterator[Server]:
    (folder / "web.py").write_text(source, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = str(listening.fileno())
        server = Server(folder, [part.replace("FD", number) for part in command], listening)
        server.start()
        try:
            yield server
        finally:
            server.stop_asking()
            if server.process.poll() is None:
                server.process.kill()
            server.process.wait(LONGEST)


def wait_for(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.05)


def assert_each_once(server: Server) -> None:
    """What was answered is logged, and nothing is logged twice."""
    logged = [line["path"] for line in server.lines("request")]
    assert len(logged) == len(set(logged))
    assert set(server.answered) <= set(logged)


@pytest.mark.parametrize("preload", [[], ["--preload"]], ids=["worker", "preload"])
@pytest.mark.parametrize("worker", ["sync", "gthread"])
def test_workers_of_gunicorn_lose_and_repeat_no_request(
    tmp_path: Path, preload: list[str], worker: str
) -> None:
    command = ["gunicorn", "-w", "2", "-k", worker, "-b", "fd://FD", *preload, "web:app"]
    with serving(tmp_path, WSGI, *command) as server:
        wait_for(lambda: len(server.answered) > 100 and len(server.pids()) == 2)
        before = server.pids()
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: len(server.pids() - before) == 2)
        after = len(server.answered)
        wait_for(lambda: len(server.answered) > after + 100)
        # In the middle of a request.
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(LONGEST) == 0
        server.stop_asking()
        assert_each_once(server)
        imported = server.lines("imported")
        assert len(imported) == len({line["pid"] for line in imported})


def test_a_worker_that_gunicorn_aborts_has_written_all(tmp_path: Path) -> None:
    source = WSGI.replace(
        "    start_response",
        "    if environ['PATH_INFO'] == '/60':\n        while True: pass\n    start_response",
    )
    command = ["gunicorn", "-w", "1", "--timeout", "1", "-b", "fd://FD", "web:app"]
    with serving(tmp_path, source, *command) as server:
        wait_for(lambda: len(server.answered) > 100)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(LONGEST) == 0
        server.stop_asking()
        assert_each_once(server)
        assert "/60" in {line["path"] for line in server.lines("request")}


@pytest.mark.parametrize("late", [True, False], ids=["startup", "import"])
def test_uvicorn_which_puts_back_what_it_found_and_raises_the_signal_again(
    tmp_path: Path, late: bool
) -> None:
    # It finds the default where we come later.
    source = ASGI
    if late:
        source = ASGI.replace(CONFIGURE, "").replace("# IN LIFESPAN", CONFIGURE)
    command = ["uvicorn", "--fd", "FD", "--log-level", "warning", "web:app"]
    with serving(tmp_path, source, *command) as server:
        wait_for(lambda: len(server.answered) > 100)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(LONGEST) == -signal.SIGTERM
        server.stop_asking()
        assert_each_once(server)
        assert len(server.lines("shutdown")) == 1
        assert len(server.lines("the very last")) == 1


CONF = """
import os
from taskcenter_monitor.telemetry.logging import configure, get_logger
configure("web", file=os.environ["LOG"] + ".arbiter", console="none")
get_logger("conf").info("read", pid=os.getpid())
"""
BESIDE_US = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def held(process: Path) -> int:
    """Its descriptors and threads."""
    return sum(len(list((process / name).iterdir())) for name in ("fd", "task"))


def reads(log: Path, count: int) -> bool:
    return log.read_text("utf-8").count('"read"') == count


def has_answered(server: Server, count: int) -> bool:
    return len(server.answered) >= count


def test_an_arbiter_that_reads_its_configuration_again_and_again_does_not_grow(
    tmp_path: Path,
) -> None:
    (tmp_path / "gunicorn.conf.py").write_text(CONF, encoding="utf-8")
    log = tmp_path / "web.log.arbiter"
    before = 0
    with serving(tmp_path, BESIDE_US, "gunicorn", "-w", "1", "-b", "fd://FD", "web:app") as server:
        wait_for(lambda: len(server.answered) > 10)
        own = Path("/proc", str(server.process.pid))
        for turn in range(2, 8):
            server.process.send_signal(signal.SIGHUP)
            wait_for(partial(reads, log, turn))
            after = len(server.answered)
            wait_for(partial(has_answered, server, after + 10))
            if turn == 3:
                before = held(own)
        # One that was replaced may still be on its way out.
        wait_for(lambda: held(own) <= before)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(LONGEST) == 0
