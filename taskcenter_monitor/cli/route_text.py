"""The routes of an alert for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from taskcenter_monitor.cli.route_json import Told
from taskcenter_monitor.reporters.palettes import PLAIN, Palette
from taskcenter_monitor.routing.router import Delivery
from taskcenter_monitor.routing.sources import Source
from taskcenter_monitor.routing.story import Story, Teller
from taskcenter_monitor.routing.walk import Step
from taskcenter_monitor.routing.words import interval_text, way

WIDTH = 100
_MARGIN = "  "
_MOST = 4
"""Alerts of one kind that are named."""


class Page:
    """Writes stories down; `at` is the moment as it was asked for, "" for none."""

    def __init__(self, told: Told, at: str, palette: Palette = PLAIN) -> None:
        self._told = told
        self._at = at
        self._palette = palette

    def text(self) -> str:
        """Every severity, and in which environments it is otherwise."""
        (environment, (teller, stories)), *others = self._told.items()
        lines = []
        for story in stories:
            title = f"{story.subject.name} ({story.subject.title})"
            lines += [self._bold(title), *self._story(story, teller), ""]
        first = _outcome(teller, stories)
        same = [str(name) for name, told in others if _outcome(*told) == first]
        for name, told in others:
            if str(name) not in same:
                lines += [self._bold(f"in {name}"), *_differing(first, _outcome(*told)), ""]
        if environment:
            lines.append(f"in the environment {environment}")
        elif same:
            lines.append(f"the same in {', '.join(same)}")
        return "\n".join(lines).rstrip("\n")

    def _story(self, story: Story, teller: Teller) -> Iterator[str]:
        sure = [name for name in story.labels if name not in (*story.supposed, "alertname")]
        yield from _wrapped("labels", (f"{name}={story.labels[name]}" for name in sorted(sure)))
        yield from _wrapped("supposed", (f"{name}={story.labels[name]}" for name in story.supposed))
        if story.stray:
            yield from _wrapped("note", (f"the alert has no label {', '.join(story.stray)}",))
        yield ""
        yield from self._steps(story)
        yield ""
        for delivery in story.deliveries:
            yield from self._delivery(delivery, teller)
        for other in story.otherwise:
            labels = ", ".join(f'{name}="{value}"' for name, value in other.labels)
            yield f"  with {labels} it goes to {', '.join(other.receivers)} instead"
        yield from _mutings(story.sources)

    def _steps(self, story: Story) -> Iterator[str]:
        """The routes that were looked at below the root, which takes everything."""
        width = max(len(_indented(step)) for step in story.steps)
        for step in story.steps[1:]:
            unsure = {matcher.label for matcher in step.node.matchers} & {*story.supposed}
            depends = f"; depends on {', '.join(sorted(unsure))}" if unsure else ""
            line = f"{_indented(step).ljust(width)}  {_why(step)}{depends}"
            if step.refusal is None:
                yield f"  {self._palette.place}+ {line}{self._palette.end}"
            else:
                yield f"  - {line}"
        if story.steps[0].ends:
            yield "  + root takes what no route does"

    def _delivery(self, delivery: Delivery, teller: Teller) -> Iterator[str]:
        node = delivery.node
        ways = [way(one) for one in teller.receivers[node.receiver].integrations]
        quiet = f"{self._palette.warning}nobody{self._palette.end}, not " if delivery.quiet else ""
        told = f"told to {quiet}{self._palette.place}{node.receiver}{self._palette.end}"
        yield f"  {told}, by the route {node.name}"
        yield from (f"    {one}" for one in ways or ["nobody reads it"])
        group = dict(delivery.group)
        named = [
            f"{name}={group[name]}" if name in group else f"no {name}" for name in node.group_by
        ]
        yield from _wrapped("", ["a message for", ", ".join(named)], indent=4)
        pace = f"changes every {node.group_interval}, again after {node.repeat_interval}"
        yield f"    first after {node.group_wait}, {pace}"
        yield from self._times(delivery, teller)
        yield ""

    def _times(self, delivery: Delivery, teller: Teller) -> Iterator[str]:
        intervals = teller.router.intervals
        route = delivery.node.route
        for words, names in (("never within", route.muted), ("only within", route.active)):
            for name in names:
                text = f"{words} {name}: {interval_text(intervals[name])}"
                yield from _wrapped("", [text], "", 4)
        for one in delivery.quiet:
            place = "within" if one.key == "muted" else "outside"
            yield f"    at {self._at} it is {place} {', '.join(one.intervals)}"
        if self._at and (route.muted or route.active) and not delivery.quiet:
            yield f"    at {self._at} people are told"

    def _bold(self, text: str) -> str:
        return f"{self._palette.place}{text}{self._palette.end}"


def _why(step: Step) -> str:
    if step.refusal is not None:
        return f"is not for it: {step.refusal}"
    matched = ", ".join(map(str, step.node.matchers))
    return f"takes it: {matched}; {'goes on' if step.node.route.continues else 'ends the search'}"


def _indented(step: Step) -> str:
    """The name of a route, further right the deeper it stands."""
    return f"{_MARGIN * (len(step.node.path) - 2)}{step.node.route.name}"


def _mutings(sources: Iterable[Source]) -> Iterator[str]:
    # Several windows of an SLO are one source to people.
    lines = dict.fromkeys(_muting(source) for source in sources)
    if not lines:
        yield "  nothing mutes it"
        return
    yield "  muted while one of these fires"
    for line in lines:
        yield from _wrapped("", [line], "", 4)


def _muting(source: Source) -> str:
    named = ", ".join(source.names[:_MOST])
    more = len(source.names) - _MOST
    rest = f" and {more} more" if more > 0 else ""
    equal = [name for name in source.rule.inhibition.equal if source.labels.get(name)]
    same = f" with the same {', '.join(equal)}" if equal else ""
    return f"{named}{rest} ({source.severity}){same}: inhibition {source.rule.name}"


Outcome = dict[str, tuple[list[str], list[str]]]
"""A severity, or a window, to who is told in which ways, and to what may mute it."""


def _outcome(teller: Teller, stories: Iterable[Story]) -> Outcome:
    """What people notice of the routing; the values of external labels are no difference."""
    return {
        story.subject.title: (
            [_told(delivery, teller) for delivery in story.deliveries],
            [_muting(source) for source in story.sources],
        )
        for story in stories
    }


def _told(delivery: Delivery, teller: Teller) -> str:
    node = delivery.node
    ways = "; ".join(way(one) for one in teller.receivers[node.receiver].integrations)
    times = f"{node.group_wait}, {node.group_interval}, {node.repeat_interval}"
    quiet = "; nobody is told then" if delivery.quiet else ""
    return f"{node.receiver} ({ways or 'nobody reads it'}) by {node.name}, {times}{quiet}"


def _differing(first: Outcome, here: Outcome) -> Iterator[str]:
    for severity, (told, muted) in here.items():
        before, muted_before = first.get(severity, ([], []))
        for line in told:
            if line not in before:
                yield from _wrapped("", [f"{severity} is told to {line}"])
        if muted != muted_before:
            whom = "; ".join(muted) or "nothing"
            yield from _wrapped("", [f"{severity} may be muted by {whom}"])


def _wrapped(head: str, parts: Iterable[str], separator: str = " ", indent: int = 2) -> list[str]:
    """Parts after a heading, on lines that fit a terminal; further lines stand under the first."""
    text = separator.join(parts)
    if not text:
        return []
    start = " " * indent + (f"{head:<10}" if head else "")
    further = " " * (len(start) if head else indent + 2)
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
