"""The access lines of servers, as records of HTTP requests."""

from __future__ import annotations

import logging
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
