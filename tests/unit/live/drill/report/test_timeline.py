"""Where everything stands in the picture of a drill."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.live.drill.report.timeline import (
    LEFT,
    MOST_ROWS,
    RIGHT,
    Bar,
    Mark,
    Row,
    pictures,
)
from tests.drills import alert, drill, five, many

moments = st.none() | st.floats(0, 300, allow_nan=False)


def rows_of(made: object) -> list[Row]:
    return [row for picture in pictures(made) for row in picture.rows]  # type: ignore[arg-type]


def x(at: float, end: float = 60.0) -> float:
    return round(LEFT + at / end * (RIGHT - LEFT), 1)


def test_bars_begin_and_end_when_things_did() -> None:
    row = rows_of(drill(alert("Errors")))[0]
    stretches = {bar.kind: (bar.x, round(bar.x + bar.width, 1)) for bar in row.bars}
    assert stretches == {
        "fault": (x(10), x(20)),
        "pending": (x(11.5), x(14.2)),
        "firing": (x(14.2), x(24)),
    }
    assert row.marks == (
        Mark(kind="resolved", x=x(24)),
        Mark(kind="told", x=x(15)),
        Mark(kind="told", x=x(15.6)),
        Mark(kind="ended", x=x(25.5)),
    )


def test_what_never_ended_goes_on_to_the_end() -> None:
    row = rows_of(five())[3]
    firing = next(bar for bar in row.bars if bar.kind == "firing")
    assert firing.x + firing.width == pytest.approx(RIGHT)
    assert "resolved" not in {mark.kind for mark in row.marks}


def test_what_did_not_fire_is_pending_until_its_fault_is_off() -> None:
    row = rows_of(five())[2]
    assert {bar.kind for bar in row.bars} == {"fault", "pending"}
    assert len({round(bar.x + bar.width, 1) for bar in row.bars}) == 1


def test_an_alert_is_hatched_while_another_mutes_it() -> None:
    first, second, *others = rows_of(five())
    hatched = [bar for bar in second.bars if bar.kind == "inhibited"]
    assert [(bar.x, round(bar.x + bar.width, 1)) for bar in hatched] == [(x(14.2), x(24))]
    assert not [bar for row in (first, *others) for bar in row.bars if bar.kind == "inhibited"]


def test_one_that_fired_outside_of_the_muting_is_not_hatched() -> None:
    row = rows_of(
        drill(
            alert("Errors", inhibited=("Slow (warning)",)),
            alert("Slow", "warning", at=30.0),
        )
    )[1]
    assert "inhibited" not in {bar.kind for bar in row.bars}


def test_the_shortest_stretch_is_seen() -> None:
    row = rows_of(drill(alert("Errors", pending=14.2, fired=14.2, resolved=14.2)))[0]
    assert all(bar.width >= 2 for bar in row.bars)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (40, [40]), (41, [21, 20]), (60, [30, 30])]
)
def test_rows_are_shared_out_over_pictures(count: int, sizes: list[int]) -> None:
    made = list(pictures(many(count)))
    assert [len(picture.rows) for picture in made] == sizes
    assert max(sizes, default=0) <= MOST_ROWS
    assert len({picture.ticks for picture in made}) <= 1


def test_the_axis_has_both_clocks() -> None:
    ticks = next(pictures(drill(alert("Errors")))).ticks
    assert [(tick.wall, tick.scaled) for tick in ticks[:3]] == [
        ("0s", "0s"),
        ("10s", "10m"),
        ("20s", "20m"),
    ]
    assert ticks[0].x == LEFT
    assert ticks[-1].x == RIGHT


def test_who_points_at_a_row_reads_all_of_it() -> None:
    assert rows_of(five())[0].story == (
        "TaskCenterHTTPErrorRateHigh (critical): passed; fault errors ratio=0.5; fault on at 10s; "
        "pending at 11.5s; firing at 14.2s; critical-pager told after 5s; chat told after 5.6s; "
        "fault off at 20s; resolved at 24s; mutes TaskCenterHTTPErrorRateHigh (warning)"
    )


@given(
    st.tuples(moments, moments, moments, moments),
    st.floats(0, 100_000),
    st.floats(0.1, 100_000),
)
def test_whatever_happened_stands_within_the_picture(
    times: tuple[float | None, ...], took: float, scale: float
) -> None:
    on, pending, fired, resolved = times
    one = alert("Errors", switched_on=on, pending=pending, fired=fired, resolved=resolved)
    picture = next(pictures(drill(one, took=took, time_scale=scale)))
    bars: list[Bar] = [bar for row in picture.rows for bar in row.bars]
    assert all(bar.x >= LEFT and bar.x + bar.width <= RIGHT + 2.1 for bar in bars)
    assert all(LEFT <= mark.x <= RIGHT for row in picture.rows for mark in row.marks)
    assert 1 <= len(picture.ticks) <= 12
