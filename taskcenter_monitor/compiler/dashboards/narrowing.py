"""Variables: which selectors are narrowed to what people chose.

A selector takes a variable's matcher where its series carry the label, and where all jobs that can
answer it are among those the variable offers: a queue exporter has a `job`, but no choice of API
instances may hide it. Nor is one narrowed that asks for what the variable leaves out: the heartbeat
is no alert that anybody chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from taskcenter_monitor.compiler.jobs import jobs_of
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.ir.dashboards import Variable
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.dashboard_entries import DashboardEntry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import OF_RULES
from taskcenter_monitor.vocabulary.promql import narrowed
from taskcenter_monitor.vocabulary.selectors import Selector, parse_selector

_OF_TARGETS = ("job", "instance")


@dataclass(frozen=True, slots=True)
class _Choice:
    """A variable as far as selectors are concerned."""

    name: str
    label: str
    source: Selector
    jobs: frozenset[str]

    @property
    def matcher(self) -> str:
        return f'{self.label}=~"${self.name}"'

    def offers(self, selector: Selector) -> bool:
        """Whether people choose among the series of the selector, and nothing else has chosen."""
        asked = [matcher for matcher in selector.matchers if matcher.operator == "="]
        return all(
            matcher.label != self.label
            and all(
                offered.accepts(matcher.value) for offered in self.source.matched(matcher.label)
            )
            for matcher in asked
        )


class Narrowing:
    """The variables of one dashboard."""

    def __init__(self, project: Project, placement: Placement, entry: DashboardEntry) -> None:
        self._project = project
        self._placement = placement
        self._entry = entry
        self._choices: list[_Choice] = []
        self._selectors: dict[str, str] = {}
        for name, variable in entry.value.variables.items():
            source = variable.source
            _, jobs = self._answering(source)
            above = self._applicable(source)
            self._selectors[name] = narrowed(str(source), self._matchers)
            offered = jobs.intersection(*(choice.jobs for choice in above)) if above else jobs
            self._choices.append(_Choice(name, variable.label, source, frozenset(offered)))

    def narrow(self, expr: str) -> str:
        """PromQL with the matchers of all variables that apply."""
        return narrowed(expr, self._matchers)

    def variables(self, words: Callable[[Text], str]) -> Iterator[Variable]:
        """The variables, those that others follow from first."""
        for name, variable in self._entry.value.variables.items():
            yield Variable(
                name=name,
                title=words(variable.title),
                label=variable.label,
                selector=self._selectors[name],
                is_hidden=variable.hidden,
                origin=self._entry.origin.at("variables", name),
            )

    def _matchers(self, selector: str) -> list[str]:
        try:
            parsed = parse_selector(selector)
        except ValueError:
            return []
        return [choice.matcher for choice in self._applicable(parsed)]

    def _applicable(self, selector: Selector) -> list[_Choice]:
        labels, jobs = self._answering(selector)
        return [
            choice
            for choice in self._choices
            if choice.label in labels and jobs and jobs <= choice.jobs and choice.offers(selector)
        ]

    def _answering(self, selector: Selector) -> tuple[frozenset[str], frozenset[str]]:
        """The labels of a selector's series, and the jobs that they come from."""
        catalogue = self._project.catalogue
        found = catalogue.find(selector.metric)
        recorder = self._placement.recorder(selector.metric)
        if found is not None:
            labels = frozenset(catalogue.labels_of(selector.metric))
            jobs = found.entry.value.jobs or tuple(self._project.scrape.value.jobs)
        elif recorder is not None:
            labels = frozenset(recorder.value.carried(self._project.surroundings))
            jobs = jobs_of(recorder.value, self._project)
        else:
            return frozenset(), frozenset()
        if selector.metric in OF_RULES:
            labels -= {*_OF_TARGETS}
        matchers = selector.matched("job")
        return labels, frozenset(
            job for job in jobs if all(matcher.accepts(job) for matcher in matchers)
        )
