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
from taskcenter_monitor.spec.slos import SloEntry


@dataclass(frozen=True, slots=True)
class Template:
    """A text of an alert or an SLO that holds templates, and what they say."""

    owner: AlertEntry | SloEntry
    place: Origin
    reading: Reading


@per_project
def _templates(project: Project) -> tuple[Template, ...]:
    """The summaries and descriptions that are more than plain text."""
    return tuple(
        Template(owner, owner.origin.at(key, language), read(text))
        for owner in project.alerting
        for key in ("summary", "description")
        if (both := getattr(owner.value, key, None)) is not None
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
        hint = "write << value >>, which has the signal's own format"
        if isinstance(template.owner, SloEntry):
            hint = "leave it out: the summary says how much is bad"
        for word in template.reading.bare:
            message = f"{word.text} prints a raw number like 0.8999999999999999"
            yield Finding(template.place.within(*word.position), message, hint)


def lost_label(project: Project) -> Iterator[Finding]:
    """Labels that the value in a notification does not carry."""
    external = project.service.value.external_labels
    of_signal: dict[str, frozenset[str]] = {}
    for template in _templates(project):
        carrier = _carrier(template.owner)
        known = of_signal.get(carrier)
        if known is None:
            known = _labels(project, template.owner)
            if known is None:
                continue
            of_signal[carrier] = known
        for word in template.reading.labels:
            if word.text not in known:
                hint = nearest(word.text, sorted(known)) or _carries(carrier, known)
                message = f"{carrier} does not carry the label {word.text!r}"
                yield Finding(template.place.within(*word.position), message, hint)
        for word in template.reading.external:
            if word.text not in external:
                message = f"service.yaml has no external label {word.text!r}"
                hint = nearest(word.text, sorted(external))
                yield Finding(template.place.within(*word.position), message, hint)


def _carrier(owner: AlertEntry | SloEntry) -> str:
    """What has the labels that a text may name: SLOs have budgets of their own."""
    return f"the SLO {owner.name}" if isinstance(owner, SloEntry) else owner.value.signal


def _labels(project: Project, owner: AlertEntry | SloEntry) -> frozenset[str] | None:
    """The labels that a text may name; None where the signal or its metric is not known."""
    if isinstance(owner, SloEntry):
        return frozenset(owner.value.by)
    signal = owner.value.signal
    return _with_those_of_targets(project, signal) if signal in carried(project) else None


def _carries(carrier: str, known: frozenset[str]) -> str:
    return f"{carrier} carries {', '.join(sorted(known)) or 'no label'}"


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
