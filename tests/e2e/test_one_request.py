"""One request to the example is followed through its processes, to a business and back again.

Every process is real, and so is what they say to each other. Who asks is a service in Go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from tests.e2e.collectors import WAYS
from tests.e2e.neighbours import NEIGHBOURS, Call, Neighbour
from tests.e2e.systems import PASSED, System, caller, data_source, system

pytestmark = pytest.mark.live

STATE = "vendor=opaque,other=1"
UNTRACED = Call()
"""Out of no span at all."""


@pytest.fixture(scope="module", name="system", params=WAYS)
def running_system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("center"), request.param) as found:
        yield found


@pytest.fixture(params=NEIGHBOURS, ids=[each.name for each in NEIGHBOURS])
def neighbour(request: pytest.FixtureRequest) -> Neighbour:
    found: Neighbour = request.param
    return found


def traceparent(headers: Mapping[str, str]) -> list[str]:
    """Version, trace, span and flags."""
    return headers["traceparent"].split("-")


def test_a_request_is_one_trace_from_caller_to_business(
    system: System, neighbour: Neighbour
) -> None:
    call = caller(state=STATE, baggage="business_id=crm,tenant=7")

    task = system.center.creates(neighbour, call)

    got = system.center.called_back(task)["headers"]
    spans = system.spans(call.trace, *PASSED)
    server, consumer, client = spans
    assert [span.kind for span in spans] == ["server", "consumer", "client"]
    assert (server.parent, server.resource["service.name"]) == (call.span, "task-center-api")
    assert (consumer.parent, client.parent) == (server.span_id, consumer.span_id)
    for span in (consumer, client):
        assert span.resource["service.name"] == "task-center-worker"
    assert {span.status for span in spans} == {"unset"}
    assert {span.trace_state for span in spans} == {STATE}
    assert traceparent(got) == ["00", call.trace, client.span_id, "01"]
    assert got["tracestate"] == STATE
    # What services tell each other is nothing for a business.
    assert "baggage" not in got
    assert server.attributes["http.route"] == "/api/v1/tasks"
    assert client.attributes["http.response.status_code"] == 200


def test_lines_of_both_processes_lead_to_the_trace(system: System, neighbour: Neighbour) -> None:
    (field,) = data_source("loki")["derivedFields"]
    pattern = re.compile(field["matcherRegex"])
    call = caller()

    task = system.center.creates(neighbour, call)
    system.center.called_back(task)

    ids = {span.span_id for span in system.spans(call.trace, *PASSED)}
    for role, components in (
        (system.center.api, {"api", "http.server"}),
        (system.center.worker, {"worker.callback"}),
    ):
        role.until(lambda line: line.get("trace") == call.trace and "duration" in line)
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
    system.spans(sampled.trace, *PASSED)
    assert not [span for span in system.receiver.spans if span.trace_id == unsampled.trace]
    version, trace, span, flags = traceparent(got)
    assert (version, trace, flags) == ("00", unsampled.trace, "00")
    assert span != unsampled.span
    assert got["tracestate"] == STATE
    for role in (system.center.api, system.center.worker):
        role.until(lambda line: line.get("trace") == unsampled.trace)


def test_a_trace_that_begins_here_is_accepted_by_go(system: System, neighbour: Neighbour) -> None:
    task = system.center.creates(NEIGHBOURS[0], UNTRACED)

    got = system.center.called_back(task)["headers"]

    (seen,) = neighbour.reads([got])
    assert seen.accepted
    assert seen.flags == "01"
    server, _, client = system.spans(seen.trace, *PASSED)
    assert (server.parent, client.span_id) == ("", seen.span)


def test_the_ids_survive_a_hop_through_a_business_and_back(
    system: System, neighbour: Neighbour
) -> None:
    """The business knows W3C alone: it asks the API with the headers that it was called with."""
    call = caller(state=STATE)
    first = system.center.creates(neighbour, caller())
    follow_up = f"{system.center.tasks}/{first}"

    task = system.center.creates(neighbour, call, payload={"follow_up": follow_up})

    system.center.called_back(task, lambda got: got.get("follow_up", {}).get("status") == 200)

    client, back = system.spans(call.trace, PASSED[-1], "GET /api/v1/tasks/{id}")
    assert back.kind == "server"
    assert back.parent == client.span_id
    assert back.trace_state == STATE
    read = system.center.api.until(
        lambda line: line.get("trace") == call.trace and line.get("method") == "GET"
    )
    assert read["span"] == back.span_id
