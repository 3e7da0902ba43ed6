"""What a verifier works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import Tool

Stage = Callable[[Sequence[Artifact]], AbstractContextManager[str]]
"""Writes artifacts below a temporary folder, gives its path, and removes it afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The tool, how programs are run, and where it finds the files that it is to look at."""

    tool: Tool
    runtime: Runtime
    stage: Stage
