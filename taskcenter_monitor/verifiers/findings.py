"""From complaints to diagnostics at the lines of the specs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.complaints import Complaint, faults
from taskcenter_monitor.verifiers.parts import Part
from taskcenter_monitor.verifiers.process import Finished

_QUOTED = re.compile(r'"([^"]+)"')
_KINDS = ("receiver", "interval", "job")


def finding(check: str, text: str, place: Origin, whole: Artifact) -> Diagnostic:
    """What a tool says about a generated file, at the line that caused it."""
    message = "; ".join(line.strip() for line in text.split("\n"))
    return Diagnostic(check=check, message=message, place=place, help=f"found in {whole.path}")


def unexplained(tool: str, text: str, finished: Finished) -> Diagnostic:
    """What nobody has foreseen: it is shown as it came."""
    message = "; ".join(line.strip() for line in text.split("\n"))
    level = Level.ERROR if finished.code else Level.WARNING
    return Diagnostic(check=f"{tool}/output", message=f"{tool} says: {message}", level=level)


def silent(tool: str, finished: Finished, doubt: str) -> Diagnostic:
    """A tool that names no fault, although not everything was found sound."""
    return Diagnostic(
        check=f"{tool}/output",
        message=f"{tool} ended with exit code {finished.code} and names no fault, but {doubt}",
        help=f"run {tool} by hand on the generated files",
    )


def spread(
    check: str, whole: Artifact, said: Sequence[str], found: Sequence[tuple[Part, Complaint]]
) -> Iterator[Diagnostic]:
    """The faults of a file, each at the part that has it.

    `said` are the faults that the tool has named for the whole; `found` is what it says of the
    parts. A fault of the basis shows in every part and is reported once, for the file. What no
    part explains is reported as well, at what it mentions.
    """
    basis = {
        fault
        for part, complaint in found
        if part.artifact.origin == whole.origin
        for fault in faults(complaint)
    }
    seen = set(basis)
    for fault in sorted(basis):
        yield finding(check, fault, mentioned(whole, fault), whole)
    for part, complaint in found:
        for fault in faults(complaint):
            if fault not in basis:
                seen.add(fault)
                yield finding(check, fault, part.artifact.origin, whole)
    for fault in said:
        if fault not in seen:
            yield finding(check, fault, mentioned(whole, fault), whole)


def mentioned(whole: Artifact, fault: str) -> Origin:
    """Where the first thing that a fault quotes by name was written, else the whole file."""
    origins = dict(whole.origins)
    for name in _QUOTED.findall(fault):
        for kind in _KINDS:
            origin = origins.get(f"{kind} {name}")
            if origin is not None:
                return origin
    return whole.origin
