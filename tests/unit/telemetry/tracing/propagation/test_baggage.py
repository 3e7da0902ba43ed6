"""What services tell each other of a request, and what nobody else is told."""

from __future__ import annotations

import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import baggage, context, propagate

from taskcenter_monitor.telemetry import context as ids
from taskcenter_monitor.telemetry.tracing.propagation import carried, extract, inject, use
from taskcenter_monitor.telemetry.tracing.propagation.baggage import read, written

OURS, THEIRS = "http://task-center-api:8080/api", "https://crm.example.com/hook"


@pytest.mark.parametrize(
    ("header", "entries"),
    [
        ("a=1", {"a": "1"}),
        (" a = 1 ;ttl=5;x , b=2", {"a": "1", "b": "2"}),
        ("a=", {"a": ""}),
        ("a=1=2", {"a": "1=2"}),
        ("a=x%20y%E4%BB%BB+z", {"a": "x y任+z"}),
        ("a=%ff", {"a": "\ufffd"}),
        ("a=1,a=2", {"a": "2"}),
        (",,a=1,,", {"a": "1"}),
        ("a,=1,b c=1,é=1,d=x y,e=é,f=\x00,ok=1", {"ok": "1"}),
        ('a="1",b=\\,ok=1', {"ok": "1"}),
        ("", {}),
    ],
)
def test_entries_are_read_and_what_is_none_is_left_out(
    header: str, entries: dict[str, str]
) -> None:
    assert read(header) == entries


def test_of_too_much_the_first_whole_entries_are_read() -> None:
    assert len(read(",".join(f"k{n}=v" for n in range(500)))) == 64
    many = ",".join(f"k{n}={'v' * 1000}" for n in range(20))
    assert list(read(many)) == [f"k{n}" for n in range(8)]
    assert set(map(len, read(many).values())) == {1000}
    assert read(f"a={'v' * 9000}") == {}
    began = time.perf_counter()
    read("," * 5_000_000)
    assert time.perf_counter() - began < 0.5


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(), max_size=80))
def test_what_is_written_can_be_read_and_is_a_header(entries: dict[str, str]) -> None:
    header = written(entries.items())

    assert header.isascii()
    assert header == "" or header.isprintable()
    assert len(header) <= 8192
    got = read(header)
    assert all(entries[name].encode("utf-8", "replace").decode() == got[name] for name in got)
    if len(header) < 4000 and len(entries) <= 64:
        assert len(got) == len(entries)


def test_values_that_would_break_a_header_are_escaped_and_names_left_out() -> None:
    header = written([("a", "x\r\nSet-Cookie: y"), ("b\r\nx: y", "1"), ("c", "\ud800"), ("d", 1.5)])
    assert header == "a=x%0D%0ASet-Cookie:%20y,c=?,d=1.5"
    assert unquote(header).count("\n") == 1
    assert written([("a", object()), ("b", ["x"]), ("c", None)]) == ""


def test_what_does_not_fit_is_not_sent() -> None:
    header = written((f"k{n}", "v" * 1000) for n in range(20))
    assert list(read(header)) == [f"k{n}" for n in range(8)]
    assert written([("a", "v" * 9000)]) == ""
    assert len(written((f"k{n}", "v") for n in range(500)).split(",")) == 64


def told(url: str = "") -> str | None:
    headers: dict[str, str] = {}
    inject(headers, url)
    return headers.get("baggage")


@pytest.fixture
def in_a_request() -> None:
    """What somebody has sent, and what is bound here."""
    received = extract({"baggage": "user_id=u-7,request_id=r-0,secret=s,tier=gold"})
    context.attach(received)
    ids.bind(request_id="r-1", business_id="crm", user_id="u-7", task_id="t-1")


@pytest.mark.usefixtures("in_a_request")
def test_a_queue_of_our_own_gets_ids_of_the_request_and_of_the_business_alone() -> None:
    assert baggage.get_all()["user_id"] == "u-7"
    assert told() == "request_id=r-1,business_id=crm"


@pytest.mark.usefixtures("in_a_request")
def test_no_host_gets_any_unless_it_is_named() -> None:
    assert told(THEIRS) is None
    assert told(OURS) is None
    use(peers=["task-center-api"])
    assert told(OURS) == "request_id=r-1,business_id=crm"
    assert told(THEIRS) is None


@pytest.mark.usefixtures("in_a_request")
def test_a_service_may_name_what_it_tells() -> None:
    use(peers=["task-center-api"], keys=["tier", "missing", "task_id"])
    assert told(OURS) == "tier=gold,task_id=t-1"
    use("tracecontext", peers=["task-center-api"])
    assert told(OURS) is None
    use(keys=[])
    assert told() is None


@pytest.mark.usefixtures("in_a_request")
def test_instrumentations_that_name_no_host_send_none() -> None:
    use(peers=["*"])
    headers: dict[str, str] = {}
    propagate.inject(headers)
    assert "baggage" not in headers


def test_what_was_told_can_be_bound() -> None:
    received = extract({"baggage": f"user_id=u-7,request_id=r-0,business_id={'x' * 200}"})
    assert carried(received) == {"request_id": "r-0", "business_id": "x" * 200}
    with ids.bound(**carried(received)):
        assert ids.current()["request_id"] == "r-0"
    assert carried() == {}


@pytest.mark.parametrize("told", ["13800138000", "ann%40example.com", "x" * 201, "a%0d%0ab", ""])
def test_what_no_line_may_say_is_not_bound(told: str) -> None:
    # Bound ids are not searched for secrets when a line is written.
    assert carried(extract({"baggage": f"business_id={told},request_id=r-0"})) == {
        "request_id": "r-0"
    }


def test_baggage_of_before_is_not_that_of_a_caller() -> None:
    context.attach(baggage.set_baggage("user_id", "u-7"))
    assert dict(baggage.get_all(extract({}))) == {}
    assert dict(baggage.get_all(extract({"baggage": "a=1"}))) == {"a": "1"}


@pytest.mark.parametrize(
    "url",
    [
        "http://task-center-api",
        "http://task-center-api:8080/x?y#z",
        "https://TASK-CENTER-API./",
        "https://user:pw@task-center-api/",
        "http://worker.internal/",
        "http://a.b.INTERNAL",
        "http://[::1]:80/",
    ],
)
@pytest.mark.usefixtures("in_a_request")
def test_hosts_that_are_ours(url: str) -> None:
    use(peers=["task-center-api", "*.internal", "::1"])
    assert told(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/",
        "http://task-center-api.example.com/",
        "http://xtask-center-api/",
        "http://internal/",
        "http://notinternal/",
        "http://task-center-api@evil.example.com/",
        "http://evil.example.com\\@task-center-api/",
        "http://evil.example.com#@task-center-api/",
        "http://evil.example.com?@task-center-api/",
        "http://task-center-api\t.evil.example.com/",
        "http://[::1",
        "task-center-api",
        "//",
        "junk",
    ],
)
@pytest.mark.usefixtures("in_a_request")
def test_hosts_that_are_not_and_urls_that_may_lead_elsewhere(url: str) -> None:
    use(peers=["task-center-api", "*.internal"])
    assert told(url) is None


@pytest.mark.parametrize("host", ["", "http://a", "a b", "a/*", "a*", "*.", "a\n"])
def test_what_is_no_host_is_said_at_once(host: str) -> None:
    with pytest.raises(ValueError, match="is no host"):
        use(peers=[host])
