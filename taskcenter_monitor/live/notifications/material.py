"""What the proof is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring

Emit = Callable[[Monitoring, Collection[str]], Iterable[Artifact]]
"""Writes the files of these targets, as for the real output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The compiled specs, and what is needed to write them and to speak of their templates.

    `source` gives the text of a template by its path relative to the templates folder, `place`
    one of its lines.
    """

    monitoring: Monitoring
    emit: Emit
    source: Callable[[str], str]
    place: Callable[[str, int], Span]
