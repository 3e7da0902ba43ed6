"""How an explanation looks at a terminal."""

from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.explain.layout import WIDTH, wrapped
from taskcenter_monitor.explain.text import render
from taskcenter_monitor.ir.explanation import Explanation
from taskcenter_monitor.reporters.excerpt import width
from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN
from tests.unit.checks.cases import Edit

Explained = Callable[..., Explanation]


def text(one: Explanation) -> str:
    return render(one, "build", PLAIN)


def line(text: str, word: str) -> str:
    """What stands beside the first such word at the left."""
    found = next(one for one in text.split("\n") if one.strip().startswith(word))
    return found.strip().removeprefix(word).strip()


def test_the_answers_come_first(explained: Explained) -> None:
    shown = text(explained("TaskCenterDown"))
    order = ("runbook", "\ncritical", "fires", "tells", "muted", "\nsignal", "\ngroup")
    places = [shown.index(word) for word in order]
    assert places == sorted(places)
    assert line(shown, "runbook").endswith("/TaskCenterDown.md")
    assert "             build/runbooks/TaskCenterDown.md\n" in shown
    assert "可能原因" not in shown, "a runbook is long; where it stands is enough"


def test_a_bound_is_shown_with_its_summands(explained: Explained) -> None:
    shown = text(explained("TaskCenterDown"))
    assert (
        line(shown, "fires")
        == "within 23s of the fault = scrape 5s + timeout 3s + interval 5s + for 10s"
    )
    assert "within 29s of the fault = fires 23s + group_wait 5s + delivery 1s\n" in shown
    assert (
        "within 1m24s if others of its group were told before"
        " = fires 23s + group_interval 1m + delivery 1s\n" in shown
    )


def test_a_window_shows_both_bounds(explained: Explained) -> None:
    shown = text(explained("TaskCenterHTTPErrorRateHigh"))
    assert "within 7m23s of the fault = scrape 5s + timeout 3s + window 5m + interval 15s" in shown
    assert "within 3m23s at its largest (every event is bad): window 1m\n" in shown
    assert "within 3m29s at its largest = fires 3m23s + group_wait 5s + delivery 1s\n" in shown
    assert "silent during night: told afterwards\n" in shown


def test_events_count_from_the_event(explained: Explained) -> None:
    shown = text(explained("TaskCenterFrequentRestarts"))
    assert line(shown, "fires").startswith("within 13s of the event that crosses the limit = ")
    assert "at its largest" not in shown


def test_nobody_is_said_to_be_told_by_a_receiver_that_discards(explained: Explained) -> None:
    nobody = [{"discard": {"why": "somebody else watches"}}]
    discarding = Edit(file="routing.yaml", set={"receivers.deadman": nobody})
    shown = text(explained("Watchdog", discarding))
    assert line(shown, "tells").startswith("nobody (receiver deadman), route watchdog")


def test_colours_only_add(explained: Explained) -> None:
    one = explained("TaskCenterHTTPErrorRateHigh")
    coloured = render(one, "build", COLOURED)
    assert "\x1b[1;31mcritical\x1b[0m" in coloured
    for code in (COLOURED.error, COLOURED.warning, COLOURED.place, COLOURED.margin, COLOURED.end):
        coloured = coloured.replace(code, "")
    assert coloured == text(one)


def test_prose_is_broken_by_what_a_terminal_shows() -> None:
    chinese = "这条告警一直处于触发状态，由外部的心跳服务接收。" * 4
    english = "The instance restarted again and again within 15 min. " * 4
    for prose in (chinese, english, chinese + english):
        lines = list(wrapped(prose, "  "))
        assert len(lines) > 1
        assert max(map(width, lines)) <= WIDTH + 2  # a closing mark may hang over
        assert "".join("".join(lines).split()) == "".join(prose.split())
        assert not any(one.strip().startswith(("，", "。")) for one in lines)
