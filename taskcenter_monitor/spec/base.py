"""What every model of the specs is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import SIGNAL_NAME
from taskcenter_monitor.vocabulary.quantities import Quantity, parse_quantity, plain_count
from taskcenter_monitor.vocabulary.selectors import LABEL_NAME, Selector, parse_selector
from taskcenter_monitor.vocabulary.units import METRIC_UNITS

T = TypeVar("T")


class SpecModel(BaseModel):
    """A mapping that somebody wrote: unknown keys are faults, and nothing is converted."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A named value of the specs, with the place where it was written."""

    name: str
    value: T
    origin: Origin


class Text(SpecModel):
    """A text for people, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


def fault(check: str, message: str) -> PydanticCustomError:
    """A fault of a value, for validators to raise; `check` is its id."""
    return PydanticCustomError(check, "{message}", {"message": message})  # type: ignore[arg-type]


def _checked(check: str, parse: Callable[[str], T]) -> Callable[[Any], T]:
    """A validator that reads text with `parse` and reports its ValueError under `check`."""

    def validate(value: Any) -> T:
        if not isinstance(value, str):
            raise fault("spec/type", f"expected text, found {_kind(value)}")
        try:
            return parse(value)
        except ValueError as error:
            raise fault(check, str(error)) from None

    return validate


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    if value is None:
        return "nothing"
    return names.get(type(value), "a mapping" if isinstance(value, dict) else "text")


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _window(text: str) -> str:
    if parse_duration(text) <= 0:
        raise ValueError("a window must be longer than nothing")
    return text


def _unit(text: str) -> str:
    if text not in METRIC_UNITS:
        raise ValueError(f"unknown unit {text!r}; known are {', '.join(sorted(METRIC_UNITS))}")
    return text


def _label(text: str) -> str:
    if not LABEL_NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no label name; letters, digits and _ only")
    return text


def _signal(text: str) -> str:
    if not SIGNAL_NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no signal name; lower case letters, digits and _")
    return text


def _quantity(value: Any) -> Quantity:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < 0:
            raise fault("threshold/value", f"{value} is negative; a threshold is 0 or more")
        return plain_count(value)
    return _quantity_text(value)


_quantity_text = _checked("threshold/value", parse_quantity)

DurationText = Annotated[str, PlainValidator(_checked("duration/value", _duration))]
"""A duration as written, known to be readable; 0s is allowed."""
Window = Annotated[str, PlainValidator(_checked("duration/value", _window))]
"""A duration longer than nothing, over which samples are taken."""
UnitName = Annotated[str, PlainValidator(_checked("unit/unknown", _unit))]
"""The name of a unit that a metric can have."""
LabelName = Annotated[str, PlainValidator(_checked("label/name", _label))]
"""The name of a label."""
SignalName = Annotated[str, PlainValidator(_checked("spec/name", _signal))]
"""The name of a signal."""
SelectorField = Annotated[Selector, PlainValidator(_checked("selector/syntax", parse_selector))]
"""A vector selector."""
QuantityField = Annotated[Quantity, PlainValidator(_quantity)]
"""A number with its unit."""
