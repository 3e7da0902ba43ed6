"""The body of a request, as far as anybody can store it and send it on."""

from __future__ import annotations

import json

from starlette.requests import Request

from taskcenter.api.validation import Invalid

LARGEST = 64 * 1024
"""Bytes. A task with its payload has some hundred; the column of MySQL takes no more."""


async def document(request: Request) -> object:
    """What stands there as JSON; raises `Invalid` where it is none."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > LARGEST:
            raise Invalid({"body": f"expected at most {LARGEST} bytes"})
    try:
        found: object = json.loads(bytes(read))
    except (ValueError, RecursionError):
        raise Invalid({"body": "expected JSON"}) from None
    _require_plain(found)
    return found


def _require_plain(found: object) -> None:
    """Python reads NaN and half characters, which neither UTF-8 nor a business system takes."""
    try:
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Invalid({"body": "expected JSON without NaN and half characters"}) from None
