"""What is wrong with the messages, said at the template, the receiver or the alert to blame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin, Span
from taskcenter_monitor.live.notifications.blame import definition, sent_line, shipped_line
from taskcenter_monitor.live.notifications.channels import RAW, Limit
from taskcenter_monitor.live.notifications.failures import Failure
from taskcenter_monitor.live.notifications.material import Material
from taskcenter_monitor.live.notifications.redirection import Probe
from taskcenter_monitor.live.notifications.rendering import Message, Rendered
from taskcenter_monitor.live.notifications.situations import EACH
from taskcenter_monitor.vocabulary.versions import parse_version

FINDINGS: Mapping[str, str] = {
    "notification/failed": "Alertmanager drops a message whose template fails; nobody is told.",
    "notification/no-value": "`<no value>` stands where a person needs a name or a number.",
    "notification/too-long": "A channel refuses what is too long, or cuts off the end.",
    "notification/missing": "A receiver that was sent nothing would not learn of a real alert either.",
    "notification/version": "An older Alertmanager cannot prove what a newer one will send.",
}
"""Every id that is said of notifications, and why it matters."""

_HOLES = ("<no value>", "&lt;no value&gt;")
_BROKEN = re.compile(r"<error expanding template: .*?>", re.DOTALL)
_WHERE = re.compile(r"template: ?([\w.-]+)\.tmpl:(\d+)")
_REPLACED = re.compile(r"(?i)(?:custom )?details .*(?:removed|truncated|exceeds)|truncated details")
_CUT = "…"
_AROUND = 40


@dataclass(frozen=True, slots=True)
class _Found:
    """One fault, as often as it may be found."""

    check: str
    what: str
    place: Origin | Span
    probe: Probe | None = None
    resolved: bool = False
    help: str = ""


def verdicts(rendered: Rendered, material: Material) -> Iterator[Diagnostic]:
    """All faults; one that shows in many messages is told once, with the first of them."""
    together: dict[tuple[str, str, Origin | Span], list[_Found]] = {}
    for one in _Judge(rendered, material).all():
        together.setdefault((one.check, one.what, one.place), []).append(one)
    yield from _outdated(rendered.version, *material.version)
    for same in together.values():
        first = same[0]
        yield Diagnostic(
            check=first.check,
            message=f"{_whose(first)}{first.what}{_more(len(same) - 1)}",
            place=first.place,
            help=first.help,
        )


def _outdated(version: str, wanted: str, place: Origin) -> Iterator[Diagnostic]:
    if parse_version(version) < parse_version(wanted):
        yield Diagnostic(
            check="notification/version",
            level=Level.WARNING,
            message=f"alertmanager {version} is older than the {wanted} named here",
            place=place,
            help=f"install alertmanager {wanted} or newer, so that it sends what yours will",
        )


def _whose(found: _Found) -> str:
    probe = found.probe
    if probe is None:
        return ""
    ended = ", resolved" if found.resolved else ""
    words = f"{probe.situation.words}{ended}"
    return f"{probe.channel.name} of receiver {probe.receiver.name}, {words}: "


def _more(others: int) -> str:
    return f" (and {others} more message{'s' if others > 1 else ''})" if others else ""


class _Judge:
    def __init__(self, rendered: Rendered, material: Material) -> None:
        self._rendered = rendered
        self._material = material
        self._shipped = {
            artifact.path.rpartition("/")[2]: artifact.text.splitlines()
            for artifact in material.emit(material.monitoring, ("alertmanager",))
        }

    def all(self) -> Iterator[_Found]:
        annotations = list(self._annotations())
        yield from annotations
        yield from map(self._failed, self._rendered.failures)
        for message in self._rendered.messages:
            if not annotations:
                yield from self._holes(message)
        yield from self._lengths()
        for probe, ended in self._rendered.missing:
            yield _Found(
                "notification/missing",
                "no message has arrived",
                probe.receiver.origin,
                probe,
                ended,
                "Alertmanager's log says nothing of it; look at the routes and at send_resolved",
            )

    def _annotations(self) -> Iterator[_Found]:
        """What Prometheus could not write: all messages would repeat it."""
        for sample in self._rendered.samples:
            for name, text in self._rendered.annotations.get(sample.labels, ()):
                broken = _BROKEN.search(text)
                hole = _quoted_hole(text)
                if sample.rule is not None and (broken or hole):
                    check = "notification/failed" if broken else "notification/no-value"
                    what = f"{name} of {sample.rule.alert} reads {broken[0] if broken else hole}"
                    yield _Found(check, what, sample.rule.origin)

    def _failed(self, failure: Failure) -> _Found:
        where = _WHERE.search(failure.reason)
        place: Origin | Span = failure.probe.receiver.origin
        if where is not None and f"{where[1]}.tmpl" in self._shipped:
            lines = self._shipped[f"{where[1]}.tmpl"]
            shipped = lines[min(int(where[2]), len(lines)) - 1]
            place = self._line(where[1], shipped_line(self._source(where[1]), shipped))
        return _Found("notification/failed", failure.reason, place, failure.probe)

    def _holes(self, message: Message) -> Iterator[_Found]:
        for name, text in message.fields:
            hole = _quoted_hole(text)
            if hole:
                file = message.probe.channel.file
                source = self._source(file)
                lines = (line for line in text.splitlines() if _quoted_hole(line))
                number = sent_line(source, next(lines))
                what = f"{name} reads {hole}"
                place = self._line(file, number)
                yield _Found("notification/no-value", what, place, message.probe, message.resolved)

    def _lengths(self) -> Iterator[_Found]:
        """The first message of a channel that is too long, by each of its limits.

        Alerts of the specs are only to blame where no other message is too long.
        """
        told: set[tuple[type[object], Limit]] = set()
        for message in sorted(self._rendered.messages, key=_alone):
            for limit in message.probe.channel.limits:
                kind = (type(message.probe.integration), limit)
                size = _too_long(message, limit)
                if size and (kind not in told):
                    told.add(kind)
                    yield self._length(message, limit, size)

    def _length(self, message: Message, limit: Limit, size: str) -> _Found:
        file, _, _ = limit.template.partition(".")
        place: Origin | Span = self._line(file, definition(self._source(file), limit.template))
        about = self._subject(message) if message.probe.situation.name == EACH else None
        start = next((text for name, text in message.fields if name == limit.field), "")
        what = f"{limit.field} has {size}, the channel takes {limit.most} {limit.unit}"
        return _Found(
            "notification/too-long",
            f"{what}; it begins {start[:_AROUND]!r}" if start else what,
            about or place,
            message.probe,
            message.resolved,
            "shorten what the template writes, or the texts of the alert",
        )

    def _subject(self, message: Message) -> Origin | None:
        """The alert that a message tells of: the one most of whose text stands in it."""
        whole = "\n".join(text for _, text in message.fields)
        best, most = None, 0
        for sample in self._rendered.samples:
            texts = self._rendered.annotations.get(sample.labels, ())
            shared = sum(len(text) for _, text in texts if text[:200] in whole)
            if sample.rule is not None and shared > most:
                best, most = sample.rule.origin, shared
        return best

    def _source(self, file: str) -> str:
        return self._material.source(_path(file))

    def _line(self, file: str, number: int) -> Span:
        return self._material.place(_path(file), max(number, 1))


def _path(file: str) -> str:
    return f"alertmanager/{file}.tmpl.j2"


def _alone(message: Message) -> bool:
    return message.probe.situation.name == EACH


def _quoted_hole(text: str) -> str:
    """The line around the first hole, shortened, in quotes; "" without one."""
    for hole in _HOLES:
        for line in text.splitlines():
            at = line.find(hole)
            if at >= 0:
                return repr(line[max(0, at - _AROUND) : at + len(hole) + _AROUND].strip())
    return ""


def _too_long(message: Message, limit: Limit) -> str:
    """How long it is, in words; "" where it fits."""
    if limit.field == RAW:
        text = message.raw.decode("utf-8", "replace")
        if any(
            name.startswith("details") and _REPLACED.match(text) for name, text in message.fields
        ):
            return f"more than {limit.most} {limit.unit}"
    else:
        text = dict(message.fields).get(limit.field, "")
    size = len(text.encode()) if limit.unit == "bytes" else len(text)
    if size == limit.most and text.endswith(_CUT):
        return f"more than {limit.most} {limit.unit}"
    return f"{size} {limit.unit}" if size > limit.most else ""
