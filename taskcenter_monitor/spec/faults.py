"""From what pydantic found to diagnostics at the place of the value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.base import Text, described
from taskcenter_monitor.vocabulary.languages import LANGUAGES

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
_BOUNDS = {
    "string_too_short": ("a text of at least {min_length} characters", "{length}"),
    "string_too_long": ("a text of at most {max_length} characters", "{length}"),
    "too_short": ("at least {min_length} of them", "{actual_length}"),
    "too_long": ("at most {max_length} of them", "{actual_length}"),
    "greater_than_equal": ("{ge} or more", "{input}"),
    "greater_than": ("more than {gt}", "{input}"),
    "less_than_equal": ("{le} or less", "{input}"),
    "less_than": ("less than {lt}", "{input}"),
}


def nearest(name: str, known: Iterable[str]) -> str:
    """The help that names the known word nearest to `name`; empty where none is near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


def diagnose(
    error: ValidationError, model: type[BaseModel], data: object, origin: Origin
) -> list[Diagnostic]:
    """All faults of one value; `origin` is where `data` as a whole was written."""
    diagnostics = []
    types: dict[Origin, list[ErrorDetails]] = {}
    for one in error.errors(include_url=False):
        steps = _steps(one, data)
        if one["type"] in _EXPECTED:
            types.setdefault(origin.at(*steps), []).append(one)
        else:
            diagnostics.append(_diagnostic(one, steps, model, origin))
    diagnostics.extend(_type_fault(place, errors) for place, errors in types.items())
    return diagnostics


def _steps(error: ErrorDetails, data: object) -> tuple[str | int, ...]:
    """The path within the data: of all unions pydantic also names the branch that it tried."""
    steps: list[str | int] = []
    current: Any = data
    for step in error["loc"]:
        is_key = isinstance(current, dict) and step in current
        if is_key or (isinstance(current, list) and isinstance(step, int)):
            steps.append(step)
            current = current[step]
    if error["type"] == "missing":
        steps.append(error["loc"][-1])
    return tuple(steps)


def _type_fault(place: Origin, errors: Sequence[ErrorDetails]) -> Diagnostic:
    """One fault for all branches of a union."""
    expected = dict.fromkeys(_EXPECTED[error["type"]] for error in errors)
    if "a number" in expected:
        expected.pop("a whole number", None)
    message = f"expected {' or '.join(expected)}, found {described(errors[0]['input'])}"
    return Diagnostic(check="spec/type", message=message, place=place)


def _diagnostic(
    error: ErrorDetails, steps: tuple[str | int, ...], model: type[BaseModel], origin: Origin
) -> Diagnostic:
    kind = error["type"]
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
    is_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    place = origin.at_key(*steps) if is_key else origin.at(*steps)
    if "/" in kind:
        hint = error["ctx"]["hint"]
        return Diagnostic(check=kind, message=error["msg"], place=place, help=hint)
    if kind == "literal_error":
        return _literal_fault(error, place)
    return Diagnostic(check="spec/value", message=_bound(error), place=place)


def _literal_fault(error: ErrorDetails, place: Origin) -> Diagnostic:
    expected = error["ctx"]["expected"].replace("'", "")
    given = error["input"]
    if not isinstance(given, str):
        message = f"expected {expected}, found {described(given)}"
        return Diagnostic(check="spec/type", message=message, place=place)
    known = expected.replace(" or ", ", ").split(", ")
    return Diagnostic(
        check="spec/value",
        message=f"{given!r} is not known here; expected {expected}",
        place=place,
        # Levels are written in capitals elsewhere.
        help=nearest(given, known) or nearest(given.lower(), known),
    )


def _bound(error: ErrorDetails) -> str:
    if error["type"] in _BOUNDS:
        expected, found = _BOUNDS[error["type"]]
        given = error["input"]
        length = len(given) if isinstance(given, str) else 0
        words = {**error["ctx"], "input": given, "length": length}
        return f"expected {expected}, found {found}".format_map(words)
    message = error["msg"]
    return message[:1].lower() + message[1:]


def _known_keys(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that a mapping some steps below `model` may have."""
    current: object = model
    for step in steps:
        current = _below(current, step)
    fields = _fields(current)
    return sorted(name for name, annotation in fields.items() if annotation is not type(None))


def _fields(annotation: object) -> dict[str, Any]:
    """Keys as they are written to annotations, through Optional and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return {field.alias or name: field.annotation for name, field in fields}
    if annotation is Text:
        return dict.fromkeys(LANGUAGES.values(), str)
    if get_origin(annotation) in (Union, UnionType, Annotated):
        return next(filter(None, map(_fields, get_args(annotation))), {})
    return {}


def _below(annotation: object, step: str | int) -> object:
    """The annotation of what stands under a key or an index."""
    kind, arguments = get_origin(annotation), get_args(annotation)
    if kind in (Union, UnionType, Annotated):
        return next(filter(None, (_below(argument, step) for argument in arguments)), None)
    if kind in (dict, list):
        return arguments[-1]
    return _fields(annotation).get(str(step))
