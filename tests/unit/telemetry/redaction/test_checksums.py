from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.telemetry.redaction.checksums import CHECKSUMS, luhn, resident_id


@pytest.mark.parametrize(
    "text",
    ["79927398713", "4111 1111 1111 1111", "378282246310005", "6222021234567890128", "no 42-42"],
)
def test_numbers_of_cards(text: str) -> None:
    assert luhn(text)


@given(st.from_regex(r"[0-9]{12,18}", fullmatch=True), st.data())
def test_one_last_digit_is_right_and_no_single_slip_is(number: str, data: st.DataObject) -> None:
    right = [digit for digit in "0123456789" if luhn(number + digit)]
    assert len(right) == 1

    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not luhn(number[:place] + other + number[place + 1 :] + right[0])


@pytest.mark.parametrize("text", ["", "card"])
def test_no_digits_are_no_card(text: str) -> None:
    assert not luhn(text)


@pytest.mark.parametrize(
    "text",
    ["11010519491231002X", "11010519491231002x", "440524188001010014", "110105 19491231 002X"],
)
def test_numbers_of_identity_cards(text: str) -> None:
    assert resident_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # another check character
        "110105194912310",  # too short
        "110105194913010023",  # the 13th month
        "110105170012310025",  # before anybody who lives
        "",
    ],
)
def test_other_numbers_are_of_no_identity_card(text: str) -> None:
    assert not resident_id(text)


def test_a_day_that_does_not_exist_is_of_no_identity_card() -> None:
    assert any(resident_id(f"11010520240229001{check}") for check in "0123456789X")
    assert not any(resident_id(f"11010520230229001{check}") for check in "0123456789X")
    assert not any(resident_id(f"11010517991231001{check}") for check in "0123456789X")


def test_a_policy_knows_these() -> None:
    assert {"luhn": luhn, "resident_id": resident_id} == CHECKSUMS
