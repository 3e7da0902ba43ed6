"""Through the fields of a record, however they are nested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Protocol

from taskcenter_monitor.telemetry.redaction.masked import masked

DEEPEST = 16
"""Containers in containers that are shown; a cycle ends there too."""
PARTS = 10_000
"""Values of one record that are shown. A few lists that hold each other would make millions."""
LONGEST_NAME = 64
"""Characters of the first of two values that may be the name of the second."""
_SCALARS = (str, int, float, type(None))


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

    def counted(self, name: str) -> bool:
        """Whether numbers in a field of a name are not searched."""
        ...

    def hidden(self, value: object) -> str:
        """The mask in place of the value of such a field."""
        ...

    def text(self, value: str) -> str:
        """The text without what the patterns match."""
        ...

    def name(self, name: str) -> str:
        """The name of a field without what the patterns match."""
        ...


class Walk:
    """One walk through one record."""

    __slots__ = ("_left", "_rules")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._left = PARTS

    def mapping(self, fields: Mapping[str, object], depth: int) -> dict[str, object]:
        """A copy without what is hidden."""
        rules = self._rules
        shown: dict[str, object] = {}
        for given, value in fields.items():
            name = given if type(given) is str else str(given)
            key = self._name(name)
            while key in shown:
                # Two names that are alike once something in them is hidden.
                key += "*"
            hidden = rules.hides(name)
            shown[key] = rules.hidden(value) if hidden else self._value(name, value, depth)
        return shown

    def sequence(self, values: Iterable[object]) -> list[object]:
        """The same of values that have no name."""
        return [self._value("", value, 0) for value in values]

    def _name(self, name: str) -> str:
        return self._rules.name(name)

    def _value(self, name: str, value: object, depth: int) -> object:
        """What is shown of a value; the values in a list bear the name of the list."""
        self._left -= 1
        if self._left < 0:
            return self._rules.mask
        if isinstance(value, _SCALARS):
            return self._scalar(name, value)
        return self._rules.mask if depth >= DEEPEST else self._container(name, value, depth + 1)

    def _scalar(self, name: str, value: object) -> object:
        """The value, or the text of it where something in that is hidden."""
        if name in self._rules.plain:
            return value
        if isinstance(value, str):
            return self._rules.text(value)
        if value is None or value is True or value is False:
            return value
        if isinstance(value, int | float) and self._rules.counted(name):
            return value
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
            parts = self._pair(value) or value
            return [self._value(name, part, depth) for part in parts]
        shown = value.value if isinstance(value, Enum) else masked(value)
        if shown is not value:
            return self._value(name, shown, depth)
        own = getattr(type(value), "__dataclass_fields__", None)
        if own is not None:
            return self.mapping({key: getattr(value, key, None) for key in own}, depth)
        return self._scalar(name, value)

    def _pair(self, value: Collection[object]) -> tuple[object, object] | None:
        """The name and the mask, where this is a header as `("cookie", "a=b")`.

        Two names that are hidden are a list of names, as in `missing=["phone", "email"]`.
        """
        if len(value) != 2 or not isinstance(value, list | tuple):
            return None
        name, content = value
        if not self._names_hidden(name) or self._names_hidden(content):
            return None
        return name, self._rules.hidden(content)

    def _names_hidden(self, value: object) -> bool:
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        return isinstance(value, str) and len(value) <= LONGEST_NAME and self._rules.hides(value)


class WalkByName(Walk):
    """Hides whole fields and searches in nothing."""

    __slots__ = ()

    def _name(self, name: str) -> str:
        return name

    def _scalar(self, name: str, value: object) -> object:  # noqa: ARG002 - as in every walk
        return value
