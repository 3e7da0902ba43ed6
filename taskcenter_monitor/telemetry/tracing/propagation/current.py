"""What a process reads from headers and writes into them, by the choice that holds for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from opentelemetry import baggage as opentelemetry_baggage
from opentelemetry.context import Context, get_current
from opentelemetry.propagate import set_global_textmap
from opentelemetry.trace import INVALID_SPAN, NonRecordingSpan, get_current_span
from opentelemetry.trace import set_span_in_context as with_span

from taskcenter_monitor.telemetry import context as ids
from taskcenter_monitor.telemetry.tracing.propagation import baggage
from taskcenter_monitor.telemetry.tracing.propagation.carriers import Carrier, Target, pick, put
from taskcenter_monitor.telemetry.tracing.propagation.choice import Choice, choice_of

DEFAULT = ("tracecontext", "baggage")
_choice = choice_of(DEFAULT, (), baggage.KEYS)


def use(
    *names: str, peers: Iterable[str] = (), keys: Iterable[str] = baggage.KEYS
) -> tuple[str, ...]:
    """Chooses formats, for this process and for the instrumentations of OpenTelemetry in it.

    Without names it is W3C's trace context and baggage. `peers` are the hosts of services of our
    own, `keys` what they are told in the baggage. Raises ValueError for what is not known, and
    MissingExtra for a format whose package is not installed. The headers that are read are
    returned.
    """
    global _choice  # noqa: PLW0603 - one a process, as that of OpenTelemetry
    _choice = choice_of(names or DEFAULT, peers, keys)
    use_here()
    return _choice.wanted.names


def use_here() -> None:
    """What is chosen holds for the instrumentations of OpenTelemetry too."""
    # Imported here, because it is made of this module.
    from taskcenter_monitor.telemetry.tracing.propagation.bridge import Bridge

    set_global_textmap(Bridge())


def chosen() -> Choice:
    """What holds now."""
    return _choice


def extract(headers: Carrier) -> Context:
    """What a caller has sent, over what is bound here: its span, and its baggage.

    Without a valid span the context has none, so that a trace begins here, whatever was going on.
    Headers may have any form, names may be in any case, and whatever is sent nothing is raised.
    """
    choice = _choice
    return received(pick(headers, choice.wanted), get_current(), choice)


def received(found: Mapping[str, str], here: Context, choice: Choice) -> Context:
    """The same, of headers by their names in lower case."""
    span = None
    for one in choice.formats:
        span = one.read(found) or span
    context = here
    if span is not None:
        context = with_span(NonRecordingSpan(span), here)
    elif get_current_span(here) is not INVALID_SPAN:
        context = with_span(INVALID_SPAN, here)
    if not choice.reads_baggage:
        return context
    header = found.get(baggage.HEADER)
    return baggage.received(baggage.read(header) if header else {}, context)


def inject(headers: Target, url: str = "") -> None:
    """Adds what the next process needs to go on with the trace of here.

    With the `url` that is called, baggage is only sent to one of the `peers`; without one the
    headers are for ourselves, as those of a task in a queue, and get it.
    """
    choice = _choice
    put(headers, sent(get_current(), choice, is_ours=not url or choice.peers.has(url)))


def sent(here: Context, choice: Choice, *, is_ours: bool) -> Iterator[tuple[str, str]]:
    """The headers to send, by their names in lower case."""
    span = get_current_span(here)
    if span.get_span_context().is_valid:
        for one in choice.formats:
            yield from one.write(span)
    if is_ours and choice.reads_baggage and choice.keys:
        header = own_baggage(here)
        if header:
            yield baggage.HEADER, header


def own_baggage(here: Context) -> str:
    """What one of ours is told; an empty text for nothing."""
    return baggage.written(_told(here, _choice.keys))


def _told(here: Context, keys: Iterable[str]) -> Iterator[tuple[str, object]]:
    """What is bound here, or else was received."""
    bound: Mapping[str, object] = here.get(ids.KEY, ids.NONE)  # type: ignore[assignment]
    got = opentelemetry_baggage.get_all(here)
    if not bound and not got:
        return
    for key in keys:
        value = bound.get(key, got.get(key))
        if value is not None:
            yield key, value


def carried(context: Context | None = None) -> dict[str, str]:
    """The ids that a caller has told, of the `keys` that services of our own tell each other.

    Anybody may write headers: bind them, with `bound(**carried(context))`, where the caller is one
    of ours, as it is for a task from our own queue. One that is too long, or in which the policy
    would hide something, is left out.
    """
    # Imported here, because logging needs the context and nothing of tracing.
    from taskcenter_monitor.telemetry.strangers import sound_id

    got = opentelemetry_baggage.get_all(context)
    told = ((key, str(got.get(key) or "")) for key in _choice.keys)
    return {key: value for key, value in told if sound_id(value)}
