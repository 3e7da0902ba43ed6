"""Lines for people: structlog's own form, in colour on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO
from unicodedata import east_asian_width

import orjson

from taskcenter_monitor.telemetry.logging.outlets import Descriptor

_COMPONENT, _CONTENT = 14, 40
"""Columns that each is filled up to, so that fields stand below each other."""
_LEFT_OUT = frozenset({"service", "error_type"})
"""What is the same in every line, and what the last line of a stack says as well."""
_LAST = ("request_id", "user_id", "business_id", "task_id", "trace", "span", "caller")
"""Ids and the place: seldom read, and so behind what a call says."""
# A text that somebody else has chosen must not steer the terminal, nor turn what follows around.
_CONTROLS = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)
} | {
    code: f"\\u{code:04x}"
    for code in (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_IN_A_NAME = _CONTROLS | {9: "\\x09", 10: "\\x0a"}
_BREAK = "\n  "
"""Before what goes on in a further line, so that nobody takes it for a line of its own."""
_STACKS = ("called_from", "stack")
"""What is shown below the line, in the lines that it has."""
_TAKEN = frozenset({"exception", "stack", "exc_info"})
"""Names that structlog's renderer has a meaning for, which a field of a call has not."""
_ASIDE = "\0"
"""Behind such a name, which no field has: it is a control character."""
_UNCLEAR = frozenset(" \t\n='\"")
_RESET, _BOLD, _DIM, _CYAN, _BLUE = "\033[0m", "\033[1m", "\033[2m", "\033[36m", "\033[34m"
_LEVELS = {
    "debug": _DIM,
    "info": "\033[32m",
    "warn": "\033[33m",
    "error": "\033[1;31m",
    "fatal": "\033[1;37;41m",
}


class Console:
    """An outlet that reads the lines back and shows them as structlog does in development."""

    def __init__(self, stream: TextIO, palette: Palette) -> None:
        self._below = Descriptor(stream)
        self._show = palette.renderer()

    def __str__(self) -> str:
        return str(self._below)

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of them."""
        self._below.write([self._shown(line) for line in lines])

    def forked(self) -> None:
        """Nothing is shared that must not be."""

    def close(self) -> None:
        """The stream belongs to the process."""

    def _shown(self, line: bytes) -> bytes:
        try:
            entry = orjson.loads(line)
            stacks = [entry.pop(name) for name in _STACKS if isinstance(entry.get(name), str)]
            shown = self._show(None, "", arranged(entry, bool(stacks)))
            text = "\n".join((shown, *map(_harmless, stacks))).rstrip("\n")
            return (text.replace("\n", _BREAK) + "\n").encode()
        except Exception:  # noqa: BLE001 - a line for machines says more than none
            return line


class Palette:
    """No colours, for what is no terminal and for people who want none."""

    def coloured(self, style: str, text: str) -> str:
        """The text as it is."""
        del style
        return text

    def renderer(self) -> Callable[[Any, str, dict[str, Any]], str]:
        """structlog's, with our columns."""
        from structlog.dev import Column, ConsoleRenderer

        coloured = self.coloured

        def field(key: str, value: object) -> str:
            key = key.removesuffix(_ASIDE)
            if key == "caller":
                return coloured(_DIM, str(value))
            return f"{coloured(_CYAN, key)}={_value(value)}"

        return ConsoleRenderer(
            sort_keys=False,
            columns=[
                Column("@timestamp", lambda _, value: coloured(_DIM, str(value)[11:23])),
                Column("level", self._level),
                Column("component", lambda _, value: coloured(_BLUE, _filled(value, _COMPONENT))),
                Column("content", lambda _, value: coloured(_BOLD, _filled(value, _CONTENT))),
                Column("", field),
            ],
        )

    def _level(self, key: str, value: object) -> str:
        del key
        return self.coloured(_LEVELS.get(str(value), ""), f"{value!s:5}")


class Colours(Palette):
    """Those that every terminal has."""

    def coloured(self, style: str, text: str) -> str:
        """The text in a style, which ends with it."""
        return f"{style}{text}{_RESET}" if style else text


def arranged(entry: Mapping[str, Any], has_stack: bool) -> dict[str, Any]:
    """The same in the order that people read: what a call says, ids, and where it was."""
    kept = {_name(name): _harmless(value) for name, value in entry.items() if name not in _LEFT_OUT}
    if has_stack and "error_type" in entry:
        # The last line of the stack says it.
        kept.pop("error", None)
    return {
        **{name: value for name, value in kept.items() if name not in _LAST},
        **{name: kept[name] for name in _LAST if name in kept},
    }


def _name(name: str) -> str:
    return f"{name}{_ASIDE}" if name in _TAKEN else name.translate(_IN_A_NAME)


def _harmless(value: Any) -> Any:  # noqa: ANN401
    return value.translate(_CONTROLS) if isinstance(value, str) else value


def _value(value: object) -> str:
    """In quotes where one could not see where it ends."""
    if isinstance(value, str) and value and not _UNCLEAR.intersection(value):
        return value
    return repr(value)


def _filled(text: object, width: int) -> str:
    last = str(text).rpartition("\n")[2]
    # A Chinese character takes two columns.
    shown = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in last)
    return f"{text}{' ' * (width - shown)}"
