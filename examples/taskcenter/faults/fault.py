"""A fault: its parameters with their bounds, and what switching it on and off does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter that is a number; a whole one where its default is."""

    default: float
    lowest: float
    highest: float
    says: str = ""

    def read(self, value: object) -> float:
        """The value; raises ValueError where it is none."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("expected a number")
        if isinstance(self.default, int) and not isinstance(value, int):
            raise ValueError("expected a whole number")
        if not self.lowest <= value <= self.highest:
            raise ValueError(f"expected a number from {self.lowest:g} to {self.highest:g}")
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """A parameter that is a name; one of `choices` where there are some."""

    default: str
    choices: tuple[str, ...] = ()
    says: str = ""

    def read(self, value: object) -> str:
        """The value; raises ValueError where it is none."""
        if not isinstance(value, str) or len(value) > 50:
            raise ValueError("expected a name")
        if self.choices and value not in self.choices:
            raise ValueError(f"expected one of {', '.join(self.choices)}")
        return value


Values = Mapping[str, Any]
LONGEST = 900.0
"""Seconds after which a fault ends by itself, at the latest."""
UNLESS_TOLD = 300.0
FOR = Number(UNLESS_TOLD, 0.1, LONGEST, "seconds until it ends by itself")


class Fault(ABC):
    """Both methods are called by one thread at a time, never by that of the event loop.

    `on` may raise `Refused` of the switchboard; `off` undoes all that `on` has done.
    """

    name: ClassVar[str]
    says: ClassVar[str]
    parameters: ClassVar[Mapping[str, Number | Text]] = {}

    @abstractmethod
    def on(self, values: Values) -> None:
        """Begins with it."""

    @abstractmethod
    def off(self) -> None:
        """All is as it was before."""
