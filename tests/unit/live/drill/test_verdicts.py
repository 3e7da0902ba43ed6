"""From what was seen to what is said of it."""

from __future__ import annotations

from taskcenter_monitor.live.drill.delivery import Told, doors
from taskcenter_monitor.live.drill.expectation import Expectation
from taskcenter_monitor.live.drill.faults import Fault, Lasting, Step, Switch
from taskcenter_monitor.live.drill.machine import complaints
from taskcenter_monitor.live.drill.results import Drilled
from taskcenter_monitor.live.drill.sequence import Course
from taskcenter_monitor.live.drill.verdicts import Judge
from taskcenter_monitor.live.drill.watch import Episode, Seen, Subject
from taskcenter_monitor.routing.router import router
from tests.seeded import monitoring

ALERT = Subject("GrafanaDown", "warning")
OTHER = Subject("LokiDown", "warning")
LABELS = {
    "alertname": "GrafanaDown",
    "severity": "warning",
    "component": "monitoring",
    "team": "task-center-sre",
}
FAULT = Fault(
    name="gone",
    lane="a",
    steps=(
        Step(
            switches=(Switch(kind="service", where="api", name="slow", parameters={"s": 2}),),
            fires=(ALERT,),
        ),
    ),
    also=("TargetDown",),
)


def seen(*episodes: Episode, told: tuple[str, ...] = ()) -> Seen:
    notices = [
        Told(receiver=name, at=17.0, status="firing", labels=LABELS, title="gone") for name in told
    ]
    return Seen(episodes=[*episodes], told=notices)


def fired(subject: Subject = ALERT, resolved: float | None = 30.0) -> Episode:
    labels = tuple({**LABELS, "alertname": subject.alert}.items())
    return Episode(subject, labels, pending=11.0, fired=16.0, resolved=resolved)


def judged(found: Seen) -> tuple[Judge, Course]:
    config = monitoring().alertmanager
    expected = Expectation(router(config), doors(config.receivers), (), found)
    course = Course(FAULT, steps=[(FAULT.steps[0], 10.0)], off=20.0)
    course.untold = {ALERT: expected.missing(ALERT, 10.0)}
    return Judge(found, expected, 5.0), course


def drilled(found: Seen) -> Drilled:
    judge, course = judged(found)
    (one,) = judge.drilled(course, {ALERT})
    return one


def test_what_fired_was_told_and_is_over_has_passed() -> None:
    one = drilled(seen(fired(), told=("chat",)))
    assert (one.outcome, one.switched_on, one.pending, one.fired, one.resolved) == (
        "passed",
        5.0,
        6.0,
        11.0,
        25.0,
    )
    assert [(notice.receiver, notice.at) for notice in one.notices] == [("chat", 12.0)]
    assert one.fault == "gone: api slow (s=2)"


def test_what_never_fired_is_not_told_of_either() -> None:
    assert drilled(seen()).outcome == "not fired"


def test_a_receiver_that_was_not_told_is_named() -> None:
    one = drilled(seen(fired(), told=("somebody-else",)))
    assert (one.outcome, one.note) == ("not delivered", "chat was not told")


def test_what_goes_on_has_not_recovered() -> None:
    assert drilled(seen(fired(resolved=None), told=("chat",))).outcome == "not recovered"


def test_an_alert_that_another_keeps_quiet_has_passed() -> None:
    found = seen(fired())
    found.inhibited = {ALERT: {OTHER: 16.5}}
    one = drilled(found)
    assert (one.outcome, one.note) == ("passed", "kept quiet by LokiDown (warning)")


def test_an_alert_that_was_kept_quiet_before_its_fault_must_be_told() -> None:
    found = seen(fired())
    found.inhibited = {ALERT: {OTHER: 9.0}}
    assert drilled(found).outcome == "not delivered"


def test_a_later_episode_is_not_this_fault() -> None:
    later = Episode(ALERT, tuple(LABELS.items()), pending=50.0, fired=55.0, resolved=None)
    assert drilled(seen(fired(), later, told=("chat",))).resolved == 25.0


def test_what_no_fault_explains_is_unexpected() -> None:
    found = seen(fired(), fired(OTHER), fired(Subject("TargetDown", "warning")))
    judge, course = judged(found)
    (episode,) = judge.unexplained([course])
    one = judge.unexpected(episode)
    assert (one.alert, one.fired, one.resolved) == ("LokiDown", 11.0, 25.0)


def test_a_fault_is_known_by_the_same_words_as_its_alerts() -> None:
    judge, course = judged(seen(fired(), told=("chat",)))
    (fault,) = judge.faulted(course)
    assert (fault.fault, fault.on, fault.off) == (
        drilled(seen(fired(), told=("chat",))).fault,
        5.0,
        15.0,
    )


def test_lengths_are_named_in_the_words_of_the_specs() -> None:
    assert str(Lasting(45)) == "45s of the specs"


def test_a_busy_machine_is_too_slow() -> None:
    assert [*complaints({"load": 2.0, "cores": 2.0})] == []
    (said,) = complaints({"load": 9.0, "cores": 2.0})
    assert "a load of 9 on 2 cores" in said
    (said,) = complaints({"share of failed scrapes": 0.3})
    assert "30% of the scrapes" in said


def test_a_machine_that_misses_evaluations_is_too_slow() -> None:
    assert [*complaints({"evaluations": 100.0, "missed evaluations": 5.0})] == []
    (said,) = complaints({"evaluations": 100.0, "missed evaluations": 20.0})
    assert "20 of 100 evaluations were missed" in said
