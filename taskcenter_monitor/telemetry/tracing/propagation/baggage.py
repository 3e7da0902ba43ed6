"""The header of W3C baggage: what a caller says of the request, by name.

By https://www.w3.org/TR/baggage/. All that is read is there for the service, in the baggage of
OpenTelemetry, and only what is named goes on to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote

from opentelemetry import baggage
from opentelemetry.context import Context

HEADER = "baggage"
KEYS = ("request_id", "business_id")
"""What is sent: ids of requests are made up, and a business knows its own. Never that of a user."""
LONGEST = 8192
"""Bytes of the header, and entries in it, that everybody must take."""
MOST = 64
_OWS = " \t"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_PLAIN = "!#$&'()*+-./:<=>?@[]^_`{|}~"
"""What a value may hold as it is: all but what ends it, and the % of what is escaped."""
_SIMPLE = (str, int, float)


def read(header: str) -> dict[str, str]:
    """The entries by name, without their properties; what is no entry is left out.

    Of a header that is too long, whole entries from its beginning.
    """
    if len(header) > LONGEST:
        header = header[: LONGEST + 1].rpartition(",")[0]
    entries: dict[str, str] = {}
    for entry in header.split(","):
        name, sign, rest = entry.partition("=")
        name, value = name.strip(_OWS), rest.partition(";")[0].strip(_OWS)
        if sign and _NAME.fullmatch(name) and _VALUE.fullmatch(value):
            entries[name] = unquote(value)
            if len(entries) == MOST:
                break
    return entries


def received(entries: Mapping[str, str], context: Context) -> Context:
    """A context with these entries, and none that it had before."""
    if baggage.get_all(context):
        context = baggage.clear(context)
    for name, value in entries.items():
        context = baggage.set_baggage(name, value, context)
    return context


def written(entries: Iterable[tuple[str, object]]) -> str:
    """The header; empty where there is nothing to say. Entries that do not fit are left out."""
    return ",".join(_fitting(entries))


def _fitting(entries: Iterable[tuple[str, object]]) -> Iterator[str]:
    length = count = 0
    for name, value in entries:
        if not isinstance(value, _SIMPLE) or not _NAME.fullmatch(name):
            continue
        entry = f"{name}={quote(str(value), _PLAIN, errors='replace')}"
        length += len(entry) + 1
        if length - 1 > LONGEST or count == MOST:
            return
        count += 1
        yield entry
