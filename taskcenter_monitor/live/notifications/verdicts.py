"""What is wrong with the messages, said at the template, the receiver or the alert to blame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin, Span
from taskcenter_monitor.ir.routing import Notices
from taskcenter_monitor.live.notifications.failures import Failure
from taskcenter_monitor.live.notifications.found import Found, told_once
from taskcenter_monitor.live.notifications.lengths import lengths
from taskcenter_monitor.live.notifications.material import Material
from taskcenter_monitor.live.notifications.places import Places
from taskcenter_monitor.live.notifications.rendering import Message, Rendered
from taskcenter_monitor.vocabulary.versions import parse_version, told_version

FINDINGS: Mapping[str, str] = {
    "notification/failed": "Alertmanager drops a message whose template fails; nobody is told.",
    "notification/no-value": "`<no value>` stands where a person needs a name or a number.",
    "notification/too-long": "A channel refuses what is too long, or cuts off the end.",
    "notification/missing": "Who is sent nothing here would not hear of a real alert either.",
    "notification/version": "An older Alertmanager cannot prove what a newer one will send.",
}
"""Every id under which something is said about notifications, and why it matters."""

_HOLES = ("<no value>", "&lt;no value&gt;")
_BROKEN = re.compile(r"<error expanding template: .*?>", re.DOTALL)
"""What Prometheus writes where it cannot expand an annotation."""
_WHERE = re.compile(r"template: ?([\w.-]+)\.tmpl:(\d+)")
_AROUND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is wrong with all messages, and with those of each probe in a few words."""

    diagnostics: tuple[Diagnostic, ...]
    by_probe: Mapping[int, str]


def verdict(rendered: Rendered, material: Material) -> Verdict:
    """Judges all messages; a fault that shows in many is told once, with the first of them."""
    together: dict[tuple[str, str, Origin | Span], list[Found]] = {}
    by_probe: dict[int, str] = {}
    for one in _all(rendered, Places(material)):
        together.setdefault((one.check, one.what, one.place), []).append(one)
        if one.probe is not None:
            by_probe.setdefault(one.probe.number, one.what)
    return Verdict(
        diagnostics=(
            *_outdated(rendered.version, material.monitoring.alertmanager.notices),
            *map(told_once, together.values()),
        ),
        by_probe=by_probe,
    )


def _outdated(version: str, notices: Notices) -> Iterator[Diagnostic]:
    wanted = notices.version
    running = told_version(version)
    if wanted and running is not None and running < parse_version(wanted):
        yield Diagnostic(
            check="notification/version",
            level=Level.WARNING,
            message=f"alertmanager {version} is older than the {wanted} named here",
            place=notices.origin.at("versions", "alertmanager"),
            help=f"install alertmanager {wanted} or newer, so that it sends what yours will",
        )


def _all(rendered: Rendered, places: Places) -> Iterator[Found]:
    annotations = list(_annotations(rendered))
    yield from annotations
    for failure in rendered.failures:
        yield _failed(failure, places)
    for message in rendered.messages:
        yield from _empty(message, places)
        # What Prometheus could not write is repeated by every message.
        if not annotations:
            yield from _holes(message, places)
    yield from lengths(rendered, places)
    for probe, ended in rendered.missing:
        yield Found(
            "notification/missing",
            "no message has arrived",
            probe.receiver.origin,
            probe,
            ended,
            "Alertmanager's log says nothing of it; look at the receiver and its templates",
        )


def _annotations(rendered: Rendered) -> Iterator[Found]:
    """Texts that are no good before any template has seen them."""
    for sample in rendered.samples:
        for name, text in rendered.annotations.get(sample.labels, ()):
            broken = _BROKEN.search(text)
            hole = _quoted(_hole(text))
            if sample.rule is not None and (broken or hole):
                check = "notification/failed" if broken else "notification/no-value"
                what = f"{name} of {sample.rule.alert} reads {broken[0] if broken else hole}"
                yield Found(check, what, sample.rule.origin)


def _failed(failure: Failure, places: Places) -> Found:
    """At the line that Alertmanager names, if it is one of our templates."""
    where = _WHERE.search(failure.reason)
    line = places.shipped(where[1], int(where[2])) if where is not None else None
    place = line or failure.probe.receiver.origin
    return Found("notification/failed", failure.reason, place, failure.probe)


def _empty(message: Message, places: Places) -> Iterator[Found]:
    """A message that was sent although a template had failed: all fields after it are empty.

    The last one that is not is where it failed, or else it failed right after.
    """
    fields = dict(message.fields)
    last = ""
    for name, template in message.probe.channel.needed:
        if not fields.get(name, "").strip():
            what = f"{name} is empty, because a template failed there or before"
            place = places.defined(last or template)
            yield Found("notification/failed", what, place, message.probe, message.resolved)
            return
        last = template


def _holes(message: Message, places: Places) -> Iterator[Found]:
    channel = message.probe.channel
    templates = dict(channel.needed)
    for name, text in message.fields:
        line = _hole(text)
        if line:
            place = places.sent(templates.get(name, channel.file), line)
            what = f"{name} reads {_quoted(line)}"
            yield Found("notification/no-value", what, place, message.probe, message.resolved)


def _hole(text: str) -> str:
    """The first line with a hole, "" without one."""
    lines = text.splitlines()
    return next((line for line in lines if any(hole in line for hole in _HOLES)), "")


def _quoted(line: str) -> str:
    """The hole of a line and what stands around it, in quotes; "" without one."""
    for hole in _HOLES:
        at = line.find(hole)
        if at >= 0:
            return repr(line[max(0, at - _AROUND) : at + len(hole) + _AROUND].strip())
    return ""
