"""Clients that a service has already, traced over loopback: what their spans say and what not."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import redis
import redis.asyncio
import requests
from opentelemetry import baggage, trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.propagate import get_global_textmap, set_global_textmap
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, text
from sqlalchemy.exc import IntegrityError

from taskcenter_monitor.telemetry import context as ids
from taskcenter_monitor.telemetry.testing import capture
from taskcenter_monitor.telemetry.tracing import propagation
from taskcenter_monitor.telemetry.tracing.instrumentation import (
    NAMES,
    Client,
    clients,
    instrument,
    of_sqlalchemy,
    uninstrument,
)
from taskcenter_monitor.telemetry.tracing.propagation import current
from tests.integration.telemetry import resp

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


class Asked(BaseHTTPRequestHandler):
    """Says what it was asked, and leads elsewhere where the path says so."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        where = self.server.elsewhere if self.path.startswith("/moved") else ""
        self.send_response(302 if where else 500 if self.path.startswith("/broken") else 200)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *told: object) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    elsewhere = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[dict[str, str]] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


class Spans:
    def __init__(self, provider: TracerProvider, exporter: InMemorySpanExporter) -> None:
        self.provider, self.exporter = provider, exporter

    def all(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def one(self) -> ReadableSpan:
        (span,) = self.all()
        return span

    def said(self) -> str:
        """All that is in them, as it would leave the process."""
        return "\n".join(span.to_json() for span in self.all())


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spans]:
    """What is made while nothing else is bound or chosen; clients are as before afterwards."""
    chosen, textmap, said = current._choice, get_global_textmap(), set(clients._said)
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    clients._said.clear()
    propagation.use()
    token = attach(Context())
    yield Spans(provider, exporter)
    uninstrument()
    detach(token)
    current._choice = chosen
    clients._said.clear()
    clients._said.update(said)
    set_global_textmap(textmap)


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_all_that_are_installed_are_traced(spans: Spans) -> None:
    found = instrument()
    assert [(one.name, one.active, one.why) for one in found] == [(n, True, "") for n in NAMES]
    assert all(one.version for one in found)
    assert instrument("httpx") == (found[0],)


def by_httpx(url: str) -> None:
    with httpx.Client() as client:
        client.get(url)


def by_async_httpx(url: str) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            await client.get(url)

    asyncio.run(ask())


def by_requests(url: str) -> None:
    requests.get(url, timeout=10)


HTTP = {"httpx": by_httpx, "async httpx": by_async_httpx, "requests": by_requests}


@pytest.mark.parametrize("way", HTTP)
def test_a_request_has_a_span_without_its_query_and_tells_the_trace(
    way: str, spans: Spans, server: Server
) -> None:
    instrument(way.rpartition(" ")[2])
    secret = server.url("/hook?token=9f86d081&phone=13812345678#top").replace("//", "//li:pw@")
    with ids.bound(request_id="r-1", user_id="u-7"):
        HTTP[way](secret)

    span = spans.one()
    assert (span.name, span.kind) == ("GET", SpanKind.CLIENT)
    assert attributes(span)["http.url"] == server.url("/hook")
    assert attributes(span)["http.status_code"] == 200
    for part in ("9f86d081", "13812345678", "li:", "pw@", "top", "u-7"):
        assert part not in spans.said()
    (headers,) = server.asked
    assert span.context is not None
    assert (
        headers["traceparent"] == f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}-01"
    )
    assert "baggage" not in headers
    assert trace.get_current_span() is trace.INVALID_SPAN


@pytest.mark.parametrize("way", HTTP)
def test_a_service_of_our_own_is_told_ids_and_the_next_one_is_not(
    way: str, spans: Spans, server: Server
) -> None:
    propagation.use(peers=["localhost"])
    instrument(way.rpartition(" ")[2])
    with ids.bound(request_id="r-1", user_id="u-7"):
        HTTP[way](server.url("/", "localhost"))
        HTTP[way](server.url("/"))

    ours, theirs = server.asked
    assert ours["baggage"] == "request_id=r-1"
    assert "baggage" not in theirs


def test_who_is_led_elsewhere_by_one_of_ours_tells_nothing_there(
    spans: Spans, server: Server
) -> None:
    propagation.use(peers=["localhost"])
    server.elsewhere = server.url("/landed")
    instrument("httpx")
    with ids.bound(request_id="r-1"), httpx.Client(follow_redirects=True) as client:
        client.get(server.url("/moved", "localhost"))
        client.get(server.url("/"), headers={"baggage": "own=1"})

    assert [one.get("baggage") for one in server.asked] == ["request_id=r-1", None, "own=1"]
    assert len({one["traceparent"][:35] for one in server.asked}) == 3


@pytest.mark.parametrize("way", HTTP)
def test_a_request_that_fails_is_an_error_and_raised(
    way: str, spans: Spans, server: Server
) -> None:
    instrument(way.rpartition(" ")[2])
    HTTP[way](server.url("/broken"))
    assert spans.one().status.status_code is StatusCode.ERROR
    server.shutdown()
    server.server_close()
    with pytest.raises((httpx.TransportError, requests.RequestException)):
        HTTP[way](server.url("/gone"))
    assert spans.all()[-1].status.status_code is StatusCode.ERROR
    assert attributes(spans.all()[-1])["http.url"] == server.url("/gone")


def test_the_stable_conventions_are_shortened_too(spans: Spans, server: Server) -> None:
    program = """
import sys, httpx, requests, sqlalchemy
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from taskcenter_monitor.telemetry.tracing.instrumentation import instrument
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
trace.set_tracer_provider(provider)
instrument()
httpx.get(sys.argv[1]), requests.get(sys.argv[1], timeout=10)
with sqlalchemy.create_engine("sqlite://").connect() as connection:
    connection.execute(sqlalchemy.text("SELECT 'secret', 42"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, server.url("/hook?token=secret")],
        env={"OTEL_SEMCONV_STABILITY_OPT_IN": "http,database", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    assert "secret" not in done.stdout
    assert done.stdout.count(f'"url.full": "{server.url("/hook")}"') == 2
    assert '"db.query.text": "SELECT ?, ?"' in done.stdout


@pytest.mark.parametrize("way", HTTP)
def test_what_is_sent_for_the_telemetry_itself_has_no_span(
    way: str, spans: Spans, server: Server
) -> None:
    instrument()
    with suppress_instrumentation():
        HTTP[way](server.url("/v1/traces"))
    assert spans.all() == []
    assert "traceparent" not in server.asked[0]


def test_the_exporter_itself_is_not_traced(server: Server) -> None:
    program = """
import sys, requests
from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.tracing.instrumentation import instrument
instrument("requests")
tracing.configure("test", endpoint=sys.argv[1])
requests.get(sys.argv[1] + "/asked", timeout=10)
for _ in range(3):
    assert tracing.flush(10)
tracing.shutdown()
"""
    subprocess.run(
        [sys.executable, "-c", program, server.url("")],
        env={"PYTHONPATH": str(ROOT), "OTEL_PROPAGATORS": "tracecontext"},
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    by_service, by_exporter = server.asked
    assert "traceparent" in by_service
    assert by_exporter["content-type"] == "application/x-protobuf"
    assert "traceparent" not in by_exporter


def test_httpx_does_not_log_what_the_span_says(spans: Spans, server: Server) -> None:
    by_name = logging.getLogger("httpx")
    with capture("debug") as before:
        by_httpx(server.url("/?token=9f86d081"))
    instrument("httpx")
    with capture("debug") as traced:
        by_httpx(server.url("/?token=9f86d081"))
        by_name.info("of another kind")
    uninstrument("httpx")
    with capture("debug") as after:
        by_httpx(server.url("/"))

    def lines(captured: Any) -> int:
        return sum(one.startswith("HTTP Request") for one in captured.contents)

    assert (lines(before), lines(traced), lines(after)) == (1, 0, 1)
    assert "of another kind" in traced.contents


def queried(engine: Any) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 'zhang', 42 WHERE 1 = :one"), {"one": 7})


def test_a_query_has_a_span_without_values(spans: Spans) -> None:
    # Of a version that its instrumentation refuses, and of an engine that was there before.
    engine = create_engine("sqlite://")
    (client,) = instrument("sqlalchemy")
    assert client.active
    queried(engine)
    queried(create_engine("sqlite://"))

    first, second = spans.all()
    assert attributes(first)["db.statement"] == "SELECT ?, ? WHERE ? = ?"
    assert attributes(first)["db.system"] == "sqlite"
    assert attributes(second) == attributes(first)
    assert "zhang" not in spans.said()


def test_a_statement_that_fails_is_an_error_without_its_values(spans: Spans) -> None:
    instrument("sqlalchemy")
    table = Table("t", MetaData(), Column("a", Integer, primary_key=True), Column("b", Text))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(text("INSERT INTO t VALUES (1, 'zhang')"))
        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO t VALUES (1, 'wang')"))

    failed = spans.all()[-1]
    assert failed.status.status_code is StatusCode.ERROR
    assert attributes(failed)["db.statement"] == "INSERT INTO t VALUES (?)"
    assert "wang" not in spans.said()


def test_queries_stand_in_the_trace_of_their_request(spans: Spans) -> None:
    instrument("sqlalchemy")
    with spans.provider.get_tracer("test").start_as_current_span("request") as request:
        queried(create_engine("sqlite://"))
    assert {span.context.trace_id for span in spans.all() if span.context} == {
        request.get_span_context().trace_id
    }


def test_what_others_have_hung_on_an_engine_is_not_doubled(spans: Spans) -> None:
    engine = create_engine("sqlite://")
    of_sqlalchemy._hang(type("Connection", (), {"engine": engine}))
    instrument("sqlalchemy")
    queried(engine)
    assert len(spans.all()) == 1


def test_the_query_in_trial_leaves_no_span(spans: Spans) -> None:
    assert instrument("sqlalchemy")[0].active
    assert spans.all() == []


@pytest.fixture
def store() -> Iterator[resp.Server]:
    with resp.serving() as one:
        yield one


def test_commands_of_redis_have_spans_without_keys_and_values(
    spans: Spans, store: resp.Server
) -> None:
    made_before = redis.Redis(port=store.port, protocol=2)
    instrument("redis")
    with made_before as client:
        client.set("user:u-7", "zhang")
        assert client.get("user:u-7") == b"zhang"
        with client.pipeline() as pipeline:
            pipeline.set("a", "wang").get("a")
            assert pipeline.execute() == [True, b"wang"]
        with pytest.raises(redis.ResponseError):
            client.execute_command("FT.SEARCH", "people", "@name:zhang")

    named = {span.name: attributes(span).get("db.statement") for span in spans.all()}
    assert named == {
        "SET": "SET ? ?",
        "GET": "GET ?",
        "SET GET": "SET ? ?\nGET ?",
        "FT.SEARCH": "FT.SEARCH ? ?",
    }
    for part in ("zhang", "wang", "u-7"):
        assert part not in spans.said()


def test_commands_of_redis_in_asyncio_have_spans(spans: Spans, store: resp.Server) -> None:
    instrument("redis")

    async def ask() -> None:
        async with redis.asyncio.Redis(port=store.port, protocol=2) as client:
            await client.set("a", "zhang")
            assert await client.get("a") == b"zhang"

    asyncio.run(ask())
    assert [span.name for span in spans.all()] == ["SET", "GET"]


def test_what_was_taken_back_makes_no_spans(
    spans: Spans, server: Server, store: resp.Server
) -> None:
    engine = create_engine("sqlite://")
    instrument()
    queried(engine)
    spans.exporter.clear()
    uninstrument()
    uninstrument("redis")

    for ask in HTTP.values():
        ask(server.url("/"))
    queried(engine)
    queried(create_engine("sqlite://"))
    with redis.Redis(port=store.port, protocol=2) as client:
        client.set("a", "1")
    assert spans.all() == []
    assert not any("traceparent" in one for one in server.asked)
    assert all(one.active for one in instrument())
    queried(engine)
    assert len(spans.all()) == 1


def test_a_name_that_is_not_known(spans: Spans) -> None:
    with pytest.raises(ValueError, match="'aiohttp' is no client that can be traced; httpx, "):
        instrument("httpx", "aiohttp")
    with pytest.raises(ValueError, match="'aiohttp'"):
        uninstrument("aiohttp")


def warnings_of(*names: str) -> tuple[tuple[Client, ...], list[dict[str, Any]]]:
    with capture() as logs:
        found = instrument(*names)
        assert instrument(*names) == found
    return found, [dict(one) for one in logs if one["content"] == "a client is not traced"]


def test_one_that_is_not_installed_is_said_where_it_was_named(
    spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "redis":
            raise PackageNotFoundError(name)
        return installed_version(name)

    monkeypatch.setattr(clients, "version", version)
    assert "redis" not in [one.name for one in instrument()]
    (client,), said = warnings_of("redis")
    assert (client.active, client.why) == (False, "redis is not installed")
    assert [(one["level"], one["client"], one["reason"]) for one in said] == [
        ("warn", "redis", "redis is not installed")
    ]


def test_an_extra_that_is_missing_is_said_once_with_its_name(
    spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, f"{clients._PLACE}.of_httpx", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.instrumentation.httpx", None)
    (client,), said = warnings_of("httpx")
    assert not client.active
    assert "pip install 'taskcenter-monitor[telemetry-clients]'" in client.why
    assert len(said) == 1


def test_a_version_that_theirs_refuses_is_said_and_not_left_to_its_log(
    spans: Spans, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.setattr(
        HTTPXClientInstrumentor, "instrumentation_dependencies", lambda self: ("httpx < 0.1",)
    )
    (client,), said = warnings_of("httpx")
    assert (client.active, len(said)) == (False, 1)
    assert "is made for httpx < 0.1, and 0." in client.why
    by_httpx(server.url("/"))
    assert spans.all() == []


def test_one_that_makes_no_spans_is_found_out_by_a_query(
    spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Idle(EngineTracer):
        def __init__(self, *given: object) -> None:
            """Hangs on nothing."""

    monkeypatch.setattr(of_sqlalchemy, "EngineTracer", Idle)
    (client,), said = warnings_of("sqlalchemy")
    assert (client.active, len(said)) == (False, 1)
    assert "makes no spans with SQLAlchemy" in client.why
    queried(create_engine("sqlite://"))
    assert spans.all() == []


@pytest.mark.parametrize("fault", [RuntimeError("of theirs"), sqlite3.Error("of theirs")])
def test_one_that_fails_is_said_and_taken_back(
    spans: Spans, monkeypatch: pytest.MonkeyPatch, fault: Exception, server: Server
) -> None:
    real = HTTPXClientInstrumentor._instrument

    def failing(self: Any, **options: Any) -> None:
        real(self, **options)
        raise fault

    monkeypatch.setattr(HTTPXClientInstrumentor, "_instrument", failing)
    (client,), said = warnings_of("httpx")
    assert (client.active, len(said)) == (False, 1)
    assert client.why.endswith("of theirs")
    by_httpx(server.url("/"))
    assert spans.all() == []


def test_one_that_somebody_else_has_instrumented_is_left_to_them(spans: Spans) -> None:
    HTTPXClientInstrumentor().instrument()
    try:
        (client,), said = warnings_of("httpx")
        assert (client.active, len(said)) == (False, 1)
        assert client.why.startswith("somebody else has")
    finally:
        HTTPXClientInstrumentor().uninstrument()


def test_their_own_start_would_make_no_spans_of_this_version(
    spans: Spans, caplog: pytest.LogCaptureFixture
) -> None:
    """Why ours is another one: once this fails, theirs may do."""
    SQLAlchemyInstrumentor().instrument()
    queried(create_engine("sqlite://"))
    assert spans.all() == []
    assert not SQLAlchemyInstrumentor().is_instrumented_by_opentelemetry


def test_baggage_goes_to_nobody_though_nothing_was_configured(spans: Spans, server: Server) -> None:
    set_global_textmap(CompositePropagator([]))
    instrument("requests")
    token = attach(baggage.set_baggage("user_id", "u-7"))
    try:
        by_requests(server.url("/"))
    finally:
        detach(token)
    assert "traceparent" in server.asked[0]
    assert "baggage" not in server.asked[0]
