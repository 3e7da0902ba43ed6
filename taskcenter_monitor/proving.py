"""Proofs by the real tools: that rules do what the specs say, people are told, panels show data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from taskcenter_monitor import emitters
from taskcenter_monitor.diagnostics import Diagnostic, Level
from taskcenter_monitor.emitters.alertmanager import configuration
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.pipeline import Tell, template_line
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.rule_tests import Outcome, all_slices, prove
from taskcenter_monitor.verifiers.tools import dotted, find, identify
from taskcenter_monitor.workspace.staging import staged, staged_in_memory

if TYPE_CHECKING:
    from taskcenter_monitor.live.notifications.material import Material
    from taskcenter_monitor.live.panels import PanelsProof, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is proven: the compiled specs, the files made of them, and by which templates.

    Where `alerts` are named, only their rules are.
    """

    monitoring: Monitoring
    artifacts: Sequence[Artifact]
    templates: Templates
    alerts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that was tried; `diagnostic` says where it was written, and what went wrong.

    A case that passed has a note without a message.
    """

    name: str
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What came of a proof: what is wrong, one line that sums it up, and every single case."""

    diagnostics: tuple[Diagnostic, ...]
    summary: str
    cases: tuple[Case, ...] = ()


Prove = Callable[[Subject, Runtime, Tell], Proven]


def prove_rules(subject: Subject, runtime: Runtime, tell: Tell) -> Proven:
    """Runs the generated tests of all rules. Raises EnvironmentFault when promtool cannot work."""
    slices = all_slices(subject.artifacts, subject.monitoring)
    if subject.alerts:
        slices = [one for one in slices if one.alerts & subject.alerts]
    tests = sum(len(one.tests) for one in slices)
    rules = len({(one.group.component, number) for one in slices for number in one.rules})
    told = f"{_counted(tests, 'test')} of {_counted(rules, 'rule')}"
    tell(f"running {told}")
    path = find("promtool", search_path=runtime.environment.get("PATH", ""))
    (tool,) = identify({"promtool": path}, runtime)
    bench = Bench(tool=tool, runtime=runtime, stage=_staged_in_memory)
    proof = prove(slices, bench)
    return Proven(
        diagnostics=proof.diagnostics,
        summary=f"{told}, run by promtool {dotted(tool.version)}",
        cases=tuple(_case(one) for one in proof.outcomes),
    )


def _counted(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number} {word.removesuffix('y')}ies" if word.endswith("y") else f"{number} {word}s"


def _case(outcome: Outcome) -> Case:
    level = Level.ERROR if outcome.failure else Level.NOTE
    diagnostic = Diagnostic(
        check="proof/failed", message=outcome.failure, place=outcome.origin, level=level
    )
    return Case(name=outcome.name, diagnostic=diagnostic)


def prove_routing(subject: Subject, runtime: Runtime, tell: Tell) -> Proven:
    """Who is told and who is muted, by a real Alertmanager; nobody outside notices.

    Raises EnvironmentFault when there is none, or it does not come up.
    """
    from taskcenter_monitor.live.routes import prove_routes

    tell("sending every alert to an Alertmanager")
    proof = prove_routes(subject.monitoring, staged_configuration, runtime)
    return Proven(
        diagnostics=proof.diagnostics,
        summary=f"{proof.alerts} alerts, {proof.muted} of them muted by others, "
        f"told as Alertmanager {proof.version} tells them",
    )


def prove_notifications(subject: Subject, runtime: Runtime, tell: Tell) -> Proven:
    """What people are sent: every receiver, told of everything by a real Alertmanager.

    Raises EnvironmentFault when it, or the Prometheus that writes the alerts' texts, cannot work.
    """
    from taskcenter_monitor.live import notifications

    tell("reading every notification")
    proof = notifications.prove_notifications(material(subject), runtime)
    return Proven(
        diagnostics=proof.diagnostics,
        summary=f"{proof.messages} messages to {proof.receivers} receivers, "
        f"written by Alertmanager {proof.version}",
        cases=tuple(
            Case(
                name=one.name,
                diagnostic=Diagnostic(
                    check="notification/failed",
                    message=one.failure,
                    place=one.origin,
                    level=Level.ERROR if one.failure else Level.NOTE,
                ),
            )
            for one in proof.heard
        ),
    )


def material(subject: Subject) -> Material:
    """What the proof of the notifications is made of."""
    from taskcenter_monitor.live.notifications.material import Material

    def emit(monitoring: Monitoring, targets: Collection[str]) -> Iterator[Artifact]:
        return emitters.emit(monitoring, subject.templates.render, targets)

    return Material(
        monitoring=subject.monitoring,
        emit=emit,
        source=subject.templates.source,
        place=partial(template_line, subject.templates),
    )


def prove_dashboards(subject: Subject, runtime: Runtime, tell: Tell) -> Proven:
    """That every panel shows data: a real Prometheus is asked all that Grafana would ask it.

    Raises EnvironmentFault when promtool or Prometheus cannot do their work.
    """
    from taskcenter_monitor.live.panels import prove_panels

    tell("asking every query of every panel")
    proof = prove_panels(subject.monitoring, runtime)
    logs = f"; {_counted(proof.logs, 'query')} of logs not asked" if proof.logs else ""
    return Proven(
        diagnostics=proof.diagnostics,
        summary=_panels_told(proof) + logs,
        cases=tuple(_panel_case(one) for one in proof.shown),
    )


def _panels_told(proof: PanelsProof) -> str:
    if not proof.shown:
        return "there are none that ask Prometheus"
    asked = f"{_counted(len(proof.shown), 'query')} of {_counted(proof.panels, 'panel')}"
    # Debian adds a mark of its own to the version.
    return f"{asked}, each with rows from Prometheus {proof.version.partition('+')[0]}"


def _panel_case(one: Shown) -> Case:
    passed = Diagnostic(
        check="panel/no-data", message="", place=one.question.query.origin, level=Level.NOTE
    )
    return Case(name=one.name, diagnostic=one.fault or passed)


PROOFS: Mapping[str, Prove] = {
    "rules": prove_rules,
    "routes": prove_routing,
    "notifications": prove_notifications,
    "panels": prove_dashboards,
}
"""What `tcmon test --only` takes, in the order in which it is proven."""
EVERYWHERE = frozenset(("routes",))
"""Proofs that look at every environment where none was chosen."""


@contextmanager
def staged_configuration(config: AlertmanagerConfig) -> Iterator[str]:
    """The folder of a configuration without templates: without channels nothing is rendered."""
    artifact = configuration(config)
    with staged([(artifact.path, artifact.text)]) as folder:
        yield str(Path(folder, artifact.path).parent)


def _staged_in_memory(artifacts: Sequence[Artifact]) -> AbstractContextManager[str]:
    return staged_in_memory((artifact.path, artifact.text) for artifact in artifacts)
