"""Faults over HTTP: GET /faults, PUT and DELETE /faults/NAME."""

from __future__ import annotations

import json

from taskcenter.faults.switchboard import Refused, Switchboard


def answered(
    switchboard: Switchboard, method: str, path: str, body: bytes
) -> tuple[int, dict[str, object]]:
    """The status, and what is said as JSON."""
    name = path.removeprefix("/faults").strip("/")
    try:
        if method == "GET" and not name:
            return 200, dict(switchboard.shown())
        if method == "PUT":
            switchboard.switch_on(name, _parameters(body))
        elif method == "DELETE":
            switchboard.switch_off(name)
        else:
            return 405, {"error": "GET /faults, PUT and DELETE /faults/NAME"}
    except Refused as refused:
        return refused.status, {"error": str(refused)}
    return 200, dict(switchboard.shown()[name])


def _parameters(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(400, "expected an object of JSON with the parameters of the fault")
    return found
