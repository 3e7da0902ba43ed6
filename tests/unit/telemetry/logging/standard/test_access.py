"""Access lines of servers as records of requests."""

from __future__ import annotations

import logging

import pytest

from taskcenter_monitor.telemetry.testing import Captured

UVICORN = '%s - "%s %s HTTP/%s" %d'
GUNICORN = "%(m)s %(s)s"


def test_one_of_uvicorn(logs: Captured) -> None:
    log = logging.getLogger("uvicorn.access")
    log.info(UVICORN, "[::1]:5000", "GET", "/tasks/7?token=abc", "1.1", 200)

    entry = logs[0]
    assert (entry["level"], entry["content"]) == ("info", "[HTTP] 200 - GET /tasks/7")
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/tasks/7", 200)
    assert entry["client"] == "[::1]"
    assert "abc" not in str(entry)


def test_one_of_gunicorn(logs: Captured) -> None:
    atoms = {
        "h": "10.0.0.1",
        "m": "POST",
        "U": "/tasks",
        "q": "token=abc",
        "r": "POST /tasks?token=abc HTTP/1.1",
        "s": "201",
        "D": 2500,
        "B": 17,
        "a": "-",
        "{authorization}i": "Bearer abc",
    }
    logging.getLogger("gunicorn.access").info(GUNICORN, atoms)

    entry = logs[0]
    del entry["@timestamp"], entry["caller"]
    assert entry == {
        "level": "info",
        "component": "gunicorn.access",
        "content": "[HTTP] 201 - POST /tasks",
        "method": "POST",
        "path": "/tasks",
        "status": 201,
        "duration": "2.5ms",
        "bytes_out": 17,
        "client": "10.0.0.1",
    }


def test_one_of_gunicorn_that_the_application_never_got(logs: Captured) -> None:
    atoms = {"m": "GET", "U": None, "r": "GET /boom?token=abc HTTP/1.1", "s": 500}
    logging.getLogger("gunicorn.access").info(GUNICORN, atoms)

    assert (logs[0]["path"], logs[0]["level"]) == ("/boom", "error")


def test_failed_requests_are_no_repeats_of_each_other(logs: Captured) -> None:
    log = logging.getLogger("uvicorn.access")
    for number in range(3):
        log.info(UVICORN, "10.0.0.1:5", "GET", f"/{number}", "1.1", 503)

    assert [(entry["level"], entry["path"]) for entry in logs] == [
        ("error", "/0"),
        ("error", "/1"),
        ("error", "/2"),
    ]


@pytest.mark.parametrize("name", ["uvicorn.access", "gunicorn.access"])
@pytest.mark.parametrize("args", [(), ("a", "b"), ({"x": 1},)])
def test_a_line_of_another_form_stays_as_it_is(
    logs: Captured, name: str, args: tuple[object, ...]
) -> None:
    logging.getLogger(name).info("x" + " %s" * len(args), *args)

    assert [entry["content"][0] for entry in logs] == ["x"]
    assert "method" not in logs[0]
