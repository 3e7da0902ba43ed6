"""Requests to real servers, whose spans go to a real receiver."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.otlp import HttpReceiver, ReceivedSpan
from tests.toolchains import ROOT

pytestmark = pytest.mark.slow

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ASGI = """
import asyncio
from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.logging import configure, get_logger
from taskcenter_monitor.telemetry.middleware import AsgiMiddleware

configure("api", console="json")
tracing.configure("api")

async def answer(scope, receive, send):
    scope["taskcenter.route"] = "/parts"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(100 if scope["path"] == "/long" else 2):
        await asyncio.sleep(0.02)
        get_logger("app").info("part")
        await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
        if scope["path"] == "/bad":
            raise ValueError("bad")
    await send({"type": "http.response.body"})

async def polls(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/long":
        answering = asyncio.create_task(answer(scope, receive, send))
        await receive()
        while (await receive())["type"] != "http.disconnect":
            pass
        answering.cancel()
    elif scope["type"] == "http":
        await answer(scope, receive, send)

app = AsgiMiddleware(polls)
"""
WSGI = """
from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.logging import configure, get_logger
from taskcenter_monitor.telemetry.middleware import WsgiMiddleware

configure("api", console="json")
tracing.configure("api")

def answer(environ, start_response):
    environ["taskcenter.route"] = "/parts"
    if environ["PATH_INFO"] == "/file":
        start_response("200 OK", [("Content-Length", "5000")])
        return environ["wsgi.file_wrapper"](open(__file__ + ".txt", "rb"))
    start_response("200 OK", [])
    return parts(environ)

def parts(environ):
    for _ in range(2):
        get_logger("app").info("part")
        yield b"x" * 1000
        if environ["PATH_INFO"] == "/bad":
            raise ValueError("bad")

app = WsgiMiddleware(answer)
"""


@contextmanager
def served(folder: Path, program: str, receiver: HttpReceiver, *command: str) -> Iterator[int]:
    (folder / "service.py").write_text(program, "utf-8")
    (folder / "service.py.txt").write_text("x" * 5000, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.endpoint
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=out, stderr=out
        )
        try:
            yield port_of(folder / "out")
        finally:
            process.terminate()
            process.wait(20)


def port_of(out: Path) -> int:
    for _ in range(1000):
        found = re.search(r"http://127.0.0.1:(\d+)", out.read_text("utf-8"))
        if found is not None:
            return int(found[1])
        time.sleep(0.02)
    raise AssertionError(out.read_text("utf-8"))


def asked(port: int, path: str) -> tuple[bytes, dict[str, str]]:
    request = Request(
        f"http://127.0.0.1:{port}{path}", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - of this test
        return answer.read(), dict(answer.headers.items())


def said(port: int, path: str, version: str = "1.1") -> Iterator[bytes]:
    """The parts of an answer; whoever takes one of them alone is gone then."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/{version}\r\nHost: a\r\n\r\n".encode())
        while part := connection.recv(4096):
            yield part


def access(folder: Path) -> dict[str, dict[str, Any]]:
    text = (folder / "out").read_text("utf-8")
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {line["path"]: line for line in found if line["component"] == "http.server"}


def by_path(receiver: HttpReceiver, count: int) -> dict[object, ReceivedSpan]:
    return {span.attributes.get("url.path"): span for span in receiver.wait(count)}


def test_uvicorn(tmp_path: Path) -> None:
    command = ("uvicorn", "service:app", "--port", "0", "--no-access-log")
    with HttpReceiver() as receiver, served(tmp_path, ASGI, receiver, *command) as port:
        body, headers = asked(port, "/good?token=hunter2")
        next(said(port, "/long"))
        list(said(port, "/bad", "1.0"))
        spans = by_path(receiver, 3)

    lines = access(tmp_path)
    assert (len(body), TRACE in headers["traceparent"]) == (2000, True)
    assert spans["/good"].name == "GET /parts"
    assert {path: line["status"] for path, line in lines.items()} == {
        "/good": 200,
        "/long": 499,
        "/bad": 500,
    }
    assert lines["/good"]["trace"] == TRACE
    assert float(lines["/good"]["duration"].removesuffix("ms")) >= 40
    assert spans["/bad"].status == "error"
    assert spans["/bad"].attributes["network.protocol.version"] == "1.0"
    assert "hunter2" not in (tmp_path / "out").read_text("utf-8")


@pytest.mark.parametrize("kind", ["sync", "gthread"])
def test_gunicorn(tmp_path: Path, kind: str) -> None:
    command = ("gunicorn", "--bind", "127.0.0.1:0", "--worker-class", kind, "service:app")
    with HttpReceiver() as receiver, served(tmp_path, WSGI, receiver, *command) as port:
        body, headers = asked(port, "/good?token=hunter2")
        file, _ = asked(port, "/file")
        list(said(port, "/bad"))
        spans = by_path(receiver, 3)

    lines = access(tmp_path)
    assert (len(body), len(file), TRACE in headers["traceparent"]) == (2000, 5000, True)
    assert {path: line["status"] for path, line in lines.items()} == {
        "/good": 200,
        "/file": 200,
        "/bad": 500,
    }
    assert lines["/file"]["bytes_out"] == 5000
    assert spans["/good"].name == "GET /parts"
    assert spans["/bad"].status == "error"
    assert "hunter2" not in (tmp_path / "out").read_text("utf-8")
