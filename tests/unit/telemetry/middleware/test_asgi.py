"""One request through the middleware of ASGI: raw applications, and Starlette."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route

from taskcenter_monitor.telemetry import context, tracing
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.middleware import AsgiMiddleware
from taskcenter_monitor.telemetry.testing import Captured
from tests.spans import NEVER, Ended, ended_spans, event_of, value

Message = dict[str, Any]
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = (b"traceparent", f"00-{TRACE}-{SPAN}-01".encode())


def middleware(app: Any, **settings: Any) -> Any:
    return AsgiMiddleware(app, **settings)


def scope_of(path: str = "/tasks/42", *headers: tuple[bytes, bytes], **more: object) -> Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"token=hunter2",
        "root_path": "",
        "headers": list(headers),
        "client": ("192.0.2.7", 1234),
        "server": ("127.0.0.1", 80),
        **more,
    }


async def ask(app: Any, scope: Message, *received: Message, fails: int = -1) -> list[Message]:
    """What the application has sent; `fails` is the message at which the client has gone."""
    sent: list[Message] = []
    waiting = list(received) or [{"type": "http.request", "body": b"abc"}]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if len(sent) == fails:
            raise OSError("gone")
        sent.append(message)

    await app(scope, receive, send)
    return sent


def answering(status: int = 200, *parts: bytes, **more: object) -> Any:
    async def app(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        scope["taskcenter.route"] = "/tasks/{id}"
        await send({"type": "http.response.start", "status": status, "headers": [], **more})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})

    return app


def headers(sent: list[Message]) -> dict[str, str]:
    return {name.decode(): text.decode() for name, text in sent[0]["headers"]}


def counted(method: str, endpoint: str, code: int) -> float:
    labels = {"method": method, "endpoint": endpoint, "http_code": str(code)}
    return value("task_center_http_requests_total", **labels)


def test_one_request(spans: Ended, logs: Captured) -> None:
    before = counted("GET", "/tasks/{id}", 200)
    scope = scope_of(
        "/tasks/42",
        CALLER,
        (b"x-request-id", b"r-1"),
        (b"user-agent", b"curl"),
        (b"x-forwarded-for", b"203.0.113.9"),
    )
    app = middleware(answering(200, b"one", b"two"))

    sent = asyncio.run(ask(app, scope))

    span, (line,) = spans.one, logs
    assert (span.name, span.kind) == ("GET /tasks/{id}", SpanKind.SERVER)
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == SPAN
    assert span.attributes == {
        "http.request.method": "GET",
        "url.path": "/tasks/42",
        "url.scheme": "http",
        "client.address": "192.0.2.7",
        "user_agent.original": "curl",
        "http.response.status_code": 200,
        "http.request.body.size": 3,
        "http.response.body.size": 6,
        "http.route": "/tasks/{id}",
    }
    assert headers(sent) == {
        "x-request-id": "r-1",
        "traceparent": f"00-{TRACE}-{span.context.span_id:016x}-01",
    }
    assert line["content"] == "[HTTP] 200 - GET /tasks/{id}"
    assert (line["trace"], line["request_id"], line["client"]) == (TRACE, "r-1", "192.0.2.7")
    assert (line["bytes_in"], line["bytes_out"], line["path"]) == (3, 6, "/tasks/42")
    assert "hunter2" not in f"{line}{span.to_json()}"
    assert counted("GET", "/tasks/{id}", 200) == before + 1
    assert "request_id" not in context.current()


def test_a_second_one_leaves_the_request_alone(spans: Ended, logs: Captured) -> None:
    # As around an application that is mounted in another.
    before = counted("GET", "/tasks/{id}", 200)
    app, scope = middleware(middleware(answering())), scope_of()
    for times in (1, 2):
        sent = asyncio.run(ask(app, scope))
        assert [name for name, _ in sent[0]["headers"]] == [b"traceparent", b"x-request-id"]
        assert (len(spans.all), len(logs)) == (times, times)
        assert counted("GET", "/tasks/{id}", 200) == before + times


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 129, b"\xff"])
def test_an_id_that_cannot_be_logged_is_made_anew(spans: Ended, given: bytes) -> None:
    sent = asyncio.run(ask(middleware(answering()), scope_of("/", (b"x-request-id", given))))
    assert len(headers(sent)["x-request-id"]) == 32


@pytest.mark.parametrize(
    "given", [b"13800138000", b"ann@example.com", b"order-13800138000", b"6222021234567890128"]
)
def test_so_is_one_that_says_who_somebody_is(spans: Ended, logs: Captured, given: bytes) -> None:
    sent = asyncio.run(ask(middleware(answering()), scope_of("/", (b"x-request-id", given))))
    made = headers(sent)["x-request-id"]
    assert (len(made), [line["request_id"] for line in logs]) == (32, [made])


def test_what_a_hook_hands_on_is_bound_where_the_policy_hides_nothing(
    spans: Ended, logs: Captured
) -> None:
    told = {"user_id": "13800138000", "task_id": 13800138000, "business_id": "客户-7"}
    asyncio.run(ask(middleware(answering(), ids=lambda _: told), scope_of("/")))
    (line,) = [one for one in logs if one["component"] == "http.server"]
    assert line["business_id"] == "客户-7"
    assert not {"user_id", "task_id"} & line.keys()


@pytest.mark.parametrize(
    "given",
    [
        # With the digits of a phone in it, by chance.
        b"3f1c9a52d7e84b60f13800138000ab12",
        b"3f1c9a52-d7e8-4b60-a138-00138000ab12",
        b"r-1",
        b"01J9ZQ4K7M6D3T8V5W2X1Y0ZAB",
        b"crm/20261128.0001:7+a=",
    ],
)
def test_one_that_is_made_up_is_kept(spans: Ended, given: bytes) -> None:
    sent = asyncio.run(ask(middleware(answering()), scope_of("/", (b"x-request-id", given))))
    assert headers(sent)["x-request-id"] == given.decode()


@pytest.mark.parametrize("given", [b"00-zz-yy-01", b"ff-" + TRACE.encode(), b"0" * 9000])
def test_a_bad_header_begins_a_trace(spans: Ended, given: bytes) -> None:
    asyncio.run(ask(middleware(answering()), scope_of("/", (b"traceparent", given))))
    assert spans.one.parent is None


def test_ids_of_a_hook(logs: Captured) -> None:
    async def app(scope: Message, receive: Any, send: Any) -> None:
        get_logger("app").info("inside")
        await answering()(scope, receive, send)

    def ids(scope: Any) -> dict[str, object]:
        return {"business_id": "crm"}

    asyncio.run(ask(middleware(app, ids=ids), scope_of()))
    assert [line["business_id"] for line in logs] == ["crm", "crm"]


def test_a_hook_that_fails_fails_nobody(spans: Ended) -> None:
    def broken(scope: Any) -> Any:
        raise RuntimeError("hook")

    app = middleware(answering(), ids=broken, route=broken)
    assert asyncio.run(ask(app, scope_of()))[0]["status"] == 200
    assert spans.one.name == "GET /tasks/{id}"


@pytest.mark.parametrize("started", [False, True])
def test_an_application_that_raises(spans: Ended, logs: Captured, started: bool) -> None:
    error = ValueError("bad")

    async def app(scope: Message, receive: Any, send: Any) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        raise error

    before = counted("GET", "unmatched", 500)
    with pytest.raises(ValueError, match="bad") as caught:
        asyncio.run(ask(middleware(app), scope_of()))

    assert caught.value is error
    assert event_of(spans.one)["exception.type"] == "ValueError"
    assert spans.one.status.status_code is StatusCode.ERROR
    assert (logs[0]["level"], logs[0]["status"]) == ("error", 500)
    assert "ValueError: bad" in logs[0]["stack"]
    assert counted("GET", "unmatched", 500) == before + 1


def test_an_answer_that_never_comes_or_ends_is_a_fault(logs: Captured) -> None:
    async def nothing(scope: Message, receive: Any, send: Any) -> None: ...

    async def half(scope: Message, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    for app in (nothing, half):
        asyncio.run(ask(middleware(app), scope_of()))
    assert [(line["status"], line["error"]) for line in logs] == [
        (500, "no answer"),
        (500, "the answer has no end"),
    ]


async def polls(scope: Message, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuses(scope: Message, receive: Any, send: Any) -> None:
    await receive()
    await receive()
    raise ClientDisconnect


async def cancelled(scope: Message, receive: Any, send: Any) -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("app", [polls, refuses, cancelled, answering(200, b"one")])
def test_a_client_that_has_gone_is_no_error(spans: Ended, logs: Captured, app: Any) -> None:
    before = counted("GET", "unmatched", 499) + counted("GET", "/tasks/{id}", 499)
    fails = 1 if app not in (polls, refuses, cancelled) else -1
    with contextlib.suppress(OSError, ClientDisconnect, asyncio.CancelledError):
        asyncio.run(ask(middleware(app), scope_of(), fails=fails))
    assert (logs[0]["status"], logs[0]["level"]) == (499, "info")
    assert spans.one.status.status_code is StatusCode.UNSET
    assert not spans.one.events
    assert counted("GET", "unmatched", 499) + counted("GET", "/tasks/{id}", 499) == before + 1


def test_an_error_of_an_application_whose_client_has_gone_is_one(logs: Captured) -> None:
    async def app(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await receive()
        raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        asyncio.run(ask(middleware(app), scope_of()))
    assert (logs[0]["status"], logs[0]["error_type"]) == (500, "ValueError")


@pytest.mark.parametrize("path", ["/metrics", "/health"])
def test_quiet_paths_leave_nothing(spans: Ended, logs: Captured, path: str) -> None:
    sent = asyncio.run(ask(middleware(answering()), scope_of(path)))
    assert headers(sent) == {}
    assert (spans.all, list(logs)) == ([], [])


def test_odd_methods_share_a_label_and_head_has_no_bytes(spans: Ended, logs: Captured) -> None:
    before = counted("_OTHER", "/tasks/{id}", 200)
    for method in ("BREW", "HEAD"):
        asyncio.run(ask(middleware(answering(200, b"xyz")), scope_of(method=method)))
    assert counted("_OTHER", "/tasks/{id}", 200) == before + 1
    assert [line["bytes_out"] for line in logs] == [3, 0]
    assert (spans.all[0].attributes or {})["http.request.method_original"] == "BREW"


def test_what_the_application_has_set_stays(spans: Ended) -> None:
    app = answering(200, headers=[(b"X-Request-ID", b"mine")])
    sent = asyncio.run(ask(middleware(app), scope_of()))
    assert headers(sent)["X-Request-ID"] == "mine"
    assert "x-request-id" not in headers(sent)


def test_trailers_end_an_answer(logs: Captured) -> None:
    async def app(scope: Message, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": b"x"})
        assert len(logs) == 0
        await send({"type": "http.response.trailers", "headers": []})
        assert len(logs) == 1

    asyncio.run(ask(middleware(app), scope_of()))


def test_slow_requests_are_warned_of(logs: Captured) -> None:
    asyncio.run(ask(middleware(answering(), slow_after=0.0), scope_of()))
    assert (logs[0]["level"], logs[0]["slow"]) == ("warn", True)


def test_an_unsampled_request_is_logged_and_counted(logs: Captured) -> None:
    with ended_spans(NEVER) as spans:
        sent = asyncio.run(ask(middleware(answering()), scope_of()))
    assert spans.all == []
    assert headers(sent)["traceparent"].endswith("-00")
    assert len(logs) == 1


def test_other_kinds_pass_through(spans: Ended) -> None:
    seen = []

    async def app(scope: Message, receive: Any, send: Any) -> None:
        seen.append((scope, receive, send))

    asyncio.run(middleware(app)({"type": "lifespan"}, 1, 2))
    assert seen == [({"type": "lifespan"}, 1, 2)]
    assert spans.all == []


def test_a_setting_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="takes no slow"):
        middleware(answering(), slow=1)


async def item(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def fails(request: Request) -> PlainTextResponse:
    raise ValueError("bad")


async def stream(request: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            await asyncio.sleep(0.02)
            with tracing.span("part"):
                get_logger("app").info("part")
            yield b"x"

    return StreamingResponse(parts())


async def later(request: Request) -> PlainTextResponse:
    async def work() -> None:
        raise ValueError("later")

    return PlainTextResponse("ok", background=BackgroundTask(work))


def starlette() -> Starlette:
    inner = Starlette(routes=[Route("/items/{item:int}", item)])

    async def files(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("file")(scope, receive, send)

    return Starlette(
        routes=[
            Route("/tasks/{id}", item),
            Route("/fails", fails),
            Route("/stream", stream),
            Route("/later", later),
            Mount("/v1", routes=[Route("/tasks/{id}", item)]),
            Mount("/of/{tenant}", app=inner),
            Mount("/files", app=files),
        ]
    )


def get(path: str, **sent: str) -> httpx.Response:
    """What Starlette answers in this process; its exceptions stay there."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(middleware(starlette()), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.get(path, headers=sent)

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/tasks/7", "/tasks/{id}"),
        ("/v1/tasks/7", "/v1/tasks/{id}"),
        ("/of/acme/items/3", "/of/{tenant}/items/{item}"),
        ("/files/a/b", "/files/{path}"),
        ("/nowhere/7", "unmatched"),
        ("/v1/nowhere", "unmatched"),
    ],
)
def test_templates_of_starlette(spans: Ended, path: str, route: str) -> None:
    code = get(path).status_code
    assert (spans.one.attributes or {}).get("http.route", "unmatched") == route
    assert counted("GET", route, code) >= 1


def test_a_failure_behind_starlettes_own_error_page(spans: Ended, logs: Captured) -> None:
    assert get("/fails").status_code == 500
    assert event_of(spans.one)["exception.type"] == "ValueError"
    assert "in fails" in logs.of("http.server")[0]["stack"]


def test_a_stream_takes_until_its_last_byte(spans: Ended, logs: Captured) -> None:
    assert get("/stream").text == "xxx"
    server = spans.all[-1]
    (line,) = logs.of("http.server")
    assert float(line["duration"].removesuffix("ms")) >= 60
    assert {one["trace"] for one in logs.of("app")} == {line["trace"]}
    assert line["request_id"] == logs.of("app")[0]["request_id"]
    assert {one.parent.span_id for one in spans.all[:-1] if one.parent} == {server.context.span_id}


def test_a_failure_after_the_answer_is_told_apart(spans: Ended, logs: Captured) -> None:
    assert get("/later").status_code == 200
    server, after = spans.all
    assert (server.name, server.status.status_code) == ("GET /later", StatusCode.UNSET)
    assert after.status.status_code is StatusCode.ERROR
    first, second = logs.of("http.server")
    assert (first["status"], first["level"]) == (200, "info")
    assert (second["content"], second["error_type"]) == ("failed after the answer", "ValueError")
    assert first["trace"] == second["trace"]


def test_headers_come_back_from_starlette(spans: Ended) -> None:
    assert TRACE in get("/tasks/1", traceparent=CALLER[1].decode()).headers["traceparent"]


def test_a_websocket_is_a_span_and_a_record_and_no_request(spans: Ended, logs: Captured) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1001})

    before = counted("GET", "unmatched", 101)
    scope = {**scope_of("/ws", CALLER), "type": "websocket"}
    asyncio.run(ask(middleware(app), scope, {"type": "websocket.connect"}))

    span, (line,) = spans.one, logs
    assert f"{span.context.trace_id:032x}" == TRACE == line["trace"]
    assert (line["content"], line["status"], line["code"]) == ("websocket ended", 101, 1001)
    assert counted("GET", "unmatched", 101) == before


def test_a_websocket_that_fails(spans: Ended, logs: Captured) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        asyncio.run(ask(middleware(app), {**scope_of("/ws"), "type": "websocket"}))
    assert event_of(spans.one)["exception.type"] == "ValueError"
    assert logs[0]["level"] == "error"
