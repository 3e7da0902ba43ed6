"""The order of the stages: load, check, compile, emit."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from taskcenter_monitor import checks
from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span, has_errors, ordered
from taskcenter_monitor.emitters import TARGETS, emit
from taskcenter_monitor.forking import Alongside, worth_it
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.masking import masked
from taskcenter_monitor.routing.expectations import prove_expectations
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.sources import Sources
from taskcenter_monitor.templating import TemplateFault, Templates
from taskcenter_monitor.workspace.reading import SPECS, TEMPLATES, Folder, compiled_templates

Ahead = Callable[[str], dict[str, Any] | None]
"""Gives what a spec holds, where somebody has read it already."""
Tell = Callable[[str], None]
"""Hears what is being done, for people who wait."""

TESTS = "tests"
"""The target that is run as well, and so may not be written."""
LARGE = 300
"""Alerts from which on checking in a second process saves more than starting it costs."""
FINDINGS: Mapping[str, str] = {
    "spec/file": "A link out of the folder, or what is no file, is not read on anybody's behalf.",
    "spec/empty": "Specs that yield no rule at all would prove nothing and watch nothing.",
    "template/unknown": "A template with a typo in its name has no effect.",
    "template/syntax": "A template that cannot be rendered yields no file.",
}
"""Every id that files and templates are reported under, and why it matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What the specs yield.

    `project` is what they say, None where that could not be read. `monitoring` is None where they
    are faulty. `drafted` is there as well where only an expectation does not hold, so that people
    can be shown why; nothing is made of it. `versions` says which version of each server they name,
    and where; it is empty where that could not be read. `templates` renders what is left.
    """

    versions: Mapping[str, tuple[str, Origin]]
    project: Project | None
    monitoring: Monitoring | None
    drafted: Monitoring | None
    diagnostics: tuple[Diagnostic, ...]
    templates: Templates
    sources: Sources

    def artifacts(self, targets: Collection[str] = tuple(TARGETS)) -> Iterator[Artifact]:
        """The files of the output, or of these targets only. Raises TemplateFault."""
        if self.monitoring is not None:
            yield from emit(self.monitoring, self.templates.render, targets)

    def parts(self) -> tuple[Callable[[], Iterator[tuple[str, str]]], ...]:
        """Path and text of all files, in two parts of like weight where that saves time."""
        if self.monitoring is None:
            return ()
        written = {*TARGETS} if self.monitoring.writes_tests else {*TARGETS} - {TESTS}
        heavy = TESTS if TESTS in written else "runbooks"
        split = worth_it() and (TESTS in written or len(self.monitoring.runbooks) >= LARGE)
        halves = (written - {heavy}, {heavy}) if split else (written,)
        return tuple(partial(self._files, targets) for targets in halves)

    def _files(self, targets: set[str]) -> Iterator[tuple[str, str]]:
        return ((artifact.path, artifact.text) for artifact in self.artifacts(targets))

    def located(self, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The diagnostics in order, with lines and columns and without secrets."""
        return ordered(masked(self.sources.locate(diagnostic)) for diagnostic in diagnostics)


def compile_specs(
    specs: Folder, templates: Folder, environment: str | None, ahead: Ahead, tell: Tell
) -> Compiled:
    """Everything up to the values that the files are made of; no file is written."""
    tell("reading specs")
    loaded = load(specs.files, SPECS, environment, ahead, specs.refused)
    texts, unreadable = _texts(templates.files)
    diagnostics = [*specs.diagnostics, *templates.diagnostics, *loaded.diagnostics, *unreadable]
    renderer = Templates(texts, compiled_templates())
    drafted = monitoring = None
    if loaded.project is not None and has_errors(diagnostics):
        tell("checking")
        diagnostics += checks.run(loaded.project)
    elif loaded.project is not None:
        drafted, found = _checked_and_compiled(loaded.project, renderer, tell)
        unmet = prove_expectations(drafted) if drafted is not None else []
        monitoring = None if has_errors(unmet) else drafted
        diagnostics += [*found, *unmet]
    return Compiled(
        versions=_versions(loaded.project),
        project=loaded.project,
        monitoring=monitoring,
        drafted=drafted,
        diagnostics=tuple(diagnostics),
        templates=renderer,
        sources=loaded.sources,
    )


def _checked_and_compiled(
    project: Project, templates: Templates, tell: Tell
) -> tuple[Monitoring | None, list[Diagnostic]]:
    """The project, compiled where all checks hold; of a large one both is done at once."""
    if len(project.alerts) < LARGE or not worth_it():
        tell("checking")
        found = checks.run(project)
        if has_errors(found):
            return None, found
        tell("compiling")
        monitoring, faults = _compiled(project, templates)
        return monitoring, [*found, *faults]
    tell("checking and compiling")
    with Alongside(lambda: checks.run(project), pickle) as checked:
        try:
            monitoring, faults = _compiled(project, templates)
        except Exception:
            # The compiler trusts what the checks have seen; where they object it may stumble.
            found = checked.result()
            if not has_errors(found):
                raise
            return None, found
        found = checked.result()
    return (None, found) if has_errors(found) else (monitoring, [*found, *faults])


def _versions(project: Project | None) -> dict[str, tuple[str, Origin]]:
    if project is None:
        return {}
    service = project.service
    named = service.value.versions.model_dump()
    return {server: (text, service.origin.at("versions", server)) for server, text in named.items()}


def template_fault(error: TemplateFault, templates: Templates) -> Diagnostic:
    """What is wrong with a template, at its line."""
    place = template_line(templates, error.path, max(error.line, 1))
    return Diagnostic(check="template/syntax", message=str(error), place=place)


def template_line(templates: Templates, path: str, line: int) -> Span:
    """A line of a template, counted from 1."""
    source = templates.line(path, line)
    return Span(
        file=f"{TEMPLATES}/{path}",
        line=line,
        column=1,
        end_line=line,
        end_column=len(source) + 1,
        source=source,
    )


def _compiled(project: Project, templates: Templates) -> tuple[Monitoring | None, list[Diagnostic]]:
    try:
        monitoring, faults = compile_project(project, templates.promql, templates.render)
    except TemplateFault as error:
        return None, [template_fault(error, templates)]
    if not any(group.rules for group in monitoring.groups):
        message = "the specs yield no rule at all, so nothing would ever fire"
        faults.append(Diagnostic(check="spec/empty", message=message, place=Origin(SPECS)))
    return None if has_errors(faults) else monitoring, faults


def _texts(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Diagnostic]]:
    texts = {}
    faults = []
    for path, content in files.items():
        try:
            texts[path] = content.decode("utf-8")
        except UnicodeDecodeError:
            place = Origin(f"{TEMPLATES}/{path}")
            message = "the template is not UTF-8"
            faults.append(Diagnostic(check="template/syntax", message=message, place=place))
    return texts, faults
