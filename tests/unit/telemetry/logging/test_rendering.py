from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from taskcenter_monitor.telemetry.context import KEY
from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.levels import NAMES
from taskcenter_monitor.telemetry.logging.record import Content, Record
from taskcenter_monitor.telemetry.logging.rendering import LONGEST_TEXT, Renderer
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Policy, Redaction
from taskcenter_monitor.telemetry.redaction import Redactor

PLACE = ("/srv/app/worker/callback.py", 87)
WHEN = 1_772_443_800_456_789_000
CHANNEL = Channel("task.callback", Stream(Policy()))


def line(
    content: Content = "task done",
    redaction: Redaction | None = None,
    *,
    level: int = 20,
    context: Context | None = None,
    bound: dict[str, Any] | None = None,
    failure: BaseException | None = None,
    **fields: Any,
) -> bytes:
    made = Renderer(Redactor(redaction or default_policy().redaction))
    made.serve("task-center-worker")
    record = (WHEN, level, CHANNEL, content, fields, bound or {}, PLACE, context or Context())
    return made.line((*record, failure))


def entry(content: Content = "task done", **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line(content, **given))
    return found


@pytest.fixture
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_line_has_the_keys_of_go_zero_and_ends_in_a_line_end(shanghai: None) -> None:
    assert line(attempts=3) == (
        b'{"@timestamp":"2026-03-02T17:30:00.456+08:00","level":"info",'
        b'"caller":"worker/callback.py:87","service":"task-center-worker",'
        b'"component":"task.callback","content":"task done","attempts":3}\n'
    )


def test_a_time_of_greenwich_ends_in_z(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()

    assert entry()["@timestamp"] == "2026-03-02T09:30:00.456Z"


@pytest.mark.parametrize(("number", "name"), NAMES.items())
def test_levels_are_the_words_of_go_zero(number: int, name: str) -> None:
    assert entry(level=number)["level"] == name


def test_ids_of_the_span_are_hexadecimal_and_all_their_digits() -> None:
    span = NonRecordingSpan(SpanContext(0xABC, 0xDEF, is_remote=False, trace_flags=TraceFlags(1)))

    found = entry(context=trace.set_span_in_context(span, Context()))

    assert found["trace"] == "00000000000000000000000000000abc"
    assert found["span"] == "0000000000000def"


def test_without_a_span_there_are_no_ids_of_one() -> None:
    assert not {"trace", "span"} & set(entry())


def test_ids_come_before_what_is_bound_and_that_before_fields() -> None:
    ids = Context({KEY: {"request_id": "r", "user_id": "u"}})

    found = entry(context=ids, bound={"user_id": "bound", "shard": 1}, shard=2)

    assert list(found.items())[-3:] == [("request_id", "r"), ("user_id", "bound"), ("shard", 2)]


def test_arguments_stand_in_the_places_of_the_text() -> None:
    assert entry(("%s took %d ms", ("crm", 12)))["content"] == "crm took 12 ms"


@pytest.mark.parametrize("content", [("%d", ("x",)), ("%s %s", (1,)), ("%(a)s", ({"b": 1},))])
def test_a_text_with_wrong_places_is_shown_as_it_is(content: Content) -> None:
    assert entry(content)["content"].startswith(content[0])


def test_a_field_with_a_name_of_ours_gets_another() -> None:
    found = entry(level=20, bound={"level": "high", "caller": "us", "content": {"token": "x"}})

    assert found["level"] == "info"
    assert found["field_level"] == "high"
    assert found["field_caller"] == "us"
    assert found["field_content"] == {"token": "***"}


@pytest.mark.parametrize(
    ("duration", "shown"),
    [(0.0123, "12.3ms"), (2, "2000.0ms"), (timedelta(milliseconds=5), "5.0ms"), ("5s", "5s")],
)
def test_a_duration_is_written_in_milliseconds(duration: object, shown: str) -> None:
    assert entry(duration=duration)["duration"] == shown


def test_values_that_json_has_not_are_the_nearest_that_it_has() -> None:
    found = entry(
        at=datetime(2026, 3, 2, tzinfo=UTC),
        price=Decimal("1.10"),
        id=UUID(int=1),
        huge=2**70,
        half="\ud800",
        nothing=None,
        not_a_number=float("nan"),
    )

    assert found["at"] == "2026-03-02T00:00:00Z"
    assert found["price"] == "1.10"
    assert found["id"] == "00000000-0000-0000-0000-000000000001"
    assert found["huge"] == str(2**70)
    assert found["half"] == "\\ud800"
    assert found["nothing"] is found["not_a_number"] is None


def failed() -> ValueError:
    secret_of_the_frame = "hunter2"  # noqa: S105
    try:
        assert secret_of_the_frame
        raise ValueError("no such order")
    except ValueError as failure:
        return failure


def test_an_error_has_its_type_its_text_and_its_stack_without_local_values() -> None:
    found = entry(failure=failed())

    assert found["error"] == "no such order"
    assert found["error_type"] == "ValueError"
    assert found["stack"].startswith("Traceback (most recent call last):\n")
    assert "hunter2" not in found["stack"].replace('secret_of_the_frame = "hunter2"', "")


def test_fields_of_the_same_names_as_those_of_an_error_are_kept() -> None:
    found = entry(failure=failed(), error="E1204", stack="blue")

    assert found["error"] == "no such order"
    assert found["field_error"] == "E1204"
    assert found["field_stack"] == "blue"


def test_a_cause_is_part_of_the_stack() -> None:
    failure = ValueError("outer")
    failure.__cause__ = failed()

    assert "ValueError: no such order" in entry(failure=failure)["stack"]


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def test_an_exception_without_a_text_is_named_by_its_type() -> None:
    found = entry(failure=Unspeakable())

    assert found["error"].startswith("<Unspeakable without a text")


@pytest.mark.parametrize(
    "fields",
    [
        {"access_token": "hunter2"},
        {"request": {"headers": [{"Authorization": "hunter2"}]}},
        {"note": "see /login?token=hunter2&x=1"},
        {"header": "Authorization: Bearer hunter2hunter2"},
    ],
)
def test_a_secret_is_in_no_line(fields: dict[str, Any]) -> None:
    assert b"hunter2" not in line(bound=fields)


def test_a_secret_in_the_text_of_an_exception_is_hidden_in_its_stack_too() -> None:
    assert b"13812345678" not in line(failure=ValueError("no user 13812345678"))


def test_numbers_that_are_phones_are_hidden() -> None:
    assert b"13812345678" not in line(caller_number=13812345678)


def test_numbers_that_were_measured_stay_in_a_line_with_secrets_too() -> None:
    found = entry("call 13812345678", disk_bytes=13812345678, took={"ns": 15012345678}, to="x@a.cn")

    assert found["content"] == "call ***"
    assert found["to"] == "***"
    assert found["disk_bytes"] == 13812345678
    assert found["took"] == {"ns": 15012345678}


def test_what_was_hidden_is_counted_by_its_rule() -> None:
    made = Renderer(Redactor(default_policy().redaction))
    before = dict(made.redactor.counts)
    fields = {"token": "x"}
    record: Record = (WHEN, 20, CHANNEL, "call 13812345678", fields, {}, PLACE, Context(), None)

    made.line(record)

    assert sum(made.redactor.counts.values()) - sum(before.values()) == 2


def test_a_long_text_is_cut_and_the_line_says_so() -> None:
    found = entry("x" * (LONGEST_TEXT + 1), note="y" * LONGEST_TEXT)

    assert found["content"] == "x" * LONGEST_TEXT
    assert found["note"] == "y" * LONGEST_TEXT
    assert found["truncated"] is True


def test_a_long_text_with_a_secret_is_cut_and_the_line_says_so_too() -> None:
    found = entry("call 13812345678 " + "x" * LONGEST_TEXT)

    assert found["content"].startswith("call *** xxx")
    assert len(found["content"]) <= LONGEST_TEXT
    assert found["truncated"] is True


def test_a_text_that_becomes_long_by_its_masks_is_cut_too() -> None:
    found = entry("pwd=1 " * (LONGEST_TEXT // 6))

    assert len(found["content"]) == LONGEST_TEXT
    assert found["truncated"] is True


def test_no_half_of_a_secret_stands_at_the_end_of_what_was_cut() -> None:
    for before in range(LONGEST_TEXT - 12, LONGEST_TEXT + 1):
        found = line(" " * before + "13812345678" + " " * 20_000)

        assert not re.search(rb"1381234", found)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (("pw %(password)s of %(n)d", ({"password": "hunter2", "n": 3},)), "pw *** of 3"),
        (("got %s", ({"password": "x", "n": 1},)), "got {'password': '***', 'n': 1}"),
        (("sent %s to %s", ([["cookie", "a=b"]], "x")), "sent [['cookie', '***']] to x"),
        (("%(password)s", ({"password": {"a": "x"}},)), "***"),
    ],
)
def test_what_keys_hide_is_hidden_in_arguments_too(content: Content, shown: str) -> None:
    assert entry(content)["content"] == shown


def test_names_of_loggers_and_services_are_searched_by_the_policy_of_the_moment() -> None:
    made = Renderer(Redactor(default_policy().redaction))
    made.serve("mail-to-han@example.cn")
    channel = Channel("user.13812345678", CHANNEL.stream)
    record: Record = (WHEN, 20, channel, "x", {}, {}, PLACE, Context(), None)
    hidden = json.loads(made.line(record))
    made.redactor = Redactor(Redaction())
    plain = json.loads(made.line(record))

    assert (hidden["component"], hidden["service"]) == ("user.***", "***")
    assert (plain["component"], plain["service"]) == ("user.13812345678", "mail-to-han@example.cn")
