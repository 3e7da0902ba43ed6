"""Texts for people, with what only the compiler knows filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.vocabulary.languages import LANGUAGES
from taskcenter_monitor.vocabulary.names import DASHBOARD_UIDS
from taskcenter_monitor.vocabulary.units import Unit

PLACEHOLDER = re.compile(r"<<\s*(\w+)\s*>>")
_MOST_LABELS = 4
"""How many labels a summary names; more would push the value off a phone's screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An alert with what its signal says of itself."""

    alert: AlertEntry
    signal: SignalModel
    unit: Unit
    labels: tuple[str, ...]

    @property
    def window(self) -> str:
        """The first window of the signal; "" where it takes none."""
        windows = self.signal.windows()
        return windows[0][1] if windows else ""


def subject(alert: AlertEntry, signal: SignalModel, around: Surroundings) -> Subject:
    """The alert together with the unit and the labels of its signal."""
    return Subject(
        alert=alert, signal=signal, unit=signal.unit(around), labels=signal.carried(around)
    )


class Writer:
    """Writes annotations in the locales that the service names, the first one first."""

    def __init__(self, service: Service, render: RenderTemplate) -> None:
        self._links = service.links
        self._languages = [LANGUAGES[locale] for locale in service.locales]
        self._pattern = lru_cache(maxsize=None)(
            lambda language, operator, labels: _pattern(render, language, operator, labels)
        )

    def annotations(self, subject: Subject, threshold: Threshold) -> tuple[tuple[str, str], ...]:
        """All annotations of one alerting rule."""
        alert = subject.alert.value
        written = []
        for position, language in enumerate(self._languages):
            suffix = f"_{language}" if position else ""
            values = _values(subject, threshold, alert.title.in_language(language))
            if alert.summary is not None:
                summary = alert.summary.in_language(language)
            else:
                operator = threshold.operator if threshold.limit is not None else ""
                summary = self._pattern(language, operator, subject.labels)
            description = alert.description.in_language(language)
            written.append((f"summary{suffix}", filled(summary, values)))
            written.append((f"description{suffix}", filled(description, values)))
        written.append(("runbook_url", f"{self._links.runbooks}/{subject.alert.name}.md"))
        written.append(("dashboard_url", self.dashboard_url(alert.dashboard)))
        return tuple(written)

    def dashboard_url(self, dashboard: str) -> str:
        """The address of a dashboard."""
        return f"{self._links.dashboards}/{DASHBOARD_UIDS[dashboard]}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with `<< name >>` replaced; a folded text ends without its line feed."""
    text = text.strip()
    if "<<" not in text:
        return text
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _values(subject: Subject, threshold: Threshold, title: str) -> dict[str, str]:
    limit = threshold.limit
    return {
        "title": title,
        "value": subject.unit.template,
        "threshold": limit.text if limit is not None else "",
        "for": threshold.wait,
        "window": subject.window,
    }


def _pattern(render: RenderTemplate, language: str, operator: str, labels: tuple[str, ...]) -> str:
    """The default summary of all alerts of one shape, with placeholders for what differs."""
    named = [label for label in labels if label != "le"][:_MOST_LABELS]
    return render(f"annotations/summary.{language}.j2", {"operator": operator, "labels": named})
