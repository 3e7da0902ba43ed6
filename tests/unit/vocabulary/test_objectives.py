from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.vocabulary.objectives import number, parse_objective, parse_share


@pytest.mark.parametrize(
    ("text", "part"),
    [("99.9%", "0.999"), ("95%", "0.95"), ("99.999%", "0.99999"), ("1%", "0.01")],
)
def test_an_objective_is_read_exactly(text: str, part: str) -> None:
    assert parse_objective(text).part == Decimal(part)
    assert parse_objective(text).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100%", "no error budget"),
        ("100", "no error budget"),
        ("1", "no error budget"),
        ("0.999", "write it in percent: 99.9%"),
        ("0.95", "write it in percent: 95%"),
        ("90", "lets one of 10 events fail, write 90%"),
        ("99.9", "lets one of 1000 events fail, write 99.9%"),
        ("0.5%", "if the ratio 0.5 is meant, write 50%"),
        ("0.999%", "if the ratio 0.999 is meant, write 99.9%"),
        ("150%", "between 0% and 100%"),
        ("150", "write it in percent"),
        ("0%", "between 0% and 100%"),
        ("0", "write it in percent"),
        ("99,9%", "like 99.9%"),
        ("-5%", "like 99.9%"),
        ("three nines", "like 99.9%"),
        ("99.9999999999%", "has too many digits; write at most 9 behind the point"),
    ],
)
def test_what_is_no_objective_is_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_objective(text)


@pytest.mark.parametrize("text", ["0%", "101%", "2", "2 %", "", "-1%", "1e2%"])
def test_a_share_of_a_budget_is_some_of_it_in_percent(text: str) -> None:
    with pytest.raises(ValueError, match="share"):
        parse_share(text)


def test_a_share_has_only_so_many_digits() -> None:
    assert parse_share("0.123456789%").part == Decimal("0.00123456789")
    with pytest.raises(ValueError, match="too many digits"):
        parse_share("0.1234567890%")


def test_a_whole_budget_is_a_share_of_it() -> None:
    assert parse_share("100%").part == 1


@given(st.decimals(min_value=0, max_value=100, places=9))
def test_a_number_is_written_without_exponent_and_reads_back(value: Decimal) -> None:
    text = number(value)
    assert "E" not in text
    assert Decimal(text) == value
    assert not ("." in text and text.endswith("0"))
