"""Through the fields of a record, however they are nested."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from taskcenter_monitor.telemetry.redaction.masked import masked

DEEPEST = 16
"""Containers in containers that are shown; a cycle ends there too."""
PARTS = 10_000
"""Values of one record that are shown. A few lists that hold each other would make millions."""
LARGEST = 10**64
"""An int beyond is no number of anything, and Python refuses to write out huge ones."""


class Rules(Protocol):
    """What is hidden: the redactor, as the walk knows it."""

    @property
    def mask(self) -> str:
        """Stands where something was."""
        ...

    @property
    def plain(self) -> frozenset[str]:
        """Names whose values are not searched."""
        ...

    def hides(self, name: str) -> bool:
        """Whether the field of a name is hidden whole."""
        ...

    def hidden(self, value: object) -> str:
        """The mask in place of the value of such a field."""
        ...

    def text(self, value: str) -> str:
        """The text without what the patterns match."""
        ...


class Walk:
    """One walk through one record."""

    __slots__ = ("_left", "_rules")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._left = PARTS

    def mapping(self, fields: Mapping[str, object], depth: int) -> dict[str, object]:
        """A copy without what is hidden."""
        shown: dict[str, object] = {}
        for name, value in fields.items():
            key = self._key(name)
            while key in shown:
                # Two names that are alike once something in them is hidden.
                key += "*"
            shown[key] = self._field(str(name), value, depth)
        return shown

    def _key(self, name: object) -> str:
        return self._rules.text(name if isinstance(name, str) else str(name))

    def _field(self, name: str, value: object, depth: int) -> object:
        if self._rules.hides(name):
            return self._rules.hidden(value)
        return self._value(name, value, depth)

    def _value(self, name: str, value: object, depth: int) -> object:
        """What is shown of a value; the values in a list bear the name of the list."""
        self._left -= 1
        if self._left < 0:
            return self._rules.mask
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str | int | float):
            return value if name in self._rules.plain else self._scalar(value)
        return self._rules.mask if depth >= DEEPEST else self._container(name, value, depth + 1)

    def _scalar(self, value: object) -> object:
        """The value, or the text of it where something in that is hidden."""
        if isinstance(value, str):
            return self._rules.text(value)
        if isinstance(value, int) and abs(value) > LARGEST:
            return self._rules.mask
        try:
            written = str(value)
        except Exception:  # noqa: BLE001 - anybody's code; what cannot be searched is not shown
            return self._rules.mask
        shown = self._rules.text(written)
        return value if shown == written else shown

    def _container(self, name: str, value: object, depth: int) -> object:
        if isinstance(value, Mapping):
            return self.mapping(value, depth)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(name, part, depth) for part in value]
        shown = value.value if isinstance(value, Enum) else masked(value)
        if shown is not value:
            return self._value(name, shown, depth)
        own = getattr(type(value), "__dataclass_fields__", None)
        if own is not None:
            return self.mapping({key: getattr(value, key, None) for key in own}, depth)
        return self._scalar(value)
