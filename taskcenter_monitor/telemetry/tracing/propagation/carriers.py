"""Headers in whatever a server or a client has them: which ones are there, and how they are set.

On the way of every request, so nothing is copied but what is wanted, and names in lower case are
looked up before others are searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Pairs: TypeAlias = Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]
Carrier: TypeAlias = Mapping[str, Any] | Pairs
"""Headers by name, a WSGI environment, or pairs as ASGI, gRPC and `http.client` have them."""
Target: TypeAlias = MutableMapping[str, str] | list[tuple[str, str]] | list[tuple[bytes, bytes]]

_ENVIRONMENT = "REQUEST_METHOD"
"""What every WSGI environment has, and no headers have."""
_SEVERAL = ("getlist", "get_list", "get_all", "getall")
"""How mappings that hold several headers of one name give all of them, and what to give those that
want something for none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names to look for, in lower case."""

    names: tuple[str, ...]
    lengths: frozenset[int] = field(init=False)
    keys: Mapping[str | bytes, str] = field(init=False)
    environment: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Works out once what is asked for every request."""
        keys: dict[str | bytes, str] = {name: name for name in self.names}
        keys |= {name.encode(): name for name in self.names}
        variables = ((f"HTTP_{name.upper().replace('-', '_')}", name) for name in self.names)
        object.__setattr__(self, "lengths", frozenset(map(len, self.names)))
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "environment", tuple(variables))


def pick(headers: Any, wanted: Wanted) -> dict[str, str]:  # noqa: ANN401 - any carrier
    """The wanted headers that are there, by their names in lower case.

    Several of one name are joined with a comma, as HTTP has it.
    """
    if isinstance(headers, dict):
        found = {name: text(headers[name]) for name in wanted.names if name in headers}
        if found:
            return found
        if _ENVIRONMENT in headers:
            pairs = wanted.environment
            return {name: text(headers[key]) for key, name in pairs if key in headers}
        return _searched(headers.items(), wanted)
    if hasattr(headers, "get"):
        return _looked_up(headers, wanted) or _searched(headers.items(), wanted)
    return _searched(headers, wanted)


def _searched(pairs: Iterable[tuple[Any, Any]], wanted: Wanted) -> dict[str, str]:
    """Names in any case. Most are left by their length: 1 us for thirty headers."""
    found: dict[str, str] = {}
    lengths, keys = wanted.lengths, wanted.keys
    for name, value in pairs:
        if len(name) in lengths:
            known = keys.get(name.lower())
            if known is not None:
                read = text(value)
                found[known] = f"{found[known]},{read}" if known in found else read
    return found


def _looked_up(headers: Any, wanted: Wanted) -> dict[str, str]:  # noqa: ANN401 - any mapping
    """From a mapping that may know its names in any case, and several headers of one name."""
    several = next((name for name in _SEVERAL if hasattr(headers, name)), None)
    found: dict[str, str] = {}
    for name in wanted.names:
        if several is None:
            value = headers.get(name)
        else:
            value = getattr(headers, several)(name, *(((),) if "all" in several else ()))
        if value:
            found[name] = text(value)
    return found


def text(value: object) -> str:
    """What a header says; an empty text for what no header holds."""
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list | tuple):
        return ",".join(map(text, value))
    return str(value) if isinstance(value, str) else ""


def put(headers: Target, pairs: Iterable[tuple[str, str]]) -> None:
    """Sets headers, in place of those of the same names in any case.

    A list that is empty gets bytes, as the one of an ASGI response needs them.
    """
    written = dict(pairs)
    if type(headers) is dict:
        if headers:
            _remove_other_cases(headers, written)
        headers.update(written)
        return
    if isinstance(headers, list):
        _append(headers, written)
        return
    for name, value in written.items():
        if hasattr(headers, "replace_header"):
            # Of the standard library: it would have two of one name.
            del headers[name]
        headers[name] = value


def _append(headers: list[Any], written: Mapping[str, str]) -> None:
    as_bytes = not headers or isinstance(headers[0][0], bytes)
    new = [(key.encode(), value.encode()) for key, value in written.items()]
    names = {name for name, _ in new} | written.keys()
    headers[:] = [pair for pair in headers if pair[0].lower() not in names]
    headers.extend(new if as_bytes else written.items())


def _remove_other_cases(headers: dict[str, str], written: Mapping[str, str]) -> None:
    """Whoever passes headers on has those of Go, as `Traceparent`: two are worse than none."""
    lengths = {len(name) for name in written}
    for name in [name for name in headers if len(name) in lengths]:
        if name not in written and name.lower() in written:
            del headers[name]
