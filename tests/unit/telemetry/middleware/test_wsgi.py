"""One request through the middleware of WSGI, by the server of the standard library."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from wsgiref.handlers import SimpleHandler
from wsgiref.util import FileWrapper, setup_testing_defaults
from wsgiref.validate import validator

import pytest
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.middleware import WsgiMiddleware
from taskcenter_monitor.telemetry.testing import Captured
from tests.spans import Ended, event_of, value

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def middleware(app: Any, **settings: Any) -> Any:
    return WsgiMiddleware(app, **settings)


def environ_of(path: str = "/tasks/42", **more: object) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "token=hunter2",
        **more,
    }
    environ.setdefault("REMOTE_ADDR", "192.0.2.7")
    setup_testing_defaults(environ)
    return environ


class Handler(SimpleHandler):
    """As a server does it; what goes wrong is raised."""

    wsgi_file_wrapper = FileWrapper
    http_version = "1.1"

    def log_exception(self, exc_info: Any) -> None:
        self.raised = exc_info[1]


def served(app: Any, environ: dict[str, Any]) -> tuple[str, Handler]:
    out = io.BytesIO()
    handler = Handler(io.BytesIO(), out, io.StringIO(), environ)
    handler.run(app)
    return out.getvalue().decode("latin-1"), handler


def ok(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    environ["taskcenter.route"] = "/tasks/{id}"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one", b"two"]


def counted(endpoint: str, code: int) -> float:
    labels = {"method": "GET", "endpoint": endpoint, "http_code": str(code)}
    return value("task_center_http_requests_total", **labels)


def test_a_second_one_leaves_the_request_alone(spans: Ended, logs: Captured) -> None:
    environ = environ_of()
    for times in (1, 2):
        answer, _ = served(middleware(middleware(ok)), environ)
        assert (answer.count("x-request-id"), len(logs)) == (1, times)


def test_one_request(spans: Ended, logs: Captured) -> None:
    before = counted("/tasks/{id}", 200)
    environ = environ_of(
        HTTP_TRACEPARENT=f"00-{TRACE}-00f067aa0ba902b7-01",
        HTTP_X_REQUEST_ID="r-1",
        HTTP_X_FORWARDED_FOR="203.0.113.9",
    )
    answer, _ = served(validator(middleware(validator(ok))), environ)

    span, (line,) = spans.one, logs
    assert (span.name, f"{span.context.trace_id:032x}") == ("GET /tasks/{id}", TRACE)
    assert "x-request-id: r-1" in answer
    assert f"traceparent: 00-{TRACE}-{span.context.span_id:016x}-01" in answer
    assert (line["request_id"], line["client"], line["bytes_out"]) == ("r-1", "192.0.2.7", 6)
    assert (line["status"], line["path"], line["trace"]) == (200, "/tasks/42", TRACE)
    assert "hunter2" not in f"{line}{span.to_json()}"
    assert counted("/tasks/{id}", 200) == before + 1
    assert not trace.get_current_span().get_span_context().is_valid


def test_a_generator_runs_in_the_context_of_its_request_in_any_thread(
    spans: Ended, logs: Captured
) -> None:
    closed = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        try:
            start_response("200 OK", [])
            context.bind(business_id="crm")
            for _ in range(2):
                get_logger("app").info("part")
                yield b"x"
        finally:
            closed.append(context.current()["business_id"])

    answer: Any = middleware(app)(environ_of(), lambda *_: None)
    parts = []
    for _ in range(2):
        with ThreadPoolExecutor(1) as pool:
            parts.append(pool.submit(next, answer).result())
    assert len(spans.all) == 0
    assert list(answer) == []
    answer.close()

    assert (parts, closed) == ([b"x", b"x"], ["crm"])
    assert len({line["trace"] for line in logs}) == 1
    assert {line["business_id"] for line in logs.of("app")} == {"crm"}
    assert logs.of("http.server")[0]["status"] == 200
    assert dict(context.current()) == {}


def test_an_answer_that_nobody_has_taken_whole_is_499(spans: Ended, logs: Captured) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"x"
        yield b"y"

    answer: Any = middleware(app)(environ_of(), lambda *_: None)
    next(answer)
    answer.close()
    assert (logs[0]["status"], logs[0]["level"]) == (499, "info")
    assert spans.one.status.status_code is StatusCode.UNSET


@pytest.mark.parametrize("late", [False, True])
def test_an_application_that_raises(spans: Ended, logs: Captured, late: bool) -> None:
    def early_app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise ValueError("bad")

    def late_app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"x"
        raise ValueError("bad")

    _, handler = served(middleware(late_app if late else early_app), environ_of())

    assert isinstance(handler.raised, ValueError)
    assert event_of(spans.one)["exception.message"] == "bad"
    assert (logs[0]["status"], logs[0]["error_type"]) == (500, "ValueError")
    assert "_app" in logs[0]["stack"]


def test_a_worker_that_is_ended_in_a_request_says_where(spans: Ended, logs: Captured) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        middleware(app)(environ_of(), lambda *_: None)
    assert (logs[0]["status"], logs[0]["level"]) == (500, "error")


def test_what_an_application_has_caught_itself(spans: Ended, logs: Captured) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        try:
            raise ValueError("caught")
        except ValueError:
            start_response("503 Sorry", [], sys.exc_info())
        return [b"sorry"]

    answer, _ = served(middleware(app), environ_of())
    assert "503 Sorry" in answer
    assert event_of(spans.one)["exception.message"] == "caught"
    assert (logs[0]["status"], logs[0]["error"]) == (503, "caught")


def test_write(logs: Captured) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])(b"written")
        return []

    answer, _ = served(middleware(app), environ_of())
    assert answer.endswith("written")
    assert (logs[0]["bytes_out"], logs[0]["status"]) == (7, 200)


def test_a_file_stays_what_the_server_knows(logs: Captured) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", "4")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"file"))

    taken = []

    class Sending(Handler):
        def sendfile(self) -> bool:
            taken.append(type(self.result))  # type: ignore[attr-defined]
            return False

    handler = Sending(io.BytesIO(), io.BytesIO(), io.StringIO(), environ_of())
    handler.run(middleware(app))
    assert taken == [FileWrapper]
    assert (logs[0]["bytes_out"], logs[0]["status"]) == (4, 200)


def test_a_list_can_still_be_counted() -> None:
    answer: Any = middleware(ok)(environ_of(), lambda *_: None)
    assert len(answer) == 2


def test_flask_by_what_it_leaves_behind(spans: Ended) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        rule = SimpleNamespace(rule="/tasks/<int:id>")
        environ["werkzeug.request"] = SimpleNamespace(url_rule=rule)
        environ["SCRIPT_NAME"] += "/v1"
        start_response("200 OK", [])
        return [b""]

    served(middleware(app), environ_of(SCRIPT_NAME="/api"))
    assert spans.one.name == "GET /v1/tasks/<int:id>"


def test_a_path_without_a_route_is_no_label(spans: Ended) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["werkzeug.request"] = SimpleNamespace(url_rule=None)
        start_response("404 Not Found", [])
        return [b""]

    before = counted("unmatched", 404)
    served(middleware(app), environ_of("/nowhere/7"))
    assert counted("unmatched", 404) == before + 1
    assert spans.one.name == "GET"


@pytest.mark.parametrize("path", ["/metrics", "/health"])
def test_quiet_paths_leave_nothing(spans: Ended, logs: Captured, path: str) -> None:
    answer, _ = served(middleware(ok), environ_of(path))
    assert "x-request-id" not in answer
    assert (spans.all, list(logs)) == ([], [])


def test_a_failure_of_close(spans: Ended) -> None:
    class Answer(list[bytes]):
        def close(self) -> None:
            raise ValueError("close")

    def app(environ: dict[str, Any], start_response: Any) -> Answer:
        start_response("200 OK", [])
        return Answer([b"x"])

    answer: Any = middleware(app)(environ_of(), lambda *_: None)
    list(answer)
    with pytest.raises(ValueError, match="close"):
        answer.close()
    assert event_of(spans.one)["exception.message"] == "close"
