from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.spec.base import SeriesName, SpecModel, Text, described


class Named(SpecModel):
    name: str
    series: SeriesName | None = None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (5, "the number 5"),
        (0.5, "the number 0.5"),
        ("text", "the text 'text'"),
        ("", "the text ''"),
        ("x" * 40, f"the text '{'x' * 40}'"),
        ("x" * 41, f"the text '{'x' * 40}…'"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_a_value_in_words(value: Any, words: str) -> None:
    assert described(value) == words


def test_models_are_frozen_and_convert_nothing() -> None:
    named = Named(name="x")
    with pytest.raises(ValidationError, match="frozen"):
        named.name = "y"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="valid string"):
        Named.model_validate({"name": 5})
    with pytest.raises(ValidationError, match="not permitted"):
        Named.model_validate({"name": "x", "nmae": "y"})


@pytest.mark.parametrize("series", ["a b", "5xx", "", "a{b}", "a-b", "任务"])
def test_a_series_has_a_name_that_prometheus_takes(series: str) -> None:
    assert Named.model_validate({"name": "x", "series": "job:x:rate5m"}).series
    with pytest.raises(ValidationError, match="is no name of a series"):
        Named.model_validate({"name": "x", "series": series})


def test_a_text_is_in_both_languages() -> None:
    text = Text(zh="文", en="text")
    assert (text.in_language("zh"), text.in_language("en")) == ("文", "text")
