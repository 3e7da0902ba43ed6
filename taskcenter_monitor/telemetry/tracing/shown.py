"""What is exported of a span: the policy hides in it what it hides in a log line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from opentelemetry.attributes import BoundedAttributes
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.trace import Link, SpanContext, Status
from opentelemetry.util.types import AnyValue, Attributes

from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.tracing.limits import LONGEST


class Shown(ReadableSpan):
    """A span without its secrets; it says of itself how much was left out of the real one."""

    def __init__(self, span: ReadableSpan, redactor: Redactor) -> None:
        super().__init__(
            name=redactor.text(span.name)[:LONGEST],
            context=_context(redactor, span.context),
            parent=span.parent,
            resource=span.resource,
            attributes=_attributes(redactor, span.attributes),
            events=[_event(redactor, event) for event in span.events],
            links=[_link(redactor, link) for link in span.links],
            kind=span.kind,
            status=_status(redactor, span.status),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )
        self._left_out = (span.dropped_attributes, span.dropped_events, span.dropped_links)

    @property
    def dropped_attributes(self) -> int:
        """As of the span itself."""
        return self._left_out[0]

    @property
    def dropped_events(self) -> int:
        """As of the span itself."""
        return self._left_out[1]

    @property
    def dropped_links(self) -> int:
        """As of the span itself."""
        return self._left_out[2]


class Kept(BoundedAttributes):
    """Attributes of an event or a link, with the count of those that were left out of it before."""

    def __init__(self, shown: Mapping[str, AnyValue], left_out: int) -> None:
        super().__init__(None, shown, immutable=True)
        self.dropped = left_out


def shown(span: ReadableSpan, redactor: Redactor) -> ReadableSpan:
    """The span itself where there is nothing to hide, which costs a tenth of a copy."""
    return Shown(span, redactor) if _suspicious(span, redactor) else span


def _suspicious(span: ReadableSpan, redactor: Redactor) -> bool:
    texts: list[object] = [span.name, span.status.description]
    longest = 0
    for attributes in _all_attributes(span):
        for name, value in attributes.items():
            if redactor.hides(name):
                return True
            texts += (name, value)
            longest = max(longest, len(value) if isinstance(value, str) else 0)
    longest = max(longest, len(span.name), len(span.status.description or ""))
    texts += [event.name for event in span.events]
    contexts = [span.context, *(link.context for link in span.links)]
    texts += [one.trace_state.to_header() for one in contexts if one and one.trace_state]
    try:
        return longest > LONGEST or redactor.suspects(orjson.dumps(texts))
    except TypeError:
        # Bytes, half a character of UTF-16, or a number of more than 64 bits.
        return True


def _all_attributes(span: ReadableSpan) -> Iterator[Mapping[str, object]]:
    yield span.attributes or {}
    parts: tuple[Event | Link, ...] = (*span.events, *span.links)
    for part in parts:
        yield part.attributes or {}


def _context(redactor: Redactor, context: SpanContext | None) -> SpanContext | None:
    """Without what other services have noted in its state, where something in that is hidden."""
    state = context.trace_state.to_header() if context is not None else ""
    if context is None or redactor.text(state) == state:
        return context
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def _attributes(redactor: Redactor, attributes: Attributes) -> dict[str, AnyValue]:
    fields = redactor.fields(dict(attributes or {}))
    return {name[:LONGEST]: _cut(value) for name, value in fields.items()}


def _cut(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute may be
    if isinstance(value, str):
        return value[:LONGEST]
    # What the walk makes of a sequence is a list, which an attribute has as a tuple.
    return tuple(map(_cut, value)) if isinstance(value, list) else value


def _event(redactor: Redactor, event: Event) -> Event:
    attributes = Kept(_attributes(redactor, event.attributes), event.dropped_attributes)
    return Event(redactor.text(event.name)[:LONGEST], attributes, event.timestamp)


def _link(redactor: Redactor, link: Link) -> Link:
    context = _context(redactor, link.context) or link.context
    return Link(context, Kept(_attributes(redactor, link.attributes), link.dropped_attributes))


def _status(redactor: Redactor, status: Status) -> Status:
    if not status.description:
        return status
    return Status(status.status_code, redactor.text(status.description)[:LONGEST])


def all_shown(spans: Iterable[ReadableSpan], redactor: Redactor) -> tuple[list[ReadableSpan], int]:
    """Those that may leave the process, and how many may not, as it is not known what they hold."""
    kept: list[ReadableSpan] = []
    withheld = 0
    for span in spans:
        try:
            kept.append(shown(span, redactor))
        except Exception:  # noqa: BLE001 - whatever it is, nothing leaves that was not searched
            withheld += 1
    return kept, withheld
