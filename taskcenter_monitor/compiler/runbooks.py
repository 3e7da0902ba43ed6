"""From an alert to the page that a person reads when it fires."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from taskcenter_monitor.compiler.texts import Subject, Writer, filled, limit_in_words
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.ir.runbooks import Limit, Runbook, RunbookSection
from taskcenter_monitor.vocabulary.durations import in_words
from taskcenter_monitor.vocabulary.languages import LANGUAGES

_LABEL = re.compile(r"\{\{\s*\$labels\.(\w+)\s*\}\}")
_NOW = {"zh": "当前值", "en": "the present value"}


def runbook(
    subject: Subject, rules: list[AlertingRule], writer: Writer, locales: Sequence[str]
) -> Runbook:
    """The runbook of one alert, a section for each locale."""
    entry = subject.alert
    limits = _limits(subject)
    return Runbook(
        alert=entry.name,
        component=entry.component,
        team=entry.team,
        limits=limits,
        sections=tuple(_section(subject, limits, LANGUAGES[locale]) for locale in locales),
        rules=tuple(rules),
        dashboard_url=writer.dashboard_url(entry.value.dashboard),
        origin=entry.origin,
    )


def of_any(description: str) -> str:
    """A description where no single alert is spoken of: its labels stand by their names."""
    return _LABEL.sub(r"`\1`", description) if "{{" in description else description


def _limits(subject: Subject) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            severity=severity,
            condition=f"{threshold.operator} {threshold.limit.text}" if threshold.limit else "",
            wait=threshold.wait,
        )
        for severity, threshold in subject.alert.value.thresholds.items()
    )


def _section(subject: Subject, limits: tuple[Limit, ...], language: str) -> RunbookSection:
    alert = subject.alert.value
    title = alert.title.in_language(language)
    values = partial(_values, subject, limits, language)
    description = filled(alert.description.in_language(language), values)
    return RunbookSection(
        language=language,
        title=title,
        description=of_any(description),
        body=filled(alert.runbook.in_language(language), values),
    )


def _values(subject: Subject, limits: tuple[Limit, ...], language: str) -> dict[str, str]:
    """What placeholders stand for where no single alert is spoken of."""
    alert = subject.alert.value
    thresholds = (limit_in_words(one, language) for one in alert.thresholds.values())
    return {
        "title": alert.title.in_language(language),
        "value": _NOW[language],
        "threshold": " / ".join(dict.fromkeys(filter(None, thresholds))),
        "for": " / ".join(dict.fromkeys(in_words(limit.wait, language) for limit in limits)),
        "window": in_words(subject.window, language),
    }
