"""Real uvicorn and gunicorn: every line once, as JSON, in the one stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.telemetry.lines import BIN, Server, serving

pytestmark = pytest.mark.slow

SETUP = """\
import logging
import sys

from taskcenter_monitor.telemetry.logging import configure, get_logger

configure("web", console="json")
log = get_logger("web")
existing = logging.getLogger("existing")
"""
ASGI = (
    SETUP
    + """
async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    log.info("ours", path=scope["path"])
    existing.info("theirs %s", scope["path"])
    if scope["path"] == "/boom":
        raise RuntimeError("boom")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})

if __name__ == "__main__":
    import uvicorn
    uvicorn.run(app, port=0, **eval(sys.argv[1]))
"""
)
WSGI = (
    SETUP
    + """
def app(environ, start_response):
    log.info("ours", path=environ["PATH_INFO"])
    existing.info("theirs %s", environ["PATH_INFO"])
    if environ["PATH_INFO"] == "/boom":
        raise RuntimeError("boom")
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
)
LOGGER = "taskcenter_monitor.telemetry.logging.gunicorn.Logger"


def ask(server: Server) -> None:
    assert server.get("/tasks?token=abc") == 200
    assert server.get("/boom?token=abc") == 500
    server.stop()


def once(server: Server) -> None:
    """Nothing beside the stream, and nothing of a request twice."""
    assert server.stderr == ""
    asked = Counter(
        (entry["component"], entry["content"])
        for entry in server.lines
        if entry["component"] in ("web", "existing")
    )
    assert asked == {
        ("web", "ours"): 2,
        ("existing", "theirs /tasks"): 1,
        ("existing", "theirs /boom"): 1,
    }


def requests(server: Server, component: str) -> list[dict[str, object]]:
    assert "abc" not in str([entry for entry in server.lines if entry["component"] == component])
    names = ("level", "method", "path", "status", "client")
    found = [entry for entry in server.lines if entry["component"] == component]
    # Lines of two workers come in any order.
    return sorted(({name: entry[name] for name in names} for entry in found), key=_status)


def _status(request: dict[str, object]) -> str:
    return str(request["status"])


TWO_REQUESTS = [
    {"level": "info", "method": "GET", "path": "/tasks", "status": 200, "client": "127.0.0.1"},
    {"level": "error", "method": "GET", "path": "/boom", "status": 500, "client": "127.0.0.1"},
]


@pytest.mark.parametrize(
    "command",
    [
        lambda folder: [BIN / "uvicorn", "app:app", "--port", "0"],
        lambda folder: [BIN / "uvicorn", "app:app", "--port", "0", "--log-level", "info"],
        lambda folder: [BIN / "python", "app.py", "{}"],
        lambda folder: [BIN / "python", "app.py", "{'log_config': None}"],
    ],
    ids=["command line", "with a level", "run", "run without configuration"],
)
def test_lines_of_uvicorn(tmp_path: Path, command: Callable[[Path], list[str | Path]]) -> None:
    (tmp_path / "app.py").write_text(ASGI)
    with serving(tmp_path, command(tmp_path)) as server:
        ask(server)

    once(server)
    assert requests(server, "uvicorn.access") == TWO_REQUESTS
    said = Counter(content.split(" [")[0] for content in server.contents("uvicorn.error"))
    for content in (
        "Started server process",
        f"Uvicorn running on http://127.0.0.1:{server.port()} (Press CTRL+C to quit)",
        "Exception in ASGI application",
        "Shutting down",
    ):
        assert said[content] == 1
    (failed,) = [entry for entry in server.lines if "stack" in entry]
    assert (failed["error_type"], failed["service"]) == ("RuntimeError", "web")


@pytest.mark.parametrize(
    "command",
    [
        [BIN / "uvicorn", "app:app", "--port", "0", "--no-access-log"],
        [BIN / "python", "app.py", "{'access_log': False}"],
    ],
    ids=["command line", "run"],
)
def test_access_lines_of_uvicorn_can_be_switched_off(
    tmp_path: Path, command: list[str | Path]
) -> None:
    (tmp_path / "app.py").write_text(ASGI)
    with serving(tmp_path, command) as server:
        ask(server)

    once(server)
    assert server.contents("uvicorn.access") == []


def gunicorn(*more: str) -> list[str | Path]:
    return [BIN / "gunicorn", "-b", "127.0.0.1:0", "-w", "2", "--access-logfile", "-", *more]


@pytest.mark.parametrize(
    "more",
    [
        ("app:app",),
        ("--preload", "app:app"),
        ("-k", "gthread", "app:app"),
        ("-c", "conf.py", "app:app"),
    ],
    ids=["sync", "preloaded", "threads", "configured before"],
)
def test_lines_of_gunicorn_with_our_logger(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "app.py").write_text(WSGI)
    (tmp_path / "conf.py").write_text(SETUP)
    with serving(tmp_path, gunicorn("--logger-class", LOGGER, *more)) as server:
        ask(server)

    once(server)
    assert requests(server, "gunicorn.access") == TWO_REQUESTS
    assert all("duration" in entry for entry in server.lines if "status" in entry)
    said = Counter(server.contents("gunicorn.error"))
    # They have the number of the process in them where there are several.
    assert set(said.values()) == {1}
    assert {"Handling signal: term", "Shutting down: Master"} < said.keys()
    first_words = Counter(" ".join(content.split()[:2]) for content in said)
    assert first_words["Booting worker"] == first_words["Worker exiting"] == 2


@pytest.mark.parametrize("worker", ["asgi", "uvicorn.workers.UvicornWorker"])
def test_lines_of_gunicorn_with_workers_of_asgi(tmp_path: Path, worker: str) -> None:
    (tmp_path / "app.py").write_text(ASGI)
    command = gunicorn("--logger-class", LOGGER, "-k", worker, "app:app")
    with serving(tmp_path, command) as server:
        ask(server)

    access = "gunicorn.access" if worker == "asgi" else "uvicorn.access"
    assert requests(server, access) == TWO_REQUESTS
    asked = Counter(entry["content"] for entry in server.lines if entry["component"] == "existing")
    assert asked == {"theirs /tasks": 1, "theirs /boom": 1}


def test_lines_of_gunicorn_with_its_own_logger_come_from_workers_alone(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(WSGI)
    with serving(tmp_path, gunicorn("app:app")) as server:
        ask(server)

    assert requests(server, "gunicorn.access") == TWO_REQUESTS
    assert server.stderr.count("Handling signal: term") == 1
    assert "GET" not in server.stderr
