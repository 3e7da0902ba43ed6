"""Texts for people, with what only the compiler knows filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from taskcenter_monitor.compiler.jobs import jobs_of
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.vocabulary.durations import in_words
from taskcenter_monitor.vocabulary.languages import LANGUAGES
from taskcenter_monitor.vocabulary.names import dashboard_uid
from taskcenter_monitor.vocabulary.units import Dimension, Unit

PLACEHOLDER = re.compile(r"<<\s*(\w+)\s*>>")
_MOST_LABELS = 4
"""How many labels a summary names; more would push the value off a phone's screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An alert with what its signal says of itself."""

    alert: AlertEntry
    signal: Entry[SignalModel]
    unit: Unit
    labels: tuple[str, ...]
    jobs: tuple[str, ...] = ()

    @property
    def window(self) -> str:
        """The first window of the signal; "" where it takes none."""
        windows = self.signal.value.windows()
        return windows[0][1] if windows else ""


def subject(alert: AlertEntry, signal: Entry[SignalModel], project: Project) -> Subject:
    """The alert together with the unit, the labels and the jobs of its signal."""
    value, around = signal.value, project.surroundings
    return Subject(
        alert=alert,
        signal=signal,
        unit=value.unit(around),
        labels=value.carried(around),
        jobs=jobs_of(value, project),
    )


class Writer:
    """Writes annotations in the locales that the service names, the first one first."""

    def __init__(self, service: Service, render: RenderTemplate) -> None:
        links = service.links
        self.render = render
        self._languages = [
            (language, f"summary{suffix}", f"description{suffix}")
            for position, language in enumerate(LANGUAGES[one] for one in service.locales)
            for suffix in (f"_{language}" if position else "",)
        ]
        # What several rules share is made once: a large project has tens of thousands of rules.
        self._dashboard = lru_cache(maxsize=None)(
            lambda name: ("dashboard_url", f"{links.dashboards}/{dashboard_uid(name)}")
        )
        self._runbook = lru_cache(maxsize=1)(
            lambda alert: ("runbook_url", f"{links.runbooks}/{alert}.md")
        )
        self._pattern = lru_cache(maxsize=None)(
            lambda language, operator, labels: _pattern(render, language, operator, labels)
        )

    def annotations(self, subject: Subject, threshold: Threshold) -> tuple[tuple[str, str], ...]:
        """All annotations of one alerting rule."""
        alert = subject.alert.value

        def texts(language: str) -> tuple[str, str]:
            values = partial(_values, subject, threshold, language)
            if alert.summary is not None:
                summary = alert.summary.in_language(language)
            else:
                operator = threshold.operator if threshold.limit is not None else ""
                summary = self._pattern(language, operator, subject.labels)
            description = alert.description.in_language(language)
            return filled(summary, values), filled(description, values)

        return self.told(subject.alert.name, alert.dashboard, texts)

    def told(
        self, alert: str, dashboard: str, texts: Callable[[str], tuple[str, str]]
    ) -> tuple[tuple[str, str], ...]:
        """All annotations, with summary and description as `texts` has them in a language."""
        written = []
        for language, summary_name, description_name in self._languages:
            summary, description = texts(language)
            written.append((summary_name, summary.strip()))
            written.append((description_name, description.strip()))
        return (*written, self._runbook(alert), self._dashboard(dashboard))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, the first one first."""
        return tuple(language for language, _, _ in self._languages)

    def dashboard_url(self, dashboard: str) -> str:
        """The address of a dashboard."""
        return self._dashboard(dashboard)[1]


def filled(text: str, values: Callable[[], Mapping[str, str]]) -> str:
    """The text with `<< name >>` replaced; a text without any asks for no values."""
    if "<<" not in text:
        return text
    known = values()
    return PLACEHOLDER.sub(lambda match: known.get(match[1], match[0]), text)


def limit_in_words(threshold: Threshold, language: str) -> str:
    """The limit without its comparison, which sentences have words for; "" where there is none.

    A duration is said like every other in the same sentence: `4小时`, `4 h`.
    """
    limit = threshold.limit
    if limit is None:
        return ""
    return in_words(limit.text, language) if limit.dimension is Dimension.SECONDS else limit.text


def _values(subject: Subject, threshold: Threshold, language: str) -> dict[str, str]:
    return {
        "title": subject.alert.value.title.in_language(language),
        "value": subject.unit.template,
        "threshold": limit_in_words(threshold, language),
        "for": in_words(threshold.wait, language),
        "window": in_words(subject.window, language),
    }


def _pattern(render: RenderTemplate, language: str, operator: str, labels: tuple[str, ...]) -> str:
    """The default summary of all alerts of one shape, with placeholders for what differs."""
    named = [label for label in labels if label != "le"][:_MOST_LABELS]
    return render(f"annotations/summary.{language}.j2", {"operator": operator, "labels": named})
