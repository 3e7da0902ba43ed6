"""Who hears of an alert, when, and what keeps them from it, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.explain.layout import added, indented, labelled
from taskcenter_monitor.ir.explanation import Bounds, ExplainedRule, MutedBy, Told
from taskcenter_monitor.reporters.excerpt import place, visible
from taskcenter_monitor.reporters.palettes import Palette
from taskcenter_monitor.vocabulary.detection import Notification
from taskcenter_monitor.vocabulary.durations import mixed_text

MOST = 5
"""Sources of one inhibition that are named."""
NOBODY = ("discard",)
"""The ways of a receiver that tells nobody."""


def people_lines(rule: ExplainedRule, palette: Palette) -> Iterator[str]:
    """First everybody who is told, then what may mute the alert."""
    for told in rule.told:
        yield from _told(told, rule.fires, palette)
    for muted in rule.muted_by:
        yield from _muted(muted, palette)


def _told(told: Told, fires: Bounds, palette: Palette) -> Iterator[str]:
    route = f"route {told.route}{place(told.place, palette)}"
    if told.ways == NOBODY:
        yield labelled("tells", f"nobody (receiver {told.receiver}), {route}")
        return
    receiver = f"{palette.place}{told.receiver}{palette.end} ({', '.join(told.ways)})"
    yield labelled("tells", f"{receiver}, {route}")
    if not told.certain:
        yield indented("  depends on labels that are known only when it fires: see `tcmon route`")
    yield from (indented(f"  {line}") for line in _times(told, fires))
    grouped = f"one message for each {', '.join(told.group_by)}" if told.group_by else "one message"
    yield indented(f"  {grouped}; repeated after {mixed_text(told.repeat_interval)}")
    if told.muted:
        yield indented(f"  silent during {', '.join(told.muted)}: told afterwards")
    if told.active:
        yield indented(f"  only during {', '.join(told.active)}: else told when that begins")


def _times(told: Told, fires: Bounds) -> Iterator[str]:
    slight, full = told.slight, told.full
    yield f"within {mixed_text(slight.first)} of {fires.since} = {_first(slight)}"
    if fires.largest:
        yield f"within {mixed_text(full.first)} at its largest = {_first(full)}"
    joining = f"fires {mixed_text(slight.firing.seconds)} + {added(slight.joining_summands)}"
    if slight.joining > slight.first:
        within = mixed_text(slight.joining)
        yield f"within {within} if others of its group were told before = {joining}"


def _first(notification: Notification) -> str:
    fires = mixed_text(notification.firing.seconds)
    return f"fires {fires} + {added(notification.first_summands)}"


def _muted(muted: MutedBy, palette: Palette) -> Iterator[str]:
    named = ", ".join(muted.sources[:MOST])
    more = len(muted.sources) - MOST
    others = f" and {more} more" if more > 0 else ""
    same = f" with the same {', '.join(muted.equal)}" if muted.equal else ""
    yield labelled("muted by", f"{named}{others}{same}")
    yield indented(f"  {muted.inhibition}: {visible(muted.why)}{place(muted.place, palette)}")
