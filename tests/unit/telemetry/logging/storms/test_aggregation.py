"""Which errors are written, and what is said of the others."""

from __future__ import annotations

import gc
import signal
import time
import weakref
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from taskcenter_monitor.telemetry.logging.storms.windows import Windows
from taskcenter_monitor.telemetry.policy.document import Aggregation
from tests.storms import HERE, REDACTOR, raised, weather


def elsewhere(*said: object) -> Exception:
    try:
        raise ValueError(*said)
    except ValueError as failure:
        return failure


def test_the_first_of_a_window_pass_and_the_others_are_counted() -> None:
    with weather(first=2) as storm:
        passed = [storm.passes() for _ in range(5)]
        assert passed == [True, True, False, False, False]
        assert storm.storms.aggregated == 3
        assert [each["repeats"] for each in storm.said(True)] == [3]


def test_numbers_and_ids_in_a_text_make_no_other_error() -> None:
    with weather() as storm:
        for number in range(20):
            text = (
                f"task {number} of {UUID(int=number << 64)} at 10.0.0.{number}:{number} '{number}'"
            )
            assert storm.passes(failure=raised(ValueError, text)) is (number == 0)
        assert storm.repeats() == [19]


def test_arguments_are_part_of_the_text() -> None:
    with weather() as storm:
        assert storm.passes(("cannot reach %s", ("database",)))
        assert storm.passes(("cannot reach %s", ("the object storage",)))
        assert not storm.passes(("cannot reach %s", ("database",)))


def test_arguments_that_do_not_fit_their_text_do_no_harm() -> None:
    with weather() as storm:
        assert storm.passes(("cannot reach %d", ("database",)))
        assert not storm.passes(("cannot reach %d", ("database",)))


def test_different_messages_of_one_place_are_two_errors() -> None:
    with weather() as storm:
        for _ in range(3):
            storm.passes(failure=raised(ValueError, "connection refused by the database"))
            storm.passes(failure=raised(ValueError, "certificate has expired"))
        assert storm.repeats() == [2, 2]


def test_the_place_that_raised_and_the_class_tell_errors_apart() -> None:
    with weather() as storm:
        assert storm.passes(failure=raised(ValueError, "no"))
        assert storm.passes(failure=elsewhere("no"))
        assert storm.passes(failure=raised(TypeError, "no"))
        assert storm.passes()
        assert not storm.passes(failure=elsewhere("no"))


def test_the_place_that_logs_and_what_it_says_tell_errors_apart() -> None:
    with weather() as storm:
        assert storm.passes("callback failed", raised(ValueError, "no"))
        assert storm.passes("callback failed", raised(ValueError, "no"), (HERE[0], 18))
        assert storm.passes("gave up", raised(ValueError, "no"))
        assert not storm.passes("gave up", raised(ValueError, "no"))


def test_two_lines_of_one_function_are_two_places() -> None:
    def fails(line: int) -> None:
        if line == 1:
            raise ValueError("no")
        raise ValueError("no")

    with weather() as storm:
        for line in (1, 2, 1, 2):
            try:
                fails(line)
            except ValueError as failure:
                storm.passes(failure=failure)
        assert storm.repeats() == [1, 1]


def test_a_content_with_its_values_written_into_it_is_one_error() -> None:
    with weather() as storm:
        for number in range(10):
            storm.passes(f"callback of task {number} failed", raised(ValueError, "no"))
        assert storm.repeats() == [9]


def test_groups_of_exceptions_are_told_apart_by_what_is_in_them() -> None:
    with weather() as storm:
        one = raised(ExceptionGroup, "of a task group", [raised(ValueError, "no")])
        two = raised(ExceptionGroup, "of a task group", [elsewhere("other")])
        assert storm.passes(failure=one)
        assert storm.passes(failure=two)
        assert not storm.passes(failure=one)
        assert [each["error_type"] for each in storm.said(True)] == ["ExceptionGroup"]


def test_what_members_of_a_group_are_of_tells_errors_apart_and_how_many_does_not() -> None:
    def group(*kinds: type[Exception]) -> Exception:
        return raised(ExceptionGroup, "many", [raised(kind, "no") for kind in kinds])

    with weather() as storm:
        assert storm.passes(failure=group(ValueError, KeyError))
        assert storm.passes(failure=group(ValueError, TypeError))
        assert not storm.passes(failure=group(ValueError, KeyError, KeyError, ValueError))
        assert storm.repeats() == [1]


@pytest.mark.parametrize("explicit", [True, False])
def test_what_an_error_was_raised_from_tells_it_apart(explicit: bool) -> None:
    def caused(cause: Exception) -> Exception:
        failure = raised(RuntimeError, "call failed")
        if explicit:
            failure.__cause__ = cause
        else:
            failure.__context__ = cause
        return failure

    with weather() as storm:
        assert storm.passes(failure=raised(RuntimeError, "call failed"))
        assert storm.passes(failure=caused(ValueError("no")))
        assert storm.passes(failure=caused(KeyError("no")))
        assert storm.passes(failure=caused(ValueError("the disk is full")))
        assert not storm.passes(failure=caused(ValueError("no")))
        (summary,) = storm.said(True)
        assert summary["sample"]["message"] == "call failed"


def test_a_cause_that_python_does_not_show_does_not_count() -> None:
    with weather() as storm:
        for cause in (ValueError("no"), KeyError("other")):
            failure = raised(RuntimeError, "call failed")
            failure.__context__, failure.__suppress_context__ = cause, True
            storm.passes(failure=failure)
        assert storm.repeats() == [1]


def test_a_text_in_place_of_an_exception_tells_errors_apart() -> None:
    with weather() as storm:
        for text in ("deadlock found", "syntax error near FROM", "disk full", "disk full"):
            storm.passes("[MYSQL] insert tasks", error=text)
        (summary,) = storm.said(True)
        assert summary["repeats"] == 1
        assert summary["content"] == "[MYSQL] insert tasks"
        assert summary["sample"]["message"] == "disk full"


def test_with_such_a_text_the_content_and_its_arguments_count_all_the_same() -> None:
    with weather() as storm:
        assert storm.passes(("cannot reach %s", ("database",)), error="no answer")
        assert storm.passes(("cannot reach %s", ("the object storage",)), error="no answer")
        assert not storm.passes(("cannot reach %s", ("database",)), error="no answer")


@pytest.mark.parametrize("with_exception", [True, False])
def test_the_status_of_a_request_tells_errors_apart(with_exception: bool) -> None:
    failure = raised(ValueError, "the shop failed") if with_exception else None
    with weather() as storm:
        for status in (502, 504, 502):
            storm.passes(f"[HTTP] {status} - POST /callback", failure, status=status)
        (summary,) = storm.said(True)
        assert (summary["content"], summary["repeats"]) == ("[HTTP] 502 - POST /callback", 1)


@pytest.mark.parametrize("status", [7, 1_000_000, "failed", None, True])
def test_what_is_no_status_of_a_request_does_not(status: object) -> None:
    with weather() as storm:
        storm.passes(status=0)
        assert not storm.passes(status=status)


@pytest.mark.parametrize(("similarity", "passes"), [(0.79, False), (0.8, False), (0.81, True)])
def test_the_similarity_of_the_policy_is_the_least_that_makes_two_texts_one(
    similarity: float, passes: bool
) -> None:
    with weather(similarity=similarity) as storm:
        assert storm.passes("qwrtyuiopz")
        assert storm.passes("qwrtyuiokj") is passes


def test_a_summary_says_what_the_others_were() -> None:
    span = SpanContext(0xABC, 0xD, is_remote=False, trace_flags=TraceFlags(1))
    inside = trace.set_span_in_context(NonRecordingSpan(span))
    with weather() as storm:
        for number in range(5):
            storm.passes(failure=raised(ValueError, f"task {number}"), context=inside)
        (summary,) = storm.said(True)
        assert summary["content"] == "callback failed"
        assert summary["error_type"] == "ValueError"
        assert summary["sample"] == {
            "message": "task 4",
            "spans": [{"trace": f"{0xABC:032x}", "span": f"{0xD:016x}"}] * 3,
        }
        assert summary["first_at"] <= summary["last_at"]
        assert "various" not in summary


def test_a_window_starts_with_its_first_error_and_then_another_starts() -> None:
    with weather(window=10.0) as storm:
        assert storm.passes()
        storm.now += 9.99
        assert not storm.passes()
        assert storm.said() == []
        storm.now += 0.01
        assert [each["repeats"] for each in storm.said()] == [1]
        assert storm.said() == []
        assert storm.passes()
        assert storm.repeats() == []


def test_an_error_after_the_end_of_a_window_sends_the_summary_itself() -> None:
    with weather(window=10.0) as storm:
        storm.passes()
        storm.passes()
        storm.now += 10.0
        assert storm.passes()
        assert [record[4]["repeats"] for record in storm.sent] == [1]


def test_a_window_without_repeats_says_nothing() -> None:
    with weather(window=10.0) as storm:
        storm.passes()
        storm.now += 20.0
        assert storm.said() == []


def test_what_was_not_seen_for_longest_is_given_up_with_its_summary() -> None:
    with weather(groups=2) as storm:
        for text in ("first", "first", "second", "second", "first"):
            storm.passes(text)
        storm.passes("completely new")
        assert [(each["content"], each["repeats"]) for each in storm.said()] == [("second", 1)]
        assert not storm.passes("first")


def test_a_smaller_number_of_groups_holds_from_the_next_new_error_on() -> None:
    with weather(groups=4) as storm:
        for text in ("abc", "def", "ghi", "abc", "def", "ghi"):
            storm.passes(text)
        storm.storms.bound_by(Aggregation(groups=1), REDACTOR)
        storm.passes("jkl")
        assert [each["content"] for each in storm.said()] == ["abc", "def", "ghi"]


def test_noise_of_one_place_is_counted_as_one_in_the_end() -> None:
    with weather(similarity=1.0) as storm:
        texts = [f"{chr(0x4E00 + number)} failed" for number in range(200)]
        passed = sum(storm.passes(text) for text in texts)
        assert passed == 64
        assert not storm.passes(texts[0])
        noise, first = sorted(storm.said(True), key=lambda each: -each["repeats"])
        assert (noise["repeats"], noise["various"]) == (136, True)
        assert (first["repeats"], "various" in first) == (1, False)


def test_more_messages_than_are_remembered_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskcenter_monitor.telemetry.logging.storms.windows.MANY", 3)
    with weather() as storm:
        for letter in "abcdefghijabcdefghij":
            storm.passes(f"the host {letter * 3} does not answer in time")
        assert storm.repeats() == [19]


def test_after_the_last_summary_nothing_is_counted_any_more() -> None:
    with weather() as storm:
        storm.passes()
        storm.passes()
        assert storm.repeats() == [1]
        assert [storm.passes() for _ in range(3)] == [True] * 3
        assert storm.repeats() == []


def test_a_writer_that_goes_on_after_its_end_has_repeats_counted_again() -> None:
    with weather() as storm:
        storm.said(True)
        assert storm.passes()
        storm.said()
        assert [storm.passes(), storm.passes()] == [True, False]


def test_a_child_starts_without_what_its_parent_has_counted() -> None:
    with weather() as storm:
        storm.passes()
        storm.passes()
        storm.storms.forked()
        assert storm.storms.aggregated == 0
        assert storm.passes()
        assert storm.repeats() == []


def test_a_fork_while_another_thread_decides_leaves_no_lock_behind() -> None:
    with weather() as storm:
        # The thread is gone in the child, and would hold it for ever.
        taken = Thread(target=storm.storms._lock.acquire)
        taken.start()
        taken.join()
        storm.storms.forked()
        child = Thread(target=storm.passes, daemon=True)
        child.start()
        child.join(5)
        assert not child.is_alive()


def test_an_exception_is_not_kept_alive() -> None:
    class WatchedError(Exception):
        pass

    with weather() as storm:
        failure = raised(WatchedError, "no")
        storm.passes(failure=failure)
        storm.passes(failure=failure)
        gone = weakref.ref(failure)
        del failure
        gc.collect()
        assert gone() is None


def test_the_text_of_an_exception_is_asked_for_once() -> None:
    asked = []

    class SaysLittleError(Exception):
        def __str__(self) -> str:
            asked.append(1)
            return "no"

    with weather() as storm:
        storm.passes(failure=raised(SaysLittleError))
        assert len(asked) == 1


def test_an_exception_that_cannot_say_itself_is_an_error_like_others() -> None:
    class SaysNothingError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    with weather() as storm:
        assert storm.passes(failure=raised(SaysNothingError))
        assert not storm.passes(failure=raised(SaysNothingError))


def test_long_messages_are_compared_and_kept_in_part() -> None:
    with weather() as storm:
        storm.passes("a" * 100_000)
        assert not storm.passes("a" * 200_000)
        (summary,) = storm.said(True)
        assert len(summary["sample"]["message"]) == len(summary["content"]) == 300


@pytest.mark.parametrize("before", range(250, 300, 6))
@pytest.mark.parametrize(
    "secret",
    [
        "redis://:s3cr3tpass@10.0.0.5:6379/0",
        "4111 1111 1111 1111",
        "+86 138-1234-5678",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
    ],
)
def test_no_half_of_a_secret_is_in_a_summary(secret: str, before: int) -> None:
    text = ("y " * 200)[:before] + secret + " z" * 400
    with weather() as storm:
        for content, failure in ((text, None), (text, raised(ValueError, text))):
            storm.passes(content, failure)
            storm.passes(content, failure)
        for summary in storm.said(True):
            for shown in (summary["content"], summary["sample"]["message"]):
                assert len(shown) == 300
                assert shown[:before] == text[:before]
                assert shown[before:].startswith((REDACTOR.text(secret) + " z")[: 300 - before])


def test_mappings_among_the_arguments_of_a_text_are_shown_without_what_is_hidden() -> None:
    content = ("got %s", ({"password": "hunter2", "user": "li"},))
    with weather() as storm:
        storm.passes(content)
        storm.passes(content)
        (summary,) = storm.said(True)
        assert summary["content"] == "got {'password': '***', 'user': 'li'}"
        assert summary["sample"]["message"] == summary["content"]


def test_threads_lose_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Windows.open

    def slowly(*args: Any) -> None:
        # Long enough for all threads to find that there is no group yet.
        time.sleep(0.01)
        opened(*args)

    monkeypatch.setattr(Windows, "open", slowly)
    with weather(first=3) as storm:
        passed: list[bool] = []

        def logs() -> None:
            texts = [f"{'abc'[number % 3] * 9} {number}" for number in range(2000)]
            passed.extend([storm.passes(text) for text in texts])

        threads = [Thread(target=logs) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(passed) == 9
        assert storm.storms.aggregated == 7991
        assert sum(storm.repeats()) == 7991


@pytest.mark.parametrize("step", ["open", "masked", "used"])
def test_a_signal_handler_may_log_while_its_own_thread_decides(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With room for one group the handler takes that of the interrupted call away.
    with weather(groups=1) as storm:
        logged = [storm.passes("task 1 failed"), storm.passes("task 1 failed")]
        does, interruptions = getattr(Windows, step), [signal.SIGUSR1]

        def interrupted(*args: Any) -> Any:
            if interruptions:
                signal.raise_signal(interruptions.pop())
            return does(*args)

        def handles(*_: object) -> None:
            logged.extend([storm.passes("of the handler"), storm.passes("of the handler")])

        before = signal.signal(signal.SIGUSR1, handles)
        monkeypatch.setattr(Windows, step, interrupted)
        try:
            logged.extend(storm.passes(text) for text in ("task 2 failed", "no", "no"))
        finally:
            signal.signal(signal.SIGUSR1, before)
        assert not interruptions
        assert len(logged) == 7
        assert sum(logged) + sum(storm.repeats()) == 7


STEP = st.tuples(
    st.sampled_from(["refused", "timed out", "任务 7 失败", "task 1", "task 2", "x" * 40, ""]),
    st.sampled_from([None, "no", "no such table", "表不存在"]),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.0, 0.1, 4.0, 11.0]),
    st.booleans(),
)


@given(
    st.lists(STEP, max_size=60),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.5, 0.8, 1.0]),
)
def test_lines_and_repeats_are_as_many_as_errors(
    steps: list[tuple[str, str | None, int, float, bool]],
    first: int,
    groups: int,
    similarity: float,
) -> None:
    with weather(window=10.0, first=first, groups=groups, similarity=similarity) as storm:
        lines = repeats = 0
        for content, text, line, pause, asked in steps:
            failure = None if text is None else raised(ValueError, text, depth=line)
            lines += storm.passes(content, failure, ("a.py", line))
            storm.now += pause
            if asked:
                repeats += sum(each["repeats"] for each in storm.said())
        repeats += sum(storm.repeats())
        assert lines + repeats == len(steps)
        assert repeats == storm.storms.aggregated
