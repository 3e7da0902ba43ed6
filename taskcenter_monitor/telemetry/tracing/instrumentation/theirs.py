"""What the instrumentations of OpenTelemetry say of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from packaging.requirements import Requirement

from taskcenter_monitor.telemetry.tracing.instrumentation.clients import Unsuitable


@contextmanager
def guarded(theirs: Any, version: str) -> Iterator[Any]:  # noqa: ANN401 - a BaseInstrumentor
    """One that may start; it is taken back whole where it fails midway.

    Theirs compares versions as well, but says in a line of its own log that it does nothing.
    """
    if theirs.is_instrumented_by_opentelemetry:
        raise Unsuitable("somebody else has instrumented it already, with whole addresses")
    for text in theirs.instrumentation_dependencies():
        wanted = Requirement(text)
        if not wanted.specifier.contains(version, prereleases=True):
            raise Unsuitable(f"its instrumentation is made for {text}, and {version} is installed")
    try:
        yield theirs
    except BaseException:
        with suppress(Exception):
            theirs._uninstrument()  # noqa: SLF001 - the public one does nothing before the end
        raise
