"""Runs the chosen proofs, in every environment that they look at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from taskcenter_monitor.cli.naming import unknown_alert

if TYPE_CHECKING:
    from taskcenter_monitor.cli.options import Inputs
    from taskcenter_monitor.diagnostics import Diagnostic
    from taskcenter_monitor.ir.monitoring import Monitoring
    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.proving import Proven, Subject
    from taskcenter_monitor.verifiers.process import Runtime

Tell = Callable[[str], None]
RULES = "rules"
"""The proof that promtool takes all cores for."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An environment that has no fault of its own, and what is proven of it."""

    compiled: Compiled
    subject: Subject
    environment: str | None
    parts: tuple[str, ...]


class Proofs:
    """What came of the chosen proofs: diagnostics, every single case, a line for each proof."""

    def __init__(
        self, parts: tuple[str, ...], alerts: frozenset[str], runtime: Runtime, tell: Tell
    ) -> None:
        self.found: list[Diagnostic] = []
        self.cases: list[tuple[str, Diagnostic]] = []
        self.summaries: dict[str, str] = {}
        self._parts = parts
        self._alerts = alerts
        self._runtime = runtime
        self._tell = tell

    def gather(self, inputs: Inputs) -> None:
        """Proves the chosen environment, and the others where none was and that matters."""
        from taskcenter_monitor.proving import EVERYWHERE

        first = self._ready(inputs, self._parts)
        if first is None:
            return
        self._require_known(first.subject.monitoring)
        elsewhere = tuple(part for part in self._parts if part in EVERYWHERE)
        others = [
            ready
            for other in (inputs.in_environments() if elsewhere else ())
            if (ready := self._ready(other, elsewhere)) is not None
        ]
        self._prove([first, *others])

    def _ready(self, inputs: Inputs, parts: tuple[str, ...]) -> _Ready | None:
        """What an environment yields; None where its specs have faults, which are told."""
        from taskcenter_monitor.cli.compiling import compile_inputs
        from taskcenter_monitor.diagnostics import has_errors

        compiled = compile_inputs(inputs, self._tell)
        from taskcenter_monitor.proving import Subject
        from taskcenter_monitor.verification import Verified, verify_offline

        of_its_own = Verified(artifacts=(), diagnostics=compiled.diagnostics)
        offline = verify_offline(compiled) if RULES in parts else of_its_own
        self._note(compiled, offline.diagnostics, inputs.environment)
        if compiled.monitoring is None or has_errors(offline.diagnostics):
            return None
        subject = Subject(
            monitoring=compiled.monitoring,
            artifacts=offline.artifacts,
            templates=compiled.templates,
            alerts=self._alerts,
        )
        return _Ready(compiled, subject, inputs.environment, parts)

    def _prove(self, ready: list[_Ready]) -> None:
        """Promtool takes all cores, and the servers mostly wait: both go on at the same time."""
        asked = [(one, part) for one in ready for part in one.parts]
        of_rules = [(one, part) for one, part in asked if part == RULES]
        others = [(one, part) for one, part in asked if part != RULES]
        if of_rules and others:
            with _Aside(self._proven(others)) as aside:
                found = list(self._proven(of_rules))
            found += aside.result()
        else:
            found = list(self._proven(asked))
        for one, part, proven in found:
            self._note(one.compiled, proven.diagnostics, one.environment)
            suffix = f" ({one.environment})" if one.environment else ""
            self.summaries[f"{part}{suffix}"] = proven.summary
            for case in proven.cases:
                (located,) = one.compiled.located((case.diagnostic,))
                self.cases.append((case.name, located))

    def _proven(self, asked: list[tuple[_Ready, str]]) -> Iterator[tuple[_Ready, str, Proven]]:
        from taskcenter_monitor.proving import PROOFS

        for one, part in asked:
            yield one, part, PROOFS[part](one.subject, self._runtime, self._tell)

    def _note(
        self, compiled: Compiled, diagnostics: tuple[Diagnostic, ...], environment: str | None
    ) -> None:
        """Keeps what is new; what is wrong in one environment only says so."""
        known = set(self.found)
        for one in compiled.located(diagnostics):
            if one not in known:
                suffix = f" (--env {environment})" if environment is not None else ""
                self.found.append(replace(one, message=f"{one.message}{suffix}"))

    def _require_known(self, monitoring: Monitoring) -> None:
        """Raises UsageFault for an alert that there is not."""
        from taskcenter_monitor.ir.rules import AlertingRule

        known = {
            rule.alert
            for group in monitoring.groups
            for rule in group.rules
            if isinstance(rule, AlertingRule)
        }
        for alert in sorted(self._alerts - known):
            raise unknown_alert(alert, known)


class _Aside:
    """Work in a second thread; leaving waits for it, so that it cleans up after itself.

    Where the first thread has failed or is interrupted, the proof that runs is the last.
    """

    def __init__(self, work: Iterator[tuple[_Ready, str, Proven]]) -> None:
        self._work = work
        self._wanted = True
        self._found: list[tuple[_Ready, str, Proven]] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> _Aside:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._wanted = kind is None
        interrupt: KeyboardInterrupt | None = None
        while self._thread.is_alive():
            try:
                self._thread.join()
            except KeyboardInterrupt as error:
                # Its servers run in process groups of their own: leaving now would leave them.
                self._wanted = False
                interrupt = error
        if interrupt is not None:
            raise interrupt

    def result(self) -> list[tuple[_Ready, str, Proven]]:
        """What came of it. Raises what it has raised."""
        if self._error is not None:
            raise self._error
        return self._found

    def _run(self) -> None:
        try:
            for one in self._work:
                self._found.append(one)
                if not self._wanted:
                    break
        except BaseException as error:  # noqa: BLE001 - raised again by whoever asks for it
            self._error = error
