from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.promql import (
    DEEPEST,
    masked,
    narrowed,
    parse,
    steps,
    uncommented,
)


def test_quotes_and_comments_are_blanked_at_their_places() -> None:
    assert masked('a{b="(\\"("} # (\n+ c') == "a{b=      }    \n+ c"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("up", 0),
        ("sum(up) > 1", 2),
        ("a and b or c unless d", 3),
        ('a{b="(((", c!~"x|y"}', 0),
        ("a >= 1 # + + +", 1),
    ],
)
def test_steps_are_operators_and_brackets(text: str, number: int) -> None:
    assert steps(text) == number


@pytest.mark.parametrize("text", ["+".join(["a"] * 20_000), "(" * 20_000 + "a" + ")" * 20_000])
def test_what_would_end_the_process_is_refused_before_it_is_parsed(text: str) -> None:
    with pytest.raises(ValueError, match=f"at most {DEEPEST} operators"):
        parse(text)


def test_long_texts_with_few_operators_are_parsed() -> None:
    assert parse(f'up{{job="{"x" * 2 * DEEPEST}"}}')


def test_comments_go_and_everything_else_stays_at_its_place() -> None:
    text = 'a # b > 1\n  + c{d="#e"} # f\n# g\n- h'
    assert uncommented(text) == 'a\n  + c{d="#e"}\n\n- h'


def test_without_a_comment_nothing_is_touched() -> None:
    assert uncommented("a  \n b") == "a  \n b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up", 'up{job=~"$job"}'),
        ("up{}", 'up{job=~"$job"}'),
        ('up{a="b"}', 'up{a="b", job=~"$job"}'),
        ('up{a="b",}', 'up{a="b", job=~"$job"}'),
        ('up{a="}"} > 0', 'up{a="}", job=~"$job"} > 0'),
        ("sum by (up) (up)", 'sum by (up) (up{job=~"$job"})'),
        ("rate(up[5m]) / other", 'rate(up{job=~"$job"}[5m]) / other'),
        ('other{x="up"} * on (up) group_left (up) up', None),
        ("up # up\n+ up offset 1d", 'up{job=~"$job"} # up\n+ up{job=~"$job"} offset 1d'),
        ("a:up:sum + up", 'a:up:sum + up{job=~"$job"}'),
        ("up(1)", "up(1)"),
    ],
)
def test_selectors_and_nothing_else_are_narrowed(text: str, expected: str | None) -> None:
    def more(selector: str) -> list[str]:
        return ['job=~"$job"'] if selector.partition("{")[0].strip() == "up" else []

    wanted = expected or 'other{x="up"} * on (up) group_left (up) up{job=~"$job"}'
    assert narrowed(text, more) == wanted
