"""What people read at a terminal after a fire drill."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.live.drill.report.text import render
from taskcenter_monitor.live.drill.results import NOT_FIRED, PASSED, Undrilled
from taskcenter_monitor.reporters.excerpt import width
from taskcenter_monitor.reporters.palettes import COLOURED
from tests.drills import alert, drill, five, many

ANSI = re.compile("\x1b\\[[0-9;]*m")
WIDE, MEDIUM, NARROW = 0, 120, 60


def test_everything_of_an_alert_stands_in_its_line() -> None:
    made = drill(
        alert("Errors", inhibited=("Slow (warning)",)),
        alert(
            "数据库连接池耗尽",
            "warning",
            fault="pool_exhausted",
            outcome=NOT_FIRED,
            pending=None,
            fired=None,
            resolved=None,
            notices=(),
        ),
    )
    head, first, second, *_ = render(made).splitlines()
    assert re.split(r"\s{2,}", head) == [
        "alert",
        "severity",
        "fired after",
        "told after",
        "recovered after",
        "outcome",
        "fault",
        "told",
        "mutes",
    ]
    assert re.split(r"\s{2,}", first) == [
        "Errors",
        "critical",
        "4.2s = 4m12s",
        "5s = 5m",
        "4s = 4m",
        "passed",
        "errors ratio=0.5",
        "critical-pager, chat",
        "Slow (warning)",
    ]
    assert second.startswith("数据库连接池耗尽  warning ")
    assert second.split()[2:] == ["-", "-", "-", "not", "fired", "pool_exhausted", "nobody", "-"]
    # A Chinese character takes two columns.
    assert width(first[: first.index("passed")]) == width(second[: second.index("not fired")])


def test_a_clock_that_runs_as_it_should_is_shown_once() -> None:
    assert "4.2s  " in render(drill(alert("Errors"), time_scale=1.0))
    assert "=" not in render(drill(alert("Errors", fault="x"), time_scale=1.0)).splitlines()[1]


def test_what_went_wrong_is_followed_by_what_to_do() -> None:
    text = render(five())
    assert (
        "TaskCenterDatabasePoolExhausted (critical)\n  not fired\n  It was pending for 9.5 s.\n"
        in text
    )
    assert "  help: `tcmon explain TaskCenterDatabasePoolExhausted` says when it fires" in text
    assert "  help: `tcmon route TaskCenterQueuePaused` shows who is told" in text
    assert "help: `tcmon explain TaskCenterBusinessCallbackFailureRateHigh` says how long" in text
    assert "help" not in render(drill(alert("Errors")))


def test_what_fired_by_itself_was_not_drilled_or_casts_doubt_is_told() -> None:
    lines = render(five()).splitlines()
    assert (
        "warning: TaskCenterCPUHigh (warning) fired after 21s without its fault: "
        "The machine was busy." in lines
    )
    assert "note: not drilled: Watchdog (none): It always fires." in lines
    assert "warning: Prometheus missed 3 evaluations; take a smaller --time-scale." in lines


def test_the_last_line_counts() -> None:
    assert render(five()).splitlines()[-1] == (
        "2 of 5 alerts passed, 1 not fired, 1 not delivered, 1 not recovered; 3 not drilled; "
        "1 fired without a fault; took 1m at 60x"
    )
    assert render(drill(alert("Errors"))).endswith("\n1 of 1 alert passed; took 1m at 60x\n")
    assert render(drill()).endswith("\n0 of 0 alerts passed; took 1m at 60x\n")


def test_colours_change_nothing_else() -> None:
    for columns in (WIDE, MEDIUM, NARROW):
        coloured = render(five(), COLOURED, columns)
        assert f"{COLOURED.error}not fired" in coloured
        bare = [line.rstrip() for line in ANSI.sub("", coloured).splitlines()]
        assert bare == render(five(), columns=columns).splitlines()


def test_a_narrower_terminal_has_the_rest_below_each_line() -> None:
    lines = render(five(), columns=MEDIUM).splitlines()
    assert re.split(r"\s{2,}", lines[0])[-1] == "outcome"
    assert lines[2] == (
        "  fault: errors ratio=0.5; told: critical-pager, chat; "
        "mutes: TaskCenterHTTPErrorRateHigh (warning)"
    )
    first = "\n".join(render(five(), columns=NARROW).splitlines()[:8])
    assert first == (
        "TaskCenterHTTPErrorRateHigh\n  critical  passed\n  fired after: 4.2s = 4m12s\n"
        "  told after: 5s = 5m\n  recovered after: 4s = 4m\n  fault: errors ratio=0.5\n"
        "  told: critical-pager, chat\n  mutes: TaskCenterHTTPErrorRateHigh (warning)"
    )


@pytest.mark.parametrize("made", [five(), many(20)], ids=["five", "many"])
def test_no_line_is_wider_than_the_terminal(made: object) -> None:
    for columns in (40, 60, 80, 100, 120, 160, 240):
        lines = render(made, COLOURED, columns).splitlines()  # type: ignore[arg-type]
        assert max(width(ANSI.sub("", line)) for line in lines) <= columns


@given(st.text(min_size=1, max_size=80), st.integers(40, 200))
def test_no_text_leaves_its_line_or_moves_the_cursor(text: str, columns: int) -> None:
    made = drill(
        alert(text, text, fault=text, inhibited=(text,), note=text),
        alert(text, outcome=NOT_FIRED, note=text),
        undrilled=(Undrilled(alert=text, severity=text, why=text),),
        complaints=(text,),
    )
    shown = render(made, columns=columns)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)
    assert max(width(line) for line in shown.split("\n")) <= columns


def test_a_note_of_what_passed_is_told() -> None:
    text = render(drill(alert("Errors", outcome=PASSED, note="It was muted.")))
    assert "note: Errors (critical): It was muted.\n" in text
