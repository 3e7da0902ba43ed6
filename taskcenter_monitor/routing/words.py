"""Receivers and time intervals as people speak of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from taskcenter_monitor.ir import receivers as ir
from taskcenter_monitor.ir.routing import TimeInterval
from taskcenter_monitor.vocabulary.calendar import Days, Times

_MIDNIGHT = "24:00"


def way(integration: ir.Integration) -> str:
    """One way of telling people, such as `email to a@example.com`."""
    return _WAYS[type(integration)](integration)


def _webhook(webhook: ir.Webhook) -> str:
    return f"{webhook.channel} {webhook.url or f'at the address in {webhook.url_file}'}"


def _wecom_app(app: ir.WeComApp) -> str:
    whom = filter(None, (app.to_user, app.to_party, app.to_tag))
    return f"wecom_app to {', '.join(whom)}"


_WAYS: dict[type[Any], Callable[[Any], str]] = {
    ir.Webhook: _webhook,
    ir.Email: lambda email: f"email to {', '.join(email.to)}",
    ir.Slack: lambda slack: f"slack {slack.channel}",
    ir.PagerDuty: lambda _: "pagerduty",
    ir.WeComApp: _wecom_app,
    ir.Discord: lambda _: "discord",
    ir.Teams: lambda _: "teams",
}


def interval_text(interval: TimeInterval) -> str:
    """The hours, weekdays and dates of an interval, such as `monday..friday 09:00..18:00`."""
    shapes: dict[str, list[str]] = {}
    for one in interval.ranges:
        times = ", ".join(_hours(one.times))
        weekdays = ", ".join(_span(first, last) for first, last in one.weekdays)
        shape = " ".join(filter(None, (weekdays, times)))
        shapes.setdefault(shape, []).extend(_dates(one.days))
    texts = (" ".join(filter(None, (", ".join(days), shape))) for shape, days in shapes.items())
    return f"{'; '.join(texts)} ({interval.location or 'UTC'})"


def _hours(times: Sequence[Times]) -> Iterator[str]:
    """Hours over midnight are written as people write them: both ends of a day as one."""
    over = [each for each in times if each.end == _MIDNIGHT]
    early = [each for each in times if each.start == "00:00"]
    if len(times) == 2 and over and early and over != early:
        yield f"{over[0].start}..{early[0].end}"
    else:
        yield from (f"{each.start}..{each.end}" for each in times)


def _dates(days: Days | None) -> Iterator[str]:
    if days is not None:
        year = f"{days.year}-" if days.year else ""
        first, last = (f"{year}{days.month:02}-{day:02}" for day in (days.first, days.last))
        yield _span(first, last)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}..{last}"
