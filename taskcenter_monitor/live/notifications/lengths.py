"""Finds messages that are longer than their channel takes, and who made them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.diagnostics import Origin, Span
from taskcenter_monitor.live.notifications.channels import RAW, Limit
from taskcenter_monitor.live.notifications.found import Found
from taskcenter_monitor.live.notifications.places import Places
from taskcenter_monitor.live.notifications.rendering import Message, Rendered
from taskcenter_monitor.live.notifications.situations import EACH

_CUT = ("…", "...")
"""What Alertmanager puts behind a text that it has cut off, new and old."""
_REPLACED = re.compile(r"(?i)(?:custom )?details .*(?:removed|truncated|exceeds)|truncated details")
"""What Alertmanager sends to PagerDuty in the place of details that are too long."""
_SHOWN = 40
_KNOWN_BY = 200


def lengths(rendered: Rendered, places: Places) -> Iterator[Found]:
    """Where only some alerts are too long on their own, these; else the template, once."""
    over: dict[tuple[str, Limit], list[tuple[Message, str]]] = {}
    alone: dict[str, int] = {}
    for message in rendered.messages:
        channel = message.probe.channel
        alone[channel.name] = alone.get(channel.name, 0) + _alone(message)
        for limit in channel.limits:
            size = _too_long(message, limit)
            if size:
                over.setdefault((channel.name, limit), []).append((message, size))
    for (name, limit), found in over.items():
        longest = [(message, size) for message, size in found if _alone(message)]
        if longest and len(longest) < alone[name]:
            for message, size in longest:
                place = _subject(message, rendered) or places.defined(limit.template)
                yield _found(message, limit, size, place)
        else:
            message, size = found[0]
            yield _found(message, limit, size, places.defined(limit.template))


def _alone(message: Message) -> bool:
    return message.probe.situation.name == EACH


def _found(message: Message, limit: Limit, size: str, place: Origin | Span) -> Found:
    start = next((text for name, text in message.fields if name == limit.field), "")
    what = f"{limit.field} has {size}, the channel takes {limit.most} {limit.unit}"
    return Found(
        "notification/too-long",
        f"{what}; it begins {start[:_SHOWN]!r}" if start else what,
        place,
        message.probe,
        message.resolved,
        "shorten what the template writes, or the texts of the alert",
    )


def _subject(message: Message, rendered: Rendered) -> Origin | None:
    """The alert that a message tells of: the one most of whose text stands in it."""
    whole = "\n".join(text for _, text in message.fields)
    best, most = None, 0
    for sample in rendered.samples:
        texts = rendered.annotations.get(sample.labels, ())
        shared = sum(len(text) for _, text in texts if text[:_KNOWN_BY] in whole)
        if sample.rule is not None and shared > most:
            best, most = sample.rule.origin, shared
    return best


def _too_long(message: Message, limit: Limit) -> str:
    """How long it is, in words; "" where it fits."""
    more = f"more than {limit.most} {limit.unit}"
    if limit.field == RAW:
        details = (text for name, text in message.fields if name.startswith("details"))
        if any(map(_REPLACED.match, details)):
            return more
        size = len(message.raw)
    else:
        text = dict(message.fields).get(limit.field, "")
        size = len(text.encode()) if limit.unit == "bytes" else len(text)
        if size == limit.most and text.endswith(_CUT):
            return more
    return f"{size} {limit.unit}" if size > limit.most else ""
