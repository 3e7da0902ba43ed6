"""Several signals weighed into one mark from 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.spec.base import (
    LabelName,
    QuantityField,
    SelectorField,
    SeriesName,
    SignalName,
    SpecModel,
    fault,
)
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import PERCENT, Unit


class Part(SpecModel):
    """One signal's share of the score: nothing at `worst`, all of `weight` at `best`."""

    weight: Annotated[float, Field(gt=0)]
    signal: SignalName
    worst: QuantityField
    best: QuantityField


class Score(SignalModel):
    """The weighted sum of its parts, 0 to 100 percent.

    `population` yields a series for everything that is rated; a member without a value for a
    part has full marks there, because nothing bad was seen.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["score"]
    by: list[LabelName]
    series: SeriesName
    population: SelectorField
    parts: list[Part]

    @model_validator(mode="after")
    def _weights(self) -> Score:
        total = sum(part.weight for part in self.parts)
        if abs(total - 1) > 1e-9:
            raise fault("signal/score", f"the weights make {total:g} together; they must make 1")
        if any(part.worst.base == part.best.base for part in self.parts):
            raise fault("signal/score", "`worst` and `best` of a part must differ")
        return self

    def uses(self) -> tuple[Use, ...]:
        return (Use(("population",), self.population, "raw"),)

    def signals(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        return tuple((("parts", n, "signal"), part.signal) for n, part in enumerate(self.parts))

    def unit(self, around: Surroundings) -> Unit:
        return PERCENT

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "group": aggregation("group", self.by),
            "population": str(self.population),
            "parts": [
                {
                    "weight": number_text(part.weight),
                    "value": operands[part.signal],
                    "worst": number_text(part.worst.base),
                    "best": number_text(part.best.base),
                    "falls": part.worst.base > part.best.base,
                    "range": number_text(round(abs(part.worst.base - part.best.base), 9)),
                }
                for part in self.parts
            ],
        }
        return self._kept(self._named("", "percent"), render("score", "signal", variables))
