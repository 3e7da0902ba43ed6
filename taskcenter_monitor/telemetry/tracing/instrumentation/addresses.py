"""What spans of HTTP clients say of the address, and who is told what is in the baggage."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.context import attach, get_current, set_value
from opentelemetry.trace import Span

from taskcenter_monitor.telemetry.tracing.propagation.baggage import HEADER
from taskcenter_monitor.telemetry.tracing.propagation.bridge import OURS
from taskcenter_monitor.telemetry.tracing.propagation.current import chosen, own_baggage

PLACES = ("http.url", "url.full")
"""Attributes that have the address, by the older and the stable conventions."""


def shorten(span: Span, url: str, headers: MutableMapping[str, Any]) -> None:
    """For a request that is about to be sent, within the block of its span.

    What is put in the context here ends with that block, which puts back what was there before it.
    """
    if chosen().peers.has(url):
        attach(set_value(OURS, url))
    elif headers.get(HEADER) and headers[HEADER] == own_baggage(get_current()):
        # From one of ours, which has redirected the client elsewhere.
        del headers[HEADER]
    if not span.is_recording():
        return
    said = getattr(span, "attributes", None) or {}
    for place in PLACES:
        if place in said:
            span.set_attribute(place, without_query(url))


def without_query(url: str) -> str:
    """Scheme, host and path: who is called, and not what for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
