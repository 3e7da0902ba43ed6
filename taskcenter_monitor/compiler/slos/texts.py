"""What people read of an SLO: annotations of its alerts, and their runbooks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from taskcenter_monitor.compiler.runbooks import of_any
from taskcenter_monitor.compiler.texts import Writer
from taskcenter_monitor.ir.rules import AlertingRule, Pairs
from taskcenter_monitor.ir.runbooks import Limit, Runbook, RunbookSection
from taskcenter_monitor.ir.slos import Slo, SloWindow
from taskcenter_monitor.spec.slos import COMPONENT, NoData, SloEntry
from taskcenter_monitor.vocabulary.burning import SPEEDS
from taskcenter_monitor.vocabulary.durations import in_words, mixed_text
from taskcenter_monitor.vocabulary.names import SLO_REMAINING, slo_series
from taskcenter_monitor.vocabulary.objectives import number


class SloTexts:
    """Renders the templates in `slos/` for one SLO."""

    def __init__(self, entry: SloEntry, slo: Slo, no_data: NoData, writer: Writer) -> None:
        self._entry = entry
        self._slo = slo
        self._no_data = no_data
        self._writer = writer

    def burning(self, window: SloWindow) -> Pairs:
        """The annotations of the alert on one window."""

        def texts(language: str) -> tuple[str, str]:
            values = {**self._common(language), **self._window(window, language)}
            return self._both("burn", language, values)

        return self._writer.told(self._slo.burning, self._entry.value.dashboard, texts)

    def missing(self) -> Pairs:
        """The annotations of the alert on missing data."""

        def texts(language: str) -> tuple[str, str]:
            return self._both("no-data", language, self._common(language))

        return self._writer.told(self._slo.missing, self._entry.value.dashboard, texts)

    def burning_runbook(self, rules: tuple[AlertingRule, ...]) -> Runbook:
        """The page of the alert on the budget, with all of the arithmetic."""
        limits = tuple(
            Limit(
                severity=window.severity,
                condition=f"> {window.shown_limit} ({window.long}, {window.short})",
                wait=window.wait,
            )
            for window in self._slo.windows
        )
        return self._runbook(self._slo.burning, "burn", limits, rules)

    def missing_runbook(self, rules: tuple[AlertingRule, ...]) -> Runbook:
        """The page of the alert on missing data."""
        no_data = self._no_data
        limits = (Limit(severity=no_data.severity, condition="", wait=no_data.wait),)
        return self._runbook(self._slo.missing, "no-data", limits, rules)

    def _runbook(
        self, alert: str, about: str, limits: tuple[Limit, ...], rules: tuple[AlertingRule, ...]
    ) -> Runbook:
        return Runbook(
            alert=alert,
            component=COMPONENT,
            team=self._slo.team,
            limits=limits,
            sections=tuple(self._section(about, language) for language in self._writer.languages),
            rules=rules,
            dashboard_url=self._writer.dashboard_url(self._entry.value.dashboard),
            origin=self._entry.origin,
        )

    def _section(self, about: str, language: str) -> RunbookSection:
        value = self._entry.value
        common = self._common(language)
        values = {
            **common,
            "runbook": value.runbook.in_language(language),
            "windows": [self._window(window, language) for window in self._slo.windows],
            "speeds": [self._speed(bad) for bad in SPEEDS],
            "remaining": SLO_REMAINING,
            "now": slo_series(self._slo.name, f"error_ratio_rate{self._slo.windows[0].short}"),
        }
        return RunbookSection(
            language=language,
            title=value.title.in_language(language),
            description=of_any(self._described(about, language, common)),
            body=self._rendered(f"{about}-runbook", language, values),
        )

    def _described(self, about: str, language: str, common: Mapping[str, Any]) -> str:
        """What people wrote is about bad events; of missing ones it would mislead."""
        if about == "burn":
            return self._entry.value.description.in_language(language)
        return self._rendered(f"{about}-description", language, common).strip()

    def _both(self, about: str, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """Summary and description of an alert."""
        summary = self._rendered(about, language, values)
        return summary, self._rendered(f"{about}-description", language, values)

    def _rendered(self, name: str, language: str, values: Mapping[str, Any]) -> str:
        return self._writer.render(f"slos/{name}.{language}.j2", values)

    def _common(self, language: str) -> dict[str, Any]:
        slo = self._slo
        return {
            "title": slo.titles[language],
            "description": self._entry.value.description.in_language(language).strip(),
            "slo": slo.name,
            "objective": slo.objective,
            "budget": slo.budget,
            "budget_time": mixed_text(slo.budget_seconds),
            "period": in_words(slo.period, language),
            "labels": list(slo.labels),
            "over": in_words(self._no_data.over, language),
            "source": slo.source,
            "counts_time": slo.counts_time,
            "least": self._entry.value.min_failures,
        }

    def _window(self, window: SloWindow, language: str) -> Mapping[str, Any]:
        burn = window.burn
        return {
            "severity": window.severity,
            "long": in_words(window.long, language),
            "short": in_words(window.short, language),
            "wait": in_words(window.wait, language),
            "share": f"{number(100 * burn.share)}%",
            "factor": number(burn.shown_factor),
            "limit": window.shown_limit,
            "needed": burn.needed,
            "reset": mixed_text(round(burn.calmed(1.0))),
        }

    def _speed(self, bad: Decimal) -> Mapping[str, Any]:
        """How soon each window notices a share of bad events; "" where it never does."""
        times = [window.burn.detected(float(bad)) for window in self._slo.windows]
        return {
            "bad": f"{number(100 * bad)}%",
            "times": [mixed_text(round(one)) if one < float("inf") else "" for one in times],
        }
