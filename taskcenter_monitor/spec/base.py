"""What every model of the specs is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import asdict, dataclass
from functools import lru_cache
from math import copysign
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import SIGNAL_NAME
from taskcenter_monitor.vocabulary.quantities import Quantity, parse_quantity, plain_count
from taskcenter_monitor.vocabulary.selectors import (
    LABEL_NAME,
    METRIC_NAME,
    Selector,
    parse_selector,
)
from taskcenter_monitor.vocabulary.units import METRIC_UNITS, UNITS

T = TypeVar("T")
_NOTHING: frozenset[str] = frozenset()


class SpecModel(BaseModel):
    """A mapping that somebody wrote: unknown keys are faults, and nothing is converted."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )

    def model_post_init(self, _: object) -> None:
        """Forgets which keys were given: nobody asks, and the sets weigh as much as the values."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOTHING)

    def changed(self, **values: object) -> Self:
        """The same with some values replaced, which are trusted as they are."""
        other = copy(self)
        other.__dict__.update(values)
        return other


class ReadBy:
    """In an annotation: the value is what a function makes of it.

    The same as pydantic's PlainValidator, without the schema for writing values that nobody
    writes: building those took a tenth of a cold start.
    """

    def __init__(self, read: Callable[[object], object]) -> None:
        self._read = read

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """What pydantic asks of an annotation."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self._read)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A named value of the specs, with the place where it was written."""

    name: str
    value: T
    origin: Origin


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, in both languages.

    No model: most of what a large project holds are texts, and a model weighs four times as much.
    """

    zh: str
    en: str

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """What pydantic asks of an annotation: a mapping of exactly both languages."""
        del source, handler
        text = core_schema.typed_dict_field(core_schema.str_schema(strict=True))
        both = core_schema.typed_dict_schema(
            {"zh": text, "en": text}, extra_behavior="forbid", strict=True
        )
        back = core_schema.plain_serializer_function_ser_schema(asdict)
        return core_schema.no_info_after_validator_function(
            lambda given: cls(**given), both, serialization=back
        )

    def in_language(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


def fault(check: str, message: str, hint: str = "") -> PydanticCustomError:
    """A fault of a value, for validators to raise; `check` is its id, `hint` its help."""
    return PydanticCustomError(check, "{message}", {"message": message, "hint": hint})


def described(value: object) -> str:
    """What somebody wrote, in the words of a fault."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value if len(value) <= _SHOWN else value[:_SHOWN] + '…'!r}"
    return "a list" if isinstance(value, list) else "a mapping"


_SHOWN = 40
"""Characters of a text that a message repeats."""


def checked(check: str, parse: Callable[[str], T]) -> Callable[[object], T]:
    """A validator that reads text with `parse` and reports its ValueError under `check`."""
    remembered = lru_cache(maxsize=4096)(parse)

    def validate(value: object) -> T:
        if not isinstance(value, str):
            raise fault("spec/type", f"expected text, found {described(value)}")
        try:
            return remembered(value)
        except ValueError as error:
            raise fault(check, str(error)) from None

    return validate


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _window(text: str) -> str:
    if parse_duration(text) <= 0:
        raise ValueError("a window must be longer than nothing")
    return text


def _one_of(units: Collection[str]) -> Callable[[str], str]:
    """Takes the names of these units."""

    def parse(text: str) -> str:
        if text not in units:
            raise ValueError(f"unknown unit {text!r}; known are {', '.join(sorted(units))}")
        return text

    return parse


def _named(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    """Takes names that match; `what` completes "... is no"."""

    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"{text!r} is no {what}")
        return text

    return parse


def _quantity(value: object) -> Quantity:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if copysign(1, value) < 0:  # -0.0 is not less than 0
            raise fault("threshold/value", f"{value} is negative; a threshold is 0 or more")
        return plain_count(value)
    if isinstance(value, str) and value.startswith("-"):
        raise fault("threshold/value", f"{value} is negative; a threshold is 0 or more")
    return _quantity_text(value)


_quantity_text = checked("threshold/value", parse_quantity)

_label = _named(LABEL_NAME, "label name; letters, digits and _ only")
_signal = _named(SIGNAL_NAME, "signal name; lower case letters, digits and _")
_series = _named(METRIC_NAME, "name of a series; letters, digits, _ and : only")

DurationText = Annotated[str, ReadBy(checked("duration/value", _duration))]
"""A duration as written, known to be readable; 0s is allowed."""
Window = Annotated[str, ReadBy(checked("duration/value", _window))]
"""A duration longer than nothing, over which samples are taken."""
UnitName = Annotated[str, ReadBy(checked("unit/unknown", _one_of(METRIC_UNITS)))]
"""The name of a unit that a metric can have."""
AnyUnitName = Annotated[str, ReadBy(checked("unit/unknown", _one_of(UNITS)))]
"""The name of any unit, `condition` included."""
LabelName = Annotated[str, ReadBy(checked("label/name", _label))]
"""The name of a label."""
SignalName = Annotated[str, ReadBy(checked("spec/name", _signal))]
"""The name of a signal."""
SeriesName = Annotated[str, ReadBy(checked("spec/name", _series))]
"""The name of a series, or the middle part of a recorded one."""
SelectorField = Annotated[Selector, ReadBy(checked("selector/syntax", parse_selector))]
"""A vector selector."""
QuantityField = Annotated[Quantity, ReadBy(_quantity)]
"""A number with its unit."""
