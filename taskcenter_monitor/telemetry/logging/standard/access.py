"""The access lines of servers, as records of HTTP requests."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from taskcenter_monitor.telemetry.logging.operations import outcome, request_text
from taskcenter_monitor.telemetry.logging.record import Content

Access: TypeAlias = tuple[int, Content, dict[str, Any]]
"""Level, text and fields."""


def uvicorn_access(record: logging.LogRecord) -> Access | None:
    """What uvicorn says of a request; it does not say how long that took.

    None where the line is not made of client, method, path, version and status, as it is in all
    versions up to 0.54.
    """
    args = record.args
    if not isinstance(args, tuple) or len(args) != 5:
        return None
    client, method, path, _, status = args
    fields = {"method": method, "path": str(path).partition("?")[0], "status": status}
    if client:
        fields["client"] = str(client).rpartition(":")[0]
    return outcome("http", fields), request_text(fields), fields


def gunicorn_access(record: logging.LogRecord) -> Access | None:
    """What gunicorn says of a request where it has a logger of its own, whatever its format is.

    None where the line is not made of gunicorn's atoms.
    """
    atoms = record.args
    if not isinstance(atoms, Mapping) or not {"m", "U", "s"} <= atoms.keys():
        return None
    fields: dict[str, Any] = {
        "method": atoms["m"],
        # A request that the application did not get has no path by itself.
        "path": atoms["U"] or _path_in(str(atoms.get("r"))),
        "status": gunicorn_status(atoms["s"]),
    }
    # Microseconds, bytes, and two that gunicorn has a hyphen for where it does not know.
    took = atoms.get("D")
    if isinstance(took, int):
        fields["duration"] = took / 1_000_000
    if isinstance(atoms.get("B"), int):
        fields["bytes_out"] = atoms["B"]
    for name, atom in (("client", "h"), ("user_agent", "a")):
        if atoms.get(atom, "-") != "-":
            fields[name] = atoms[atom]
    return outcome("http", fields), request_text(fields), fields


def _path_in(request_line: str) -> str:
    return "".join(request_line.split(" ")[1:2]).partition("?")[0]


def gunicorn_status(given: object) -> int:
    """The number: `200 OK` is what WSGI has, and ASGI the number alone."""
    code = str(given).partition(" ")[0]
    return int(code) if code.isdigit() else 0


TRANSLATIONS: Mapping[str, Callable[[logging.LogRecord], Access | None]] = {
    "uvicorn.access": uvicorn_access,
    "gunicorn.access": gunicorn_access,
}
"""By the name of the logger. Their INFO may become an ERROR, and so must reach us."""
