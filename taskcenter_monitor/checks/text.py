"""What people read: complete, in both languages, and with templates that Prometheus can fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.gotemplates import (
    BUILTIN,
    PROMETHEUS,
    VARIABLES,
    Reading,
    Word,
    placeholders,
    read,
)
from taskcenter_monitor.checks.labels import all_target_labels, labels_of_usage
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.usage import readers, usages_by_signal
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import AlertEntry, Project

PLACEHOLDERS = ("title", "value", "threshold", "for", "window")
"""What `<< >>` may name in a summary, a description or a runbook."""
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Template:
    """A text of an alert that holds templates, and what they say."""

    alert: AlertEntry
    place: Origin
    reading: Reading


@per_project
def _templates(project: Project) -> tuple[Template, ...]:
    """The summaries and descriptions that are more than plain text."""
    return tuple(
        Template(alert, alert.origin.at(key, language), read(text))
        for alert in project.alerts.values()
        for key, both in (
            ("summary", alert.value.summary),
            ("description", alert.value.description),
        )
        if both is not None
        for language, text in (("zh", both.zh), ("en", both.en))
        if "{{" in text or "}}" in text
    )


@per_project
def _placeholders(project: Project) -> tuple[tuple[AlertEntry, Origin, Word], ...]:
    """Every `<< >>` in a text of an alert."""
    return tuple(
        (alert, alert.origin.at(key, language).within(*word.position), word)
        for alert in project.alerts.values()
        for key in ("summary", "description", "runbook")
        if (both := getattr(alert.value, key)) is not None
        for language, text in (("zh", both.zh), ("en", both.en))
        if "<<" in text
        for word in placeholders(text)
    )


def template_syntax(project: Project) -> Iterator[Finding]:
    """Templates that Prometheus cannot read."""
    for template in _templates(project):
        for message, position in template.reading.faults:
            yield Finding(template.place.within(*position), message)


def unknown_word(project: Project) -> Iterator[Finding]:
    """Functions and variables that no Prometheus defines."""
    for template in _templates(project):
        for word in template.reading.unknown:
            is_variable = word.text.startswith("$")
            known = VARIABLES if is_variable else BUILTIN | PROMETHEUS
            what = "variable" if is_variable else "function"
            message = f"templates have no {what} {word.text}"
            place = template.place.within(*word.position)
            yield Finding(place, message, nearest(word.text, sorted(known)))


def bare_value(project: Project) -> Iterator[Finding]:
    """Values as the computer prints them."""
    for template in _templates(project):
        for word in template.reading.bare:
            yield Finding(
                template.place.within(*word.position),
                f"{word.text} prints a raw number like 0.8999999999999999",
                "write << value >>, which has the signal's own format",
            )


def unknown_placeholder(project: Project) -> Iterator[Finding]:
    """Placeholders that stand for nothing."""
    listed = ", ".join(PLACEHOLDERS)
    for _, place, word in _placeholders(project):
        if word.text not in PLACEHOLDERS:
            hint = nearest(word.text, list(PLACEHOLDERS)) or f"known are {listed}"
            yield Finding(place, f"nothing stands for << {word.text} >>", hint)


def empty_placeholder(project: Project) -> Iterator[Finding]:
    """Placeholders of what this alert does not have."""
    for alert, place, word in _placeholders(project):
        lacking = _lacking(project, alert, word.text)
        if lacking:
            yield Finding(place, lacking)


def _lacking(project: Project, alert: AlertEntry, placeholder: str) -> str:
    """Why a placeholder would stay empty; "" if it does not."""
    name = alert.value.signal
    entry = project.signals.get(name)
    thresholds = alert.value.thresholds
    if placeholder == "window" and entry is not None and not entry.value.windows():
        return f"the signal {name} has no window"
    if placeholder == "threshold" and any(one.limit is None for one in thresholds.values()):
        return f"{alert.name} has no limit"
    if placeholder == "for":
        for severity, threshold in thresholds.items():
            if threshold.wait == "0s":
                return f"{severity} has no `for`"
    return ""


def lost_label(project: Project) -> Iterator[Finding]:
    """Labels that the value in a notification does not carry."""
    carried: dict[str, frozenset[str]] = {}
    external = project.service.value.external_labels
    for template in _templates(project):
        signal = template.alert.value.signal
        if signal not in project.signals:
            continue
        for word in template.reading.labels:
            known = carried.get(signal)
            if known is None:
                known = carried[signal] = _carried(project, signal)
            if word.text not in known:
                hint = nearest(word.text, sorted(known)) or _carries(signal, known)
                message = f"{signal} does not carry the label {word.text!r}"
                yield Finding(template.place.within(*word.position), message, hint)
        for word in template.reading.external:
            if word.text not in external:
                message = f"service.yaml has no external label {word.text!r}"
                hint = nearest(word.text, sorted(external))
                yield Finding(template.place.within(*word.position), message, hint)


def _carries(signal: str, known: frozenset[str]) -> str:
    return f"{signal} carries {', '.join(sorted(known)) or 'no label'}"


def _carried(project: Project, name: str) -> frozenset[str]:
    signal = project.signals[name].value
    labels = frozenset(signal.carried(project.surroundings))
    if signal.by is not None or not {"job", "instance"} <= labels:
        return labels
    targets = all_target_labels(project)
    read = usages_by_signal(project).get(name, ())
    return labels.union(*(labels_of_usage(project, usage) & targets for usage in read))


def empty(project: Project) -> Iterator[Finding]:
    """Texts without a word in them."""
    for origin, key, text in _texts(project):
        for language, words in (("zh", text.zh), ("en", text.en)):
            if not words or words.isspace():
                yield Finding(origin.at(key, language), "the text is empty")


def language(project: Project) -> Iterator[Finding]:
    """Texts in the other language."""
    for origin, key, text in _texts(project):
        if text.zh.isascii() and text.zh.strip():
            yield Finding(origin.at(key, "zh"), "the text under zh has no Chinese in it")
        if not text.en.isascii() and _CHINESE.search(text.en):
            yield Finding(origin.at(key, "en"), "the text under en has Chinese in it")


def _texts(project: Project) -> Iterator[tuple[Origin, str, Text]]:
    """Every text of alerts and signals: its owner's place, its key, and itself."""
    for alert in project.alerts.values():
        value, origin = alert.value, alert.origin
        yield origin, "title", value.title
        yield origin, "description", value.description
        yield origin, "runbook", value.runbook
        if value.summary is not None:
            yield origin, "summary", value.summary
    for entry in project.signals.values():
        yield entry.origin, "title", entry.value.title


def title_template(project: Project) -> Iterator[Finding]:
    """Titles that are no plain words."""
    titles = [(alert.origin, alert.value.title) for alert in project.alerts.values()]
    titles += [(entry.origin, entry.value.title) for entry in project.signals.values()]
    for origin, title in titles:
        for key, words in (("zh", title.zh), ("en", title.en)):
            if "{{" in words or "<<" in words or "\n" in words:
                message = "a title is plain words in one line, without templates"
                yield Finding(origin.at("title", key), message, "put values into the summary")


def same_title(project: Project) -> Iterator[Finding]:
    """Alerts of one signal that nobody can tell apart."""
    for alerts in readers(project).values():
        first: dict[str, AlertEntry] = {}
        for alert in alerts if len(alerts) > 1 else ():
            other = first.setdefault(alert.value.title.en, alert)
            if other is not alert:
                message = f"{other.name} has the same title and the same signal"
                yield Finding(alert.origin.at("title", "en"), message, "say what differs")


CHECKS = (
    Check(
        id="text/template-syntax",
        why="Prometheus refuses the whole rule file over one broken template.",
        run=template_syntax,
    ),
    Check(
        id="text/unknown-word",
        why="Prometheus refuses the whole rule file over a function or variable it does not know.",
        run=unknown_word,
    ),
    Check(
        id="text/bare-value",
        why="Nobody reads 0.8999999999999999 at night; a value has a unit and a format.",
        run=bare_value,
    ),
    Check(
        id="text/unknown-placeholder",
        why="A placeholder that stands for nothing would be sent as it is.",
        run=unknown_placeholder,
    ),
    Check(
        id="text/empty-placeholder",
        why="A sentence about a window or a wait that does not exist misleads.",
        run=empty_placeholder,
    ),
    Check(
        id="text/lost-label",
        why="A label that the expression does not carry is printed as nothing.",
        run=lost_label,
    ),
    Check(
        id="text/empty",
        why="An alert that says nothing cannot be acted on.",
        run=empty,
    ),
    Check(
        id="text/language",
        why="Who is paged reads one of the two languages; both must be written.",
        run=language,
        level=Level.WARNING,
    ),
    Check(
        id="text/title-template",
        why="Titles are headings of runbooks and pages; templates are not filled there.",
        run=title_template,
    ),
    Check(
        id="text/same-title",
        why="Two alerts of one signal under one title look like the same message twice.",
        run=same_title,
        level=Level.WARNING,
    ),
)
