"""What can be chosen in a dashboard, and in which order it is tried."""

from __future__ import annotations

from taskcenter_monitor.ir.dashboards import Variable
from taskcenter_monitor.live.panels import choices as module
from taskcenter_monitor.live.panels.choices import Choices
from taskcenter_monitor.live.prometheus import Steps
from tests.unit.live.panels.boards import Answering, dashboard, variable

SEEN = Steps(start=0, end=3600, step=1)
JOB = variable("job", "up")
INSTANCE = variable("instance", 'up{job=~"$job"}')
BUSINESS = variable("code", 'active{job=~"$job"}')
HIDDEN = variable("id", 'active{code=~"$code"}', hidden=True)
LABELS = {
    "up": ["api", "db", "worker"],
    'up{job=~".+"}': ["a:1", "d:1", "w:1"],
    'up{job=~"api"}': ["a:1"],
    'up{job=~"worker"}': ["w:1"],
    'up{job=~"(api|db)"}': ["a:1", "d:1"],
    'active{job=~".+"}': ["order", "pay"],
    'active{code=~".+"}': ["1", "2"],
    'active{code=~"order"}': ["1"],
    'active{code=~"pay"}': ["2"],
}


def choices(*variables: Variable) -> tuple[Choices, Answering]:
    answering = Answering({}, LABELS)
    return Choices(dashboard(variables), answering.client(), SEEN), answering


def test_all_of_what_people_see_is_one_pattern_and_all_of_the_hidden_is_listed() -> None:
    found, _ = choices(JOB, INSTANCE, BUSINESS, HIDDEN)
    assert [*found.ways('x{job=~"$job", id=~"$id"}', 0)] == [
        {"job": ".+", "code": ".+", "id": "(1|2)"}
    ]


def test_what_is_chosen_above_decides_what_is_offered_below() -> None:
    found, _ = choices(JOB, INSTANCE)
    assert [*found.ways('x{instance=~"$instance"}', 1)] == [
        {"job": "api", "instance": "a:1"},
        {"job": "worker", "instance": "w:1"},
    ]


def test_two_are_chosen_where_there_are_two() -> None:
    found, _ = choices(JOB, INSTANCE)
    assert [*found.ways('x{instance=~"$instance"}', 2)] == [
        {"job": "(api|db)", "instance": "(a:1|d:1)"}
    ]
    assert [ways["job"] for ways in found.ways('x{job=~"$job"}', 2)] == ["(api|db)", "(db|worker)"]


def test_the_hidden_follow_what_is_chosen() -> None:
    found, _ = choices(variable("code", 'active{job=~".+"}'), HIDDEN)
    assert [*found.ways('x{id=~"$id"}', 1)] == [
        {"code": "order", "id": "1"},
        {"code": "pay", "id": "2"},
    ]


def test_a_query_without_variables_is_asked_once_and_nobody_is_asked_for_values() -> None:
    found, answering = choices(JOB, INSTANCE)
    assert [[*found.ways("vector(1)", many)] for many in (0, 1, 2)] == [[{}], [{}], [{}]]
    assert answering.asked == []


def test_the_same_is_asked_once() -> None:
    found, answering = choices(JOB)
    for _ in range(3):
        assert [*found.ways('x{job=~"$job"}', 1)]
    assert answering.asked == ["up"]


def test_one_value_alone_is_a_choice_of_two_and_no_value_is_none() -> None:
    answering = Answering({}, {"up": ["api"]})
    found = Choices(dashboard([JOB]), answering.client(), SEEN)
    assert [*found.ways('x{job=~"$job"}', 2)] == [{"job": "api"}]
    empty = Choices(dashboard([JOB]), Answering({}).client(), SEEN)
    assert [*empty.ways('x{job=~"$job"}', 1)] == []


def test_choices_have_an_end() -> None:
    many = {"up": [str(number) for number in range(1000)]}
    found = Choices(dashboard([JOB]), Answering({}, many).client(), SEEN)
    assert len([*found.ways('x{job=~"$job"}', 1)]) == module.MOST
