"""A small language for the shape of JSON: which keys may be there, and what stands under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

_LONG = 60
"""Characters of a value that a message shows."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value of one of these Python types."""

    words: str
    types: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values."""

    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose entries all have one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Named:
    """An object whose keys people choose."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Either:
    """A value that fits one of several shapes."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """An object with these keys and no other."""

    fields: Mapping[str, Shape]
    required: tuple[str, ...] = field(default=())


Shape = Plain | OneOf | Each | Named | Either | Keys

_CONTAINERS: Mapping[type, type] = {Each: list, Named: dict}

TEXT = Plain("a text", (str,))
NUMBER = Plain("a number", (int, float))
WHOLE = Plain("a whole number", (int,))
FLAG = Plain("true or false", (bool,))
ANYTHING = Plain("anything", (object,))
OBJECT = Plain("an object", (dict,))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a value does not have its shape; `key` is the unknown key, "" for a wrong value."""

    path: Path
    message: str
    key: str = ""


def one_of(*values: str | int) -> OneOf:
    """The shape of an enumeration."""
    return OneOf(values)


def mismatches(value: Any, shape: Shape, path: Path = ()) -> Iterator[Mismatch]:  # noqa: ANN401
    """Where JSON does not have a shape. Nulls are passed over: another lint is about them."""
    if value is None:
        return
    match shape:
        case Keys():
            yield from _keys(value, shape, path)
        case Either(shapes):
            tried = [list(mismatches(value, one, path)) for one in shapes]
            yield from min(tried, key=len)
        case Each(item) | Named(item) if isinstance(value, _CONTAINERS[type(shape)]):
            for step, entry in steps(value):
                yield from mismatches(entry, item, (*path, step))
        case _ if not _fits(value, shape):
            yield Mismatch(path, f"is {shown(value)}, not {_words(shape)}")


def steps(value: Any) -> list[tuple[str | int, Any]]:  # noqa: ANN401
    """What stands straight below in an object or a list, each under its key or number."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _keys(value: Any, shape: Keys, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401
    if not isinstance(value, dict):
        yield Mismatch(path, f"is {shown(value)}, not an object")
        return
    for key, entry in value.items():
        if key in shape.fields:
            yield from mismatches(entry, shape.fields[key], (*path, key))
        else:
            yield Mismatch(path, "", key)
    for key in shape.required:
        if key not in value:
            yield Mismatch((*path, key), "is missing")


def _fits(value: Any, shape: Shape) -> bool:  # noqa: ANN401
    match shape:
        case Plain(_, types):
            # In Python true is a number, in JSON it is not.
            return isinstance(value, types) and (
                not isinstance(value, bool) or bool in types or object in types
            )
        case OneOf(values):
            return any(value == known and type(value) is type(known) for known in values)
    return False


def _words(shape: Shape) -> str:
    match shape:
        case Plain(words):
            return words
        case OneOf(values):
            return f"one of {', '.join(map(str, values))}"
        case Each():
            return "a list"
    return "an object"


def shown(value: Any) -> str:  # noqa: ANN401
    """A value in a message; of a long text its beginning, of anything larger its kind."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "an object"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str() if len(value) > _LONG:
            return repr(f"{value[:_LONG]}…")
    return repr(value)


def dotted(path: Path) -> str:
    """A path as people write it: `options.legend.calcs[0]`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")
