"""Every role ends in time with all that it had to say, and says plainly why it cannot start."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.integration.example.roles import Company, Role, command, company, running, surroundings
from tests.otlp import HttpReceiver

pytestmark = pytest.mark.slow
BOUND = 2.0
NOBODY = "http://127.0.0.1:9"


def roles(found: Company) -> dict[str, Role]:
    names = ("load", "worker", "api", "queues", "business")
    return {name: getattr(found, name) for name in names}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_every_role_ends_within_two_seconds(tmp_path: Path, number: int) -> None:
    with company(tmp_path, rate=50) as found:
        time.sleep(1)
        took = {name: role.end(number) for name, role in roles(found).items()}

        assert {name: seconds for name, seconds in took.items() if seconds > BOUND} == {}
        for name, role in roles(found).items():
            assert (name, role.process.returncode, role.other) == (name, 0, [])
        for name in ("load", "worker", "api"):
            assert roles(found)[name].lines[-1]["content"] == "ended"


def test_it_ends_while_all_is_wrong(tmp_path: Path) -> None:
    """Requests hang, callbacks hang, the pool is held, and nobody takes spans."""
    nowhere = {"OTEL_EXPORTER_OTLP_ENDPOINT": NOBODY}
    data = ("--data", str(tmp_path), "--faults")
    with (
        running("business", "--faults") as business,
        running("api", *data, **nowhere) as api,
        running("worker", *data, "--poll", "0.05", **nowhere) as worker,
        running("load", f"--url={api.url}", f"--callbacks={business.url}", **nowhere) as load,
    ):
        business.switch_on("hang")
        time.sleep(1)
        api.switch_on("slow", seconds=30)
        worker.switch_on("pool_exhausted", waiters=30)
        time.sleep(0.5)
        took = [one.end() for one in (load, worker, api, business)]

    assert max(took) < BOUND, took


def test_spans_are_out_when_it_has_ended(tmp_path: Path) -> None:
    with HttpReceiver() as receiver:
        named = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint}
        with running("api", "--data", str(tmp_path), **named) as api:
            httpx.get(f"{api.url}/api/v1/tasks")
            api.end()

        assert receiver.one("GET /api/v1/tasks").kind == "server"


def attempt(*arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a role that cannot start."""
    done = subprocess.run(
        command(*arguments),
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("option", ["--port", "--admin-port"])
def test_a_busy_port_is_said_in_a_line(tmp_path: Path, option: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        code, said = attempt("api", option, str(port), "--data", str(tmp_path))

    assert code == 1
    assert f"127.0.0.1:{port}" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:////proc/none/tasks.db", "cannot make the folder"),
        ("mysql+nothing://localhost/x", "cannot use the database"),
        ("nonsense", "cannot use the database"),
        ("sqlite:///{file}", "cannot use the database"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_a_line(
    tmp_path: Path, url: str, why: str
) -> None:
    file = tmp_path / "no.db"
    file.write_text("this is no database, and long enough to be seen as none" * 50)

    code, said = attempt("worker", "--database", url.format(file=file))

    assert code == 1
    assert why in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nobody",),
        ("api", "--port", "65536"),
        ("api", "--pool", "none"),
        ("load", "--rate", "1"),
        ("load", "--url", "http://127.0.0.1:1", "--reads", "2"),
        ("worker", "--businesses", ","),
    ],
)
def test_wrong_options_are_told_with_two(arguments: tuple[str, ...]) -> None:
    code, said = attempt(*arguments)

    assert code == 2
    assert "Traceback" not in said
    assert "usage:" in said


def test_a_redis_that_is_not_there_degrades_and_no_more(tmp_path: Path) -> None:
    with running("api", "--data", str(tmp_path), "--redis", "redis://127.0.0.1:9/0") as api:
        health = httpx.get(f"{api.admin}/health")
        body = {"name": "t", "business_id": "crm", "callback_url": f"{NOBODY}/"}
        task = httpx.post(f"{api.url}/api/v1/tasks", json=body).json()
        read = httpx.get(f"{api.url}/api/v1/tasks/{task['id']}")

        assert (health.status_code, health.json()["status"]) == (200, "degraded")
        assert read.status_code == 200
        assert api.value("task_center_cache_operations_total", result="error") >= 1


def test_who_is_answered_in_two_pieces_waits_for_none(tmp_path: Path) -> None:
    """Without TCP_NODELAY the second one waits 40 ms for the word that the first has come."""
    with (
        running("api", "--data", str(tmp_path)) as api,
        httpx.Client(base_url=api.url) as client,
    ):
        took = []
        for _ in range(30):
            begun = time.monotonic()
            client.get("/api/v1/tasks/none")
            took.append(time.monotonic() - begun)

    assert min(took[5:]) < 0.03
