"""Templates in texts: Prometheus can fill them, and prints what a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.goactions import BUILTIN, PROMETHEUS, VARIABLES
from taskcenter_monitor.checks.gotemplates import Reading, read
from taskcenter_monitor.checks.labels import all_target_labels, labels_of_usage
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.results import carried
from taskcenter_monitor.checks.usage import usages_by_signal
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import AlertEntry, Project


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


def lost_label(project: Project) -> Iterator[Finding]:
    """Labels that the value in a notification does not carry."""
    of_signal: dict[str, frozenset[str]] = {}
    external = project.service.value.external_labels
    for template in _templates(project):
        signal = template.alert.value.signal
        if signal not in carried(project):
            continue
        for word in template.reading.labels:
            known = of_signal.get(signal)
            if known is None:
                known = of_signal[signal] = _with_those_of_targets(project, signal)
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


def _with_those_of_targets(project: Project, name: str) -> frozenset[str]:
    signal, labels = project.signals[name].value, carried(project)[name]
    if signal.by is not None or not {"job", "instance"} <= labels:
        return labels
    targets = all_target_labels(project)
    read = usages_by_signal(project).get(name, ())
    return labels.union(*(labels_of_usage(project, usage) & targets for usage in read))


CHECKS: tuple[Check, ...] = (
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
        id="text/lost-label",
        why="A label that the expression does not carry is printed as nothing.",
        run=lost_label,
    ),
)
