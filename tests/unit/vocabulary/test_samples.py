from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.samples import check, counter, gap, joined, length, level, scaled


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (level(5, 1), "5"),
        (level(0, 3), "0+0x2"),
        (level(1.5, 0), ""),
        (gap(4), "_x4"),
        (gap(0), ""),
        (counter((2, 3)), "0+2x3"),
        (counter((2, 3), (0, 2), start=10), "10+2x3 16+0x1"),
        (counter((2, 0)), "0"),
        (counter((-1, 2), start=5), "5-1x2"),
        (counter((0.1, 3), (1, 1)), "0+0.1x3 1.3"),
        (joined(["1", "", "stale"]), "1 stale"),
    ],
)
def test_values_are_written_as_promtool_reads_them(made: str, text: str) -> None:
    assert made == text
    if text:
        assert check(text) == text


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("5", 1),
        ("5x3", 4),
        ("0+1x10", 11),
        ("0-0.5x2", 3),
        ("_", 1),
        ("_x3", 3),
        ("1x2 stale 4", 5),
    ],
)
def test_the_number_of_samples_is_that_of_promtool(text: str, samples: int) -> None:
    assert length(text) == samples


@pytest.mark.parametrize("text", ["", "  ", "five", "1x", "x3", "0+x3", "1,2", "_y3", "NaNx2"])
def test_what_promtool_cannot_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write them like"):
        check(text)


@pytest.mark.parametrize("text", ["٥x2", "1+١x3", "_x٣"])
def test_only_digits_of_ascii_are_digits(text: str) -> None:
    with pytest.raises(ValueError, match="write them like"):
        check(text)


@pytest.mark.parametrize("text", ["1e999", "0+1e400x5", "-1e999x3"])
def test_a_number_that_no_sample_can_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        check(text)


@pytest.mark.parametrize("text", ["0x99999999999", "_x100001", "1 0+1x60000 0+1x60000"])
def test_more_samples_than_any_test_needs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="are enough"):
        check(text)


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("0+1.5x10", "0+3x10"),
        ("8-2x3", "16-4x3"),
        ("5x3 _x2 stale 7", "10x3 _x2 stale 14"),
        ("1e3", "2000"),
    ],
)
def test_scaling_changes_values_and_not_how_many_there_are(text: str, twice: str) -> None:
    assert scaled(text, 2) == twice
    assert scaled(text, 1) == text
