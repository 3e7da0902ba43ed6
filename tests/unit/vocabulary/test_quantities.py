from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.vocabulary.quantities import number_text, parse_quantity, plain_count
from taskcenter_monitor.vocabulary.units import (
    BYTES,
    MILLISECONDS,
    PER_SECOND,
    PERCENT,
    RATIO,
    SECONDS,
    Dimension,
    Unit,
)

FACTORS = {
    "": Fraction(1),
    "%": Fraction(1, 100),
    "GiB": Fraction(2**30),
    "ms": Fraction(1, 1000),
    "/h": Fraction(1, 3600),
}


@pytest.mark.parametrize(
    ("text", "dimension", "base"),
    [
        ("1000", Dimension.COUNT, 1000),
        ("0.5", Dimension.COUNT, 0.5),
        ("80%", Dimension.RATIO, 0.8),
        ("0.5%", Dimension.RATIO, 0.005),
        ("2GiB", Dimension.BYTES, 2147483648),
        ("2GB", Dimension.BYTES, 2_000_000_000),
        ("1KiB", Dimension.BYTES, 1024),
        ("1kB", Dimension.BYTES, 1000),
        ("1KB", Dimension.BYTES, 1000),
        ("64B", Dimension.BYTES, 64),
        ("1.5TiB", Dimension.BYTES, 1649267441664),
        ("500ms", Dimension.SECONDS, 0.5),
        ("5m", Dimension.SECONDS, 300),
        ("1m30s", Dimension.SECONDS, 90),
        ("1.5h", Dimension.SECONDS, 5400),
        ("1w", Dimension.SECONDS, 604800),
        ("0.1/s", Dimension.RATE, 0.1),
        ("6/m", Dimension.RATE, 0.1),
        ("36/h", Dimension.RATE, 0.01),
    ],
)
def test_reads_quantities_as_people_write_them(
    text: str, dimension: Dimension, base: float
) -> None:
    quantity = parse_quantity(text)
    assert quantity.dimension is dimension
    assert quantity.base == pytest.approx(base, rel=1e-15)
    assert quantity.text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "%",
            "80 %",
            "80%%",
            "010%",
            "00",
            "01.5s",
            "1m030s",
            "-0",
            "-5%",
            "+5%",
            "NaN",
            "nan",
            "inf",
            "1e3",
            "1,000",
            "0x10",
        ),
        *("2gib", "2Gi", "5 m", "5min", "1s1m", "1s1s", "1m-30s", "0.1/d", "/s", "1.", ".5", "٥"),
        *("9" * 16, "1." + "1" * 16, "1m\n"),
    ],
)
def test_refuses_the_rest_and_says_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="is no quantity; write it like 80%, 2GiB, 2GB, 500ms"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("80%", PERCENT, "80"),
        ("80%", RATIO, "0.8"),
        ("5%", RATIO, "0.05"),
        ("0.57%", PERCENT, "0.57"),
        ("500ms", SECONDS, "0.5"),
        ("500ms", MILLISECONDS, "500"),
        ("2s", MILLISECONDS, "2000"),
        ("2GiB", BYTES, "2147483648"),
        ("6/m", PER_SECOND, "0.1"),
    ],
)
def test_a_value_is_given_in_the_unit_of_the_signal(text: str, unit: Unit, value: str) -> None:
    assert number_text(parse_quantity(text).in_unit(unit)) == value


@given(st.integers(0, 10**9), st.integers(0, 6), st.sampled_from(sorted(FACTORS)))
def test_a_value_is_rounded_once(digits: int, decimals: int, suffix: str) -> None:
    number = Fraction(digits, 10**decimals)
    text = f"{digits // 10**decimals}"
    if decimals:
        text += f".{digits % 10**decimals:0{decimals}}"
    factor = FACTORS[suffix]
    quantity = parse_quantity(text + suffix)
    assert quantity.base == float(number * factor)
    assert quantity.in_unit(PERCENT) == float(number * factor * 100)


def test_a_bare_number_is_a_count() -> None:
    quantity = plain_count(1000)
    assert (quantity.text, quantity.dimension, quantity.base) == ("1000", Dimension.COUNT, 1000)
    assert plain_count(0.25).text == "0.25"


def test_numbers_have_no_needless_decimals() -> None:
    assert number_text(2.0) == "2"
    assert number_text(0.1) == "0.1"
    assert number_text(10**15) == "1000000000000000"
