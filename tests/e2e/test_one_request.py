"""One request to the example is followed through: spans, lines, metrics, panels, and back again.

Every process is real, and so is what they say to each other. Who asks is a service in Go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import pytest
import yaml

from tests.e2e.collectors import WAYS
from tests.e2e.neighbours import NEIGHBOURS, Call, Neighbour
from tests.e2e.tasks import TaskCenter, task_center
from tests.e2e.watching import Watch, until, watching
from tests.otlp import HttpReceiver, Receiver, ReceivedSpan
from tests.toolchains import ROOT, Toolchain

pytestmark = pytest.mark.live

DATA_SOURCES = ROOT / "build/grafana/provisioning/datasources/datasources.yml"
STATE = "vendor=opaque,other=1"


def data_source(kind: str) -> dict[str, Any]:
    """As Grafana is given it."""
    found = yaml.safe_load(DATA_SOURCES.read_text("utf-8"))["datasources"]
    return next(one for one in found if one["type"] == kind)["jsonData"]


@dataclass(frozen=True, slots=True)
class System:
    """The example, and where its spans arrive."""

    center: TaskCenter
    receiver: Receiver

    def spans(self, trace: str, *kinds: str) -> dict[str, ReceivedSpan]:
        """Those of a trace, by kind, once one of each of these kinds is there."""
        found: list[ReceivedSpan] = []

        def whole(spans: list[ReceivedSpan]) -> bool:
            found[:] = [span for span in spans if span.trace_id == trace]
            return {*kinds} <= {span.kind for span in found}

        self.receiver.until(whole)
        return {span.kind: span for span in found if span.kind in kinds}


@pytest.fixture(scope="module", params=WAYS)
def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("center")
    with ExitStack() as held:
        receiver = held.enter_context(HttpReceiver())
        between = held.enter_context(WAYS[request.param](folder, receiver.endpoint, "http"))
        environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": between.endpoints["http"],
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        center = held.enter_context(task_center(folder, environment))
        yield System(center, receiver)


@pytest.fixture(params=NEIGHBOURS, ids=[each.name for each in NEIGHBOURS])
def neighbour(request: pytest.FixtureRequest) -> Neighbour:
    found: Neighbour = request.param
    return found


def caller(**more: Any) -> Call:
    """A request out of a span that nobody else has."""
    return Call(trace=token_hex(16), span=token_hex(8), **more)


def traceparent(headers: Mapping[str, str]) -> list[str]:
    """Version, trace, span and flags."""
    return headers["traceparent"].split("-")


def test_a_request_is_one_trace_from_caller_to_business(
    system: System, neighbour: Neighbour
) -> None:
    call = caller(state=STATE, baggage="tenant=7")

    task = system.center.creates(neighbour, call)

    got = system.center.called_back(task)["headers"]
    spans = system.spans(call.trace, "server", "consumer", "client")
    server, consumer, client = spans["server"], spans["consumer"], spans["client"]
    assert (server.parent, server.resource["service.name"]) == (call.span, "task-center-api")
    assert (consumer.parent, client.parent) == (server.span_id, consumer.span_id)
    for span in (consumer, client):
        assert span.resource["service.name"] == "task-center-worker"
    assert {span.status for span in spans.values()} == {"unset"}
    assert {span.trace_state for span in spans.values()} == {STATE}
    assert traceparent(got) == ["00", call.trace, client.span_id, "01"]
    assert (got["tracestate"], got["baggage"]) == (STATE, "tenant=7")
    assert server.attributes["http.route"] == "/api/v1/tasks"
    assert client.attributes["http.response.status_code"] == 200


def test_lines_of_both_processes_lead_to_the_trace(system: System, neighbour: Neighbour) -> None:
    (field,) = data_source("loki")["derivedFields"]
    pattern = re.compile(field["matcherRegex"])
    call = caller()

    task = system.center.creates(neighbour, call)
    system.center.called_back(task)

    spans = system.spans(call.trace, "server", "consumer", "client")
    ids = {span.span_id for span in spans.values()}
    for role, components in (
        (system.center.api, {"api", "http.server"}),
        (system.center.worker, {"worker.callback"}),
    ):
        role.until(lambda line: line.get("trace") == call.trace and line.get("duration"))
        texts = [text for text in role.log.read_text("utf-8").splitlines() if call.trace in text]
        assert {found[1] for text in texts for found in [pattern.search(text)] if found} == {
            call.trace
        }
        assert all(map(pattern.search, texts))
        lines = [line for line in role.lines if line.get("trace") == call.trace]
        assert components <= {line["component"] for line in lines}
        assert {line["span"] for line in lines} & ids
    of_worker = [line for line in system.center.worker.lines if line.get("trace") == call.trace]
    assert {line["task_id"] for line in of_worker} == {task}


def test_a_caller_that_does_not_sample_is_followed(system: System, neighbour: Neighbour) -> None:
    """Nothing is exported, but lines have the id, and the business is told not to sample."""
    unsampled, sampled = caller(sampled=False, state=STATE), caller()

    task = system.center.creates(neighbour, unsampled)
    got = system.center.called_back(task)["headers"]
    system.center.called_back(system.center.creates(neighbour, sampled))

    # What came later is there, so what has not come will not.
    system.spans(sampled.trace, "server", "consumer", "client")
    assert not [span for span in system.receiver.spans if span.trace_id == unsampled.trace]
    version, trace, span, flags = traceparent(got)
    assert (version, trace, flags) == ("00", unsampled.trace, "00")
    assert span != unsampled.span
    assert got["tracestate"] == STATE
    for role in (system.center.api, system.center.worker):
        role.until(lambda line: line.get("trace") == unsampled.trace)


def test_a_trace_that_begins_here_is_accepted_by_go(system: System, neighbour: Neighbour) -> None:
    asks = NEIGHBOURS[0]
    body = {"headers": {}, "trace": "", "span": ""}
    assert body  # a caller without any headers of a trace
    task = system.center.creates(asks, Call(trace="", span=""))

    got = system.center.called_back(task)["headers"]

    (seen,) = neighbour.reads([got])
    assert seen.accepted
    assert seen.flags == "01"
    spans = system.spans(seen.trace, "server", "consumer", "client")
    assert (spans["server"].parent, spans["client"].span_id) == ("", seen.span)


def test_the_ids_survive_a_hop_through_a_business_and_back(
    system: System, neighbour: Neighbour
) -> None:
    """The business knows W3C alone: it asks the API with the headers that it was called with."""
    call = caller(state=STATE)
    first = system.center.creates(neighbour, caller())
    follow_up = f"{system.center.tasks}/{first}"

    task = system.center.creates(neighbour, call, payload={"follow_up": follow_up})

    system.center.called_back(task, lambda got: got.get("follow_up", {}).get("status") == 200)

    def is_back(span: ReceivedSpan) -> bool:
        read = span.attributes.get("http.route") == "/api/v1/tasks/{id}"
        return span.trace_id == call.trace and span.kind == "server" and read

    spans = system.receiver.until(lambda spans: any(map(is_back, spans)))
    (back,) = filter(is_back, spans)
    client = system.spans(call.trace, "client")["client"]
    assert back.parent == client.span_id
    assert back.trace_state == STATE
    read = system.center.api.until(
        lambda line: line.get("trace") == call.trace and line.get("method") == "GET"
    )
    assert read["span"] == back.span_id


@pytest.fixture
def watch(system: System, toolchain: Toolchain) -> Iterator[Watch]:
    with watching(system.center, toolchain) as found:
        yield found


def test_panels_show_the_request_and_their_points_lead_to_it(system: System, watch: Watch) -> None:
    (destination,) = data_source("prometheus")["exemplarTraceIdDestinations"]
    traces = []
    metric = "task_center_http_request_duration_seconds"

    def ask() -> list[Any]:
        """Rates want two scrapes with something between them, so it is asked on and on."""
        call = caller()
        system.center.creates(NEIGHBOURS[0], call)
        traces.append(call.trace)
        return [one for one in watch.drawn("overview", metric) if one.exemplars]

    drawn = until(ask, lambda found: all(one.values for one in found) and len(traces) > 20)

    assert drawn
    for one in drawn:
        assert max(one.values) > 0
        # As Grafana asks for them: by the query of the panel.
        exemplars = watch.exemplars(one.expr)
        assert exemplars
        leads = {each.labels[destination["name"]] for each in exemplars}
        assert leads & {*traces}
        assert {each.series["job"] for each in exemplars} == {"task-center-api"}
    (rate,) = [
        one
        for one in watch.drawn("overview", "task_center_http_requests_total")
        if "http_code" in one.expr
    ]
    posts = [dict(one.labels) for one in rate.series]
    assert {"method": "POST", "http_code": "201"} in posts
