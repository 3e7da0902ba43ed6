"""From what pydantic found to diagnostics at the place of the value."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from taskcenter_monitor.diagnostics import Diagnostic, Origin

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "mapping_type": "a mapping",
}


def nearest(name: str, known: Iterator[str] | list[str]) -> str:
    """The help that names the known word nearest to `name`; empty where none is near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


def diagnose(error: ValidationError, model: type[BaseModel], origin: Origin) -> list[Diagnostic]:
    """All faults of one value; `origin` is where the value as a whole was written."""
    errors = error.errors(include_url=False, include_context=True)
    return [_diagnostic(one, model, origin) for one in errors]


def _diagnostic(error: Any, model: type[BaseModel], origin: Origin) -> Diagnostic:
    kind: str = error["type"]
    steps = tuple(step for step in error["loc"] if not _is_tag(step))
    place = origin.at(*steps)
    if kind == "extra_forbidden":
        known = _known_keys(model, steps[:-1])
        return Diagnostic(
            check="spec/unknown-key",
            message=f"unknown key {steps[-1]!r}",
            place=origin.at_key(*steps),
            help=nearest(str(steps[-1]), known) or f"known keys: {', '.join(known)}",
        )
    if kind == "missing":
        return Diagnostic(
            check="spec/missing-key",
            message=f"the key {steps[-1]!r} is missing",
            place=origin.at(*steps[:-1]),
        )
    if "/" in kind:
        return Diagnostic(check=kind, message=error["msg"], place=place)
    if kind == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "")
        given = str(error["input"])
        return Diagnostic(
            check="spec/value",
            message=f"{given!r} is not known here; expected {expected}",
            place=place,
            help=nearest(given, expected.replace(" or ", ", ").split(", ")),
        )
    if kind in _EXPECTED:
        found = _found(error["input"])
        return Diagnostic(
            check="spec/type", message=f"expected {_EXPECTED[kind]}, found {found}", place=place
        )
    message = str(error["msg"]).removeprefix("Value error, ")
    return Diagnostic(check="spec/value", message=message[:1].lower() + message[1:], place=place)


def _is_tag(step: object) -> bool:
    """pydantic names the branch of a union it tried; that is no step of the file."""
    return isinstance(step, str) and (step.startswith("function-") or step.endswith("[...]"))


def _known_keys(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that a mapping some steps below `model` may have."""
    current: Any = model
    for step in steps:
        field = getattr(current, "model_fields", {}).get(step)
        current = _model_in(field.annotation) if field else current
    return sorted(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    """The model that an annotation is about, through Optional, list and dict."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return "a list" if isinstance(value, list) else "a mapping"
