"""A generated file, and where each part of it was written."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the output.

    `path` is relative to the output folder, with forward slashes. `origin` is the spec that the
    whole file comes from. `origins` says where the named parts were written; what the names are
    is agreed between the emitter of a file and its verifier: in a rule file `rule N` (counted
    from 1 within the file's one group) and `expression N` for the PromQL of people that a rule
    begins with; `receiver NAME`, `route N`, `inhibition N`, `interval NAME` in the Alertmanager
    configuration; `job NAME` in the Prometheus configuration.
    """

    path: str
    text: str
    origin: Origin
    origins: tuple[tuple[str, Origin], ...] = ()
