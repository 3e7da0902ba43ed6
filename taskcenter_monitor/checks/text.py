"""What people read: complete, in both languages, with placeholders that stand for something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.goactions import Word
from taskcenter_monitor.checks.gotemplates import placeholders
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.usage import readers
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry, Text
from taskcenter_monitor.spec.dashboard_entries import DashboardEntry, is_own
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.slos import SloEntry

PLACEHOLDERS = ("title", "value", "threshold", "for", "window")
"""What `<< >>` may name in a summary, a description or a runbook."""
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@per_project
def _placeholders(project: Project) -> tuple[tuple[AlertEntry | SloEntry, Origin, Word], ...]:
    """Every `<< >>` in a text of an alert or an SLO."""
    return tuple(
        (owner, owner.origin.at(key, language).within(*word.position), word)
        for owner in project.alerting
        for key in ("summary", "description", "runbook")
        if (both := getattr(owner.value, key, None)) is not None
        for language, text in (("zh", both.zh), ("en", both.en))
        if "<<" in text
        for word in placeholders(text)
    )


def unknown_placeholder(project: Project) -> Iterator[Finding]:
    """Placeholders that stand for nothing; in texts of SLOs nothing is filled in."""
    listed = ", ".join(PLACEHOLDERS)
    for owner, place, word in _placeholders(project):
        message = f"nothing stands for << {word.text} >>"
        if isinstance(owner, SloEntry):
            hint = "the alerts of an SLO say their numbers by themselves; write it in words"
            yield Finding(place, f"{message} in a text of an SLO", hint)
        elif word.text not in PLACEHOLDERS:
            hint = nearest(word.text, list(PLACEHOLDERS)) or f"known are {listed}"
            yield Finding(place, message, hint)


def empty_placeholder(project: Project) -> Iterator[Finding]:
    """Placeholders of what this alert does not have."""
    for owner, place, word in _placeholders(project):
        lacking = "" if isinstance(owner, SloEntry) else _lacking(project, owner, word.text)
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


def empty(project: Project) -> Iterator[Finding]:
    """Texts without a word in them."""
    for origin, key, text in (*_texts(project), *_alone(project)):
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
    """Every text of alerts, SLOs and signals: its owner's place, its key, and itself."""
    for owner in project.alerting:
        for key in ("title", "description", "runbook", "summary"):
            text = getattr(owner.value, key, None)
            if text is not None:
                yield owner.origin, key, text
    for entry in titled_signals(project):
        yield entry.origin, "title", entry.value.title
    for dashboard in project.dashboards.values():
        yield from _of_dashboard(dashboard)


def titled_signals(project: Project) -> Iterator[Entry[SignalModel]]:
    """The signals but for those that are written in a panel, which have no title of their own."""
    return (entry for name, entry in project.signals.items() if not is_own(name))


def _of_dashboard(dashboard: DashboardEntry) -> Iterator[tuple[Origin, str, Text]]:
    yield dashboard.origin, "description", dashboard.value.description
    for panel in dashboard.panels:
        if panel.value.description is not None:
            yield panel.origin, "description", panel.value.description
    # A title that stands alone, like P95, is the same in all languages.
    for origin, title in titles_of(dashboard):
        if title.zh != title.en or origin == dashboard.origin:
            yield origin, "title", title


def titles_of(dashboard: DashboardEntry) -> Iterator[tuple[Origin, Text]]:
    """Every title of a dashboard, with the place of what has it."""
    yield dashboard.origin, dashboard.value.title
    for name, variable in dashboard.value.variables.items():
        yield dashboard.origin.at("variables", name), variable.title
    for row in dashboard.rows:
        yield row.origin, row.title
    for panel in dashboard.panels:
        if panel.value.title is not None:
            yield panel.origin, panel.value.title
        for query in panel.queries:
            if query.value.title is not None:
                yield query.origin, query.value.title


def _alone(project: Project) -> Iterator[tuple[Origin, str, Text]]:
    """The titles that are the same in all languages."""
    for dashboard in project.dashboards.values():
        for origin, title in titles_of(dashboard):
            if title.zh == title.en:
                yield origin, "title", title


def title_template(project: Project) -> Iterator[Finding]:
    """Titles that are no plain words."""
    for origin, title in titles(project):
        for key, words in (("zh", title.zh), ("en", title.en)):
            if "{{" in words or "<<" in words:
                message = "a title is plain words in one line, without templates"
                yield Finding(origin.at("title", key), message, "put values into the summary")


def titles(project: Project) -> Iterator[tuple[Origin, Text]]:
    """Every title of alerts, SLOs, signals and dashboards, with the place of what has it."""
    for owner in project.alerting:
        yield owner.origin, owner.value.title
    for entry in titled_signals(project):
        yield entry.origin, entry.value.title
    for dashboard in project.dashboards.values():
        yield from titles_of(dashboard)


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
