"""/metrics and /health, whoever serves them."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from taskcenter_monitor.telemetry import admin, metrics
from taskcenter_monitor.telemetry.admin.answers import Asked, answer
from taskcenter_monitor.telemetry.health import Health

OPEN = "application/openmetrics-text;version=1.0.0"


def own(asked: Asked) -> admin.Answer | None:
    if asked.path == "/faults/slow":
        return admin.Answer.of({"method": asked.method, "body": asked.body.decode()}, 201)
    if asked.path == "/broken":
        raise LookupError("token=abc")
    return None


def unhealthy() -> bool:
    return False


@pytest.fixture
def server() -> Iterator[admin.Admin]:
    health = Health({"database": lambda: None}, optional={"redis": unhealthy})
    with admin.serve(port=0, host="127.0.0.1", health=health, own=own) as serving:
        yield serving


Got = tuple[int, Mapping[str, str], bytes]


def get(server: admin.Admin, path: str, method: str = "GET", body: str = "", **headers: str) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, named)
    found = connection.getresponse()
    content = found.read()
    connection.close()
    return found.status, {k.lower(): v for k, v in found.getheaders()}, content


def test_metrics_are_those_of_the_process(server: admin.Admin) -> None:
    status, headers, body = get(server, "/metrics?x=1")
    assert (status, body) == (200, body)
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert b"python_info" in body


def test_the_form_is_the_one_that_is_asked_for(server: admin.Admin) -> None:
    _, headers, body = get(server, "/metrics", Accept=OPEN)
    assert headers["content-type"].startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")
    assert headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("deflate, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_metrics_are_packed_for_who_unpacks(
    server: admin.Admin, accepted: str, packed: bool
) -> None:
    _, headers, body = get(server, "/metrics", Accept_Encoding=accepted)
    assert (headers.get("content-encoding") == "gzip") is packed
    text = gzip.decompress(body) if packed else body
    assert b"python_info" in text


def test_health_says_how_the_components_are(server: admin.Admin) -> None:
    status, headers, body = get(server, "/health")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert headers["cache-control"] == "no-store"
    found = json.loads(body)
    assert found["status"] == "degraded"
    assert found["components"]["redis"]["status"] == "unhealthy"


def test_unhealthy_is_503() -> None:
    found = answer(Asked(method="GET", path="/health"), Health({"a": unhealthy}))
    assert found.status == 503


def test_without_checks_there_is_no_health() -> None:
    assert answer(Asked(method="GET", path="/health"), None).status == 404


def test_a_service_shows_what_else_it_has(server: admin.Admin) -> None:
    status, _, body = get(server, "/faults/slow", "PUT", '{"seconds": 2}')
    assert status == 201
    assert json.loads(body) == {"method": "PUT", "body": '{"seconds": 2}'}


def test_what_it_raises_is_told_to_nobody_who_asks(
    server: admin.Admin, capfd: pytest.CaptureFixture[str]
) -> None:
    status, _, body = get(server, "/broken")
    assert status == 500
    assert b"abc" not in body
    assert "GET /broken failed: LookupError" in capfd.readouterr().err


@pytest.mark.parametrize("path", ["/", "/metrics/", "/x"])
def test_there_is_nothing_else(server: admin.Admin, path: str) -> None:
    assert get(server, path)[0] == 404


@pytest.mark.parametrize("path", ["/metrics", "/health"])
def test_they_are_read_only(server: admin.Admin, path: str) -> None:
    status, headers, _ = get(server, path, "POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    status, headers, body = get(server, path, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_several_requests_use_one_connection(server: admin.Admin) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for path in ("/health", "/nothing", "/health"):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock is not None
    connection.close()


@pytest.mark.parametrize("length", ["2000000", "-1", "x"])
def test_a_body_without_end_is_refused(server: admin.Admin, length: str) -> None:
    assert get(server, "/faults/slow", "PUT", Content_Length=length)[0] == 413


def test_the_address_leads_there(server: admin.Admin) -> None:
    assert urlsplit(server.url).port == server.port > 0


def test_a_port_that_is_taken_is_an_error(server: admin.Admin) -> None:
    with pytest.raises(OSError, match="in use"):
        admin.serve(port=server.port, host="127.0.0.1")


def test_closed_twice_is_closed_and_the_port_is_free() -> None:
    first = admin.serve(port=0, host="127.0.0.1")
    first.close()
    first.close()
    admin.serve(port=first.port, host="127.0.0.1").close()


def test_a_child_holds_no_port() -> None:
    first = admin.serve(port=0, host="127.0.0.1")
    may_end, told = os.pipe()
    # A child that speaks has let go of the port; fork() may return here before it has.
    started, says = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        os.write(says, b".")
        os.read(may_end, 1)
        os._exit(0)
    os.close(may_end)
    os.close(says)
    try:
        assert os.read(started, 1) == b"."
        os.close(started)
        first.close()
        admin.serve(port=first.port, host="127.0.0.1").close()
    finally:
        os.close(told)
        os.waitpid(child, 0)


class Sent:
    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def __call__(self, message: Any) -> None:
        self.messages.append(message)


def asgi(app: admin.AsgiApp, path: str, root: str = "", method: str = "GET") -> tuple[int, bytes]:
    scope = {"type": "http", "method": method, "path": path, "root_path": root, "headers": []}
    sent = Sent()

    async def receive() -> Any:
        return {"type": "http.request"}

    asyncio.run(app(scope, receive, sent))
    start, body = sent.messages
    assert all(isinstance(part, bytes) for pair in start["headers"] for part in pair)
    return start["status"], body["body"]


def test_the_app_of_asgi_answers_the_same() -> None:
    app = admin.AsgiApp(Health({"a": lambda: None}))
    assert asgi(app, "/health")[0] == 200
    assert b"python_info" in asgi(app, "/metrics")[1]
    assert asgi(app, "/admin/metrics", root="/admin")[0] == 200
    assert asgi(app, "/other")[0] == 404
    assert asgi(app, "/metrics", method="HEAD") == (200, b"")


def test_its_checks_run_in_the_loop_of_the_server() -> None:
    async def check() -> None:
        await asyncio.sleep(0)

    status, body = asgi(admin.AsgiApp(Health({"a": check})), "/health")
    assert (status, json.loads(body)["status"]) == (200, "healthy")


def test_the_app_of_asgi_lives_as_long_as_the_server() -> None:
    sent, messages = Sent(), iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Any:
        return {"type": next(messages)}

    asyncio.run(admin.AsgiApp()({"type": "lifespan"}, receive, sent))
    assert [message["type"] for message in sent.messages] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_the_app_of_wsgi_answers_the_same() -> None:
    metrics.counter("task_center_tasks_created_total").inc()
    said: list[Any] = []
    app = admin.WsgiApp(Health({"a": unhealthy}))
    for path in ("/metrics", "/health", "/other"):
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_ACCEPT": OPEN}
        app(asked, lambda status, headers: said.append((status, dict(headers))))
    assert [status for status, _ in said] == ["200 OK", "503 Service Unavailable", "404 Not Found"]
    assert said[0][1]["Content-Type"].startswith("application/openmetrics-text")


def said(server: admin.Admin, request: bytes) -> bytes:
    """The first line that whoever sends this is answered; nothing where it is closed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET http://[::1/metrics HTTP/1.1\r\n\r\n", 400),
        (b"PUT /faults/slow HTTP/1.1\r\nContent-Length: +5\r\n\r\nabcde", 413),
        (b"PUT /faults/slow HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nabcde", 411),
        (b"PUT /faults/slow HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"BREW /metrics HTTP/1.1\r\n\r\n", 501),
        (b"GET /metrics HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /%2e%2e/metrics HTTP/1.1\r\n\r\n", 404),
    ],
)
def test_whatever_is_sent_is_answered(server: admin.Admin, request_: bytes, status: int) -> None:
    assert said(server, request_).split()[1] == b"%d" % status


def test_who_sends_a_byte_now_and_then_keeps_no_thread(
    server: admin.Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskcenter_monitor.telemetry.admin.server._IDLE", 0.5)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        begun = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() < begun + 8 and not _closed(slow):
                slow.sendall(b"G")
        assert time.monotonic() - begun < 5


def _closed(connection: socket.socket) -> bool:
    connection.settimeout(0.1)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False


def test_of_too_many_connections_some_are_closed_at_once(
    server: admin.Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskcenter_monitor.telemetry.admin.server._MOST", 2)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        time.sleep(0.3)
        with suppress(ConnectionError):
            assert said(server, b"GET /health HTTP/1.1\r\n\r\n") == b""
    time.sleep(0.3)
    assert get(server, "/health")[0] == 200
