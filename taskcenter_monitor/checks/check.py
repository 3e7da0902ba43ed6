"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.spec.project import Project


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a check does not hold."""

    place: Origin
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must hold for a sound project.

    `id` is `family/rule`. `why` says for `docs/checks.md` what happens to people if it does not
    hold. `needs` are the sections of the specs that must be known as a whole: what nobody uses, or
    is not there, may stand in a file that could not be read, whose fault has been told. A bad case
    and a near-miss good case stand in `tests/cases/checks/<id>.bad.yaml` and `.good.yaml`.
    """

    id: str
    why: str
    run: Callable[[Project], Iterable[Finding]]
    level: Level = Level.ERROR
    needs: frozenset[str] = frozenset()

    def diagnose(self, project: Project) -> list[Diagnostic]:
        """What the check says about a project; nothing where it cannot tell."""
        if not self.needs.isdisjoint(project.incomplete):
            return []
        return [
            Diagnostic(
                check=self.id,
                level=self.level,
                message=finding.message,
                place=finding.place,
                help=finding.help,
            )
            for finding in self.run(project)
        ]
