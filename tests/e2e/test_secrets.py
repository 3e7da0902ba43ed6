"""What is secret in a request stands nowhere: in no line, no span, no metric and no exemplar."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from taskcenter_monitor.live.servers import free_port
from tests.e2e.neighbours import NEIGHBOURS, Call
from tests.e2e.systems import PASSED, System, caller, system
from tests.e2e.tasks import PATIENCE, Role
from tests.otlp import HttpReceiver

pytestmark = pytest.mark.live

TOKEN, PHONE = "9f86d081884c7d659a2feaa0c55ad015", "13812345678"
SECRET = f"?token={TOKEN}&phone={PHONE}"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0"
FAILING = f"""
from taskcenter_monitor.telemetry import logging, metrics, operations, tracing
from taskcenter_monitor.telemetry.middleware import AsgiMiddleware

logging.configure("task-center-reports", console="json")
tracing.configure("task-center-reports")
metrics.configure()
log = logging.get_logger("reports")
log.info("listening")


async def service(scope, receive, send):
    with operations.database(log, system="sqlite", operation="SELECT", table="people",
                             statement="SELECT * FROM people WHERE phone = '{PHONE}'"):
        pass
    with tracing.span("look up", {{"note": "call {PHONE}", "user.token": "{TOKEN}"}}) as span:
        span.add_event("asked", {{"url": "https://crm.example.com/?token={TOKEN}"}})
        try:
            raise ValueError("nobody has {PHONE}, asked with token={TOKEN}")
        except ValueError as error:
            raise RuntimeError("cannot go on") from error


app = AsgiMiddleware(service)
"""  # noqa: S608 - a program, and no statement


@pytest.fixture(scope="module", name="system")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("center")) as found:
        yield found


def exposed(role: Role) -> str:
    """What Prometheus is told, exemplars too."""
    request = Request(f"http://{role.admin}/metrics", headers={"Accept": OPEN_METRICS})
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the same
        text: str = answer.read().decode()
    return text


def is_secret(text: str) -> bool:
    return TOKEN in text or PHONE in text


def told(system: System) -> list[str]:
    """Everything that leaves the processes of the example, piece by piece."""
    roles = (system.center.api, system.center.worker)
    pieces = [repr(asdict(span)) for span in system.receiver.spans]
    for role in roles:
        pieces += role.log.read_text("utf-8").splitlines()
        pieces += role.trouble.read_text("utf-8").splitlines()
        pieces += exposed(role).splitlines()
    return pieces


def test_a_request_leaves_no_secret_behind(system: System) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "cookie": f"session={TOKEN}"}
    call = caller(query=SECRET, headers=headers, baggage=f"token={TOKEN}")
    center = system.center

    task = center.creates(
        NEIGHBOURS[0],
        call,
        callback_url=center.callbacks + SECRET,
        payload={"phone": PHONE, "token": TOKEN},
    )

    got = center.called_back(task)
    assert got["body"]["payload"] == {"phone": PHONE, "token": TOKEN}
    system.spans(call.trace, *PASSED)
    assert [piece for piece in told(system) if is_secret(piece)] == []


def test_nor_does_one_that_fails(system: System) -> None:
    """Nobody listens where it calls back, and nobody has the task that is asked for."""
    nowhere = f"http://127.0.0.1:{free_port()}/hook/{PHONE}{SECRET}"
    lost, failed = caller(query=SECRET), caller()

    answer = NEIGHBOURS[0].calls("GET", f"{system.center.tasks}/{PHONE}", lost)
    system.center.creates(NEIGHBOURS[0], failed, callback_url=nowhere, max_retries=0)

    assert answer.status == 404
    system.spans(lost.trace, "GET /api/v1/tasks/{id}")
    (_, task, callback) = system.spans(failed.trace, *PASSED)
    assert (task.status, callback.status) == ("error", "error")
    system.center.worker.until(lambda line: line.get("trace") == failed.trace)
    assert [piece for piece in told(system) if is_secret(piece)] == []


def test_nor_does_an_exception(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text(FAILING)
    port, log = free_port(), tmp_path / "lines"
    with HttpReceiver() as receiver, log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "failing:app", f"--port={port}"],
            cwd=tmp_path,
            env={"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint},
            stdout=out,
            stderr=out,
        )
        role = Role(process, log, log)
        try:
            role.until(lambda line: "running on" in line["content"])
            call = Call(query=SECRET)
            answer = NEIGHBOURS[0].calls("GET", f"http://127.0.0.1:{port}/people/{PHONE}", call)
            assert answer.status == 500
        finally:
            process.terminate()
            process.wait(PATIENCE)
        spans = receiver.wait(3)

    pieces = [repr(asdict(span)) for span in spans] + log.read_text("utf-8").splitlines()
    assert any("cannot go on" in piece for piece in pieces)
    assert any("nobody has" in piece for piece in pieces)
    assert [piece for piece in pieces if is_secret(piece)] == []
    assert not is_secret(answer.body)
