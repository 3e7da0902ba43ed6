"""What people read on a panel: titles in the first language, explanations in the second."""

from __future__ import annotations

from taskcenter_monitor.compiler.dashboards.levels import Levels
from taskcenter_monitor.ir.dashboards import Link
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import in_words
from taskcenter_monitor.vocabulary.languages import LANGUAGES

_OTHERS = {"zh": "其他", "en": "others"}
"""What a pie calls the pieces that are too small to show."""


class Words:
    """Titles, descriptions and links in the languages that the service names."""

    def __init__(self, project: Project, render: RenderTemplate) -> None:
        service = project.service.value
        languages = [LANGUAGES[locale] for locale in service.locales]
        self.language = languages[0]
        self._explaining = languages[-1]
        self.others = _OTHERS[self.language]
        self._runbooks = service.links.runbooks
        self._signals = project.signals
        self.levels = Levels(project)
        self._render = render

    def title(self, text: Text) -> str:
        """A headline."""
        return text.in_language(self.language)

    def explained(self, text: Text) -> str:
        """An explanation."""
        return text.in_language(self._explaining)

    def panel_title(self, panel: PanelEntry) -> str:
        """The title of a panel: its own, else that of the first signal it shows."""
        own = panel.value.title
        return self.title(own or self._signals[panel.queries[0].signal].value.title)

    def query_title(self, panel: PanelEntry, query: QueryEntry) -> str:
        """What its legend begins with: its own title, or that of its signal among several."""
        if query.value.title is not None:
            return self.title(query.value.title)
        if query.signal and not query.is_own and len(panel.queries) > 1:
            return self.title(self._signals[query.signal].value.title)
        return ""

    def description(self, panel: PanelEntry) -> str:
        """What a panel shows, and when which alert fires for it."""
        own = panel.value.description or panel.value.title
        text = own or self._signals[panel.queries[0].signal].value.title
        alerts = [self._told(alert) for alert in self.levels.readers(panel)]
        variables = {"text": self.explained(text), "alerts": alerts}
        return self._render(f"dashboards/description.{self._explaining}.j2", variables).strip()

    def links(self, panel: PanelEntry) -> tuple[Link, ...]:
        """The runbooks of the alerts on what a panel shows, and of the SLOs that it shows."""
        alerts = ((one.value.title, one.name) for one in self.levels.readers(panel))
        slos = ((one.value.title, one.burning) for one in self.levels.promises(panel))
        return tuple(
            Link(title=self.title(title), url=f"{self._runbooks}/{alert}.md")
            for title, alert in (*alerts, *slos)
        )

    def _told(self, alert: AlertEntry) -> tuple[str, list[tuple[str, str, str, str]]]:
        """The title of an alert, and severity, comparison, limit and wait of each threshold."""
        told = []
        for severity, threshold in alert.value.thresholds.items():
            limit, operator = "", ""
            if threshold.limit is not None:
                limit, operator = threshold.limit.text, threshold.operator
            wait = in_words(threshold.wait, self._explaining) if threshold.waits else ""
            told.append((severity, operator, limit, wait))
        return self.explained(alert.value.title), told
