"""What counts as data, what is asked how, and what is said where there is none."""

from __future__ import annotations

import math

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.live.panels.asking import Answer, Asker, Question, lately
from taskcenter_monitor.live.panels.choices import Choices
from taskcenter_monitor.live.panels.expansion import Timing
from taskcenter_monitor.live.panels.verdicts import no_values, refused_rule, shown
from taskcenter_monitor.live.prometheus import Steps
from taskcenter_monitor.live.seeding.recorded import RefusedRule
from tests.unit.live.panels.boards import Answering, dashboard, panel, query, variable

SEEN = Steps(start=0, end=21600, step=1)
NOW = 21600
JOB = variable("job", "up")
X = 'x{job=~"$job"}'
ALL, BOTH, ONE, OTHER = (f'x{{job=~"{job}"}}' for job in (".+", "(a|b)", "a", "b"))


def answered(answering: Answering, expr: str = X, kind: str = "timeseries") -> Answer:
    one = panel(query(expr), kind=kind)
    board = dashboard([JOB], [one])
    question = Question(dashboard=board, panel=one, query=one.queries[0])
    choices = Choices(board, answering.client(), SEEN)
    return Asker(answering.client(), NOW, 15).answer(question, choices)


def answering(**rows: float | str) -> Answering:
    names = {"everything": ALL, "both": BOTH, "one": ONE, "other": OTHER}
    return Answering({names[name]: value for name, value in rows.items()}, {"up": ["a", "b"]})


def test_rows_for_all_for_two_and_for_one_are_data() -> None:
    assert answered(answering(everything=1, both=1, one=1)) == Answer(asked=ONE)


def test_one_of_several_choices_is_enough() -> None:
    assert answered(answering(everything=1, both=0, other=0)) == Answer(asked=OTHER)


def test_it_is_said_for_which_choice_there_is_nothing() -> None:
    assert answered(answering()).without == "every variable on All"
    assert answered(answering(everything=1)).without == "any two values chosen of each variable"
    found = answered(answering(everything=1, both=1))
    assert (found.asked, found.without) == (OTHER, "any one value chosen of each variable")


def test_what_is_no_number_is_no_data() -> None:
    assert answered(answering(everything=math.nan)).without
    assert not answered(answering(everything=math.inf, both=1, one=1)).without


def test_what_prometheus_refuses_is_said_in_its_words() -> None:
    found = answered(answering(everything=1, both="parse error: bad"))
    assert found == Answer(asked=BOTH, reason="parse error: bad")


def test_a_constant_is_no_data() -> None:
    zero = f"{X} or vector(0)"
    rows = {f"{one} or vector(0)": 1.0 for one in (ALL, BOTH, ONE, OTHER)}
    labels = {"up": ["a", "b"]}
    # One choice with rows of its own is enough, as for any query.
    found = answered(Answering({**rows, ALL: 1, BOTH: 1, OTHER: 1}, labels), zero)
    assert found == Answer(asked=f"{OTHER} or vector(0)")
    found = answered(Answering({**rows, ALL: 1, BOTH: 1}, labels), zero)
    words = "any one value chosen of each variable"
    assert found == Answer(asked=OTHER, without=words, constant=True)
    found = answered(Answering(rows, labels), zero)
    assert found == Answer(asked=ALL, without="every variable on All", constant=True)


def test_a_query_with_a_constant_may_still_be_refused() -> None:
    told = Answering({f"{ALL} or vector(0)": "no"}, {"up": ["a", "b"]})
    assert answered(told, f"{X} or vector(0)").reason == "no"


def test_panels_of_the_moment_are_asked_for_the_moment() -> None:
    told = Answering({"at x": 1})
    assert answered(told, "x", kind="gauge") == Answer(asked="x")
    assert told.asked == ["at x"]
    # A stat of one number has room for where it comes from.
    told = Answering({"x": 1})
    assert answered(told, "x", kind="stat") == Answer(asked="x")


def test_macros_are_filled_in() -> None:
    told = Answering({"rate(x[60s]) + y[21600s]": 1})
    assert not answered(told, "rate(x[$__rate_interval]) + y[$__range]").without


def test_the_last_hour_is_looked_at_or_some_steps() -> None:
    fine, coarse = (
        Timing(range=21600, interval=30, scrape=15),
        Timing(range=604800, interval=3600, scrape=15),
    )
    assert lately(fine, NOW) == Steps(start=NOW - 3600, end=NOW, step=30)
    assert lately(coarse, NOW) == Steps(start=NOW - 18000, end=NOW, step=3600)
    assert lately(Timing(range=900, interval=15, scrape=15), NOW).start == NOW - 900


def fault(answer: Answer) -> Diagnostic:
    one = panel(query(X, "B"))
    question = Question(dashboard=dashboard([], [one]), panel=one, query=one.queries[0])
    found = shown(question, answer)
    assert found.name == "x, p: query B"
    assert found.fault is not None
    assert found.fault.place == one.queries[0].origin
    return found.fault


def test_a_query_without_rows_is_a_fault_at_its_line() -> None:
    found = fault(Answer(asked="up {\n}", without="every variable on All"))
    assert found.check == "panel/no-data"
    assert (
        found.message == "query B of panel p of dashboard x has no rows with every variable on All"
    )
    assert found.help.startswith("it was asked up { };")


def test_rows_of_a_constant_alone_are_a_fault_that_names_it() -> None:
    found = fault(Answer(asked="up", without="every variable on All", constant=True))
    assert found.check == "panel/no-data"
    assert found.message == (
        "query B of panel p of dashboard x has no rows but those of the constant after `or` with"
        " every variable on All"
    )


def test_a_refused_query_is_a_fault_with_the_words_of_prometheus() -> None:
    found = fault(Answer(asked="up{", reason="unexpected end of input"))
    assert found.check == "panel/query-refused"
    assert found.message == (
        "Prometheus refuses query B of panel p of dashboard x: unexpected end of input"
    )
    assert "1" * 400 + "..." in fault(Answer(asked="1" * 900, reason="x")).help


def test_data_is_no_fault() -> None:
    one = panel(query(X))
    question = Question(dashboard=dashboard([], [one]), panel=one, query=one.queries[0])
    assert shown(question, Answer(asked="up")).fault is None


def test_a_variable_without_values_is_a_fault_at_its_line() -> None:
    found = no_values(dashboard([JOB]), JOB, "")
    assert (found.check, found.place) == ("variable/no-values", JOB.origin)
    assert found.message == "variable job of dashboard x offers no value"
    assert found.help.startswith("no series of up has the label job;")
    assert no_values(dashboard(), JOB, "no").message.endswith("offers no value: Prometheus says no")


def test_a_recorded_series_that_cannot_be_is_a_fault_at_its_rule() -> None:
    rule = RefusedRule(record="a:b:c", reason="many-to-many", origin=JOB.origin)
    found = refused_rule(rule)
    assert (found.check, found.place) == ("panel/query-refused", JOB.origin)
    assert found.message == "panels read a:b:c, which Prometheus cannot work out: many-to-many"
