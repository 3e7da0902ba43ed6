"""What an exporter is to us: something that tries once, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal, NamedTuple, Protocol

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.tracing.fault import TracingFault

Name = Literal["http", "grpc"]
HTTP: Final = "http"
GRPC: Final = "grpc"
_EXTRAS: dict[str, str] = {HTTP: "telemetry", GRPC: "telemetry-grpc"}


class Outcome(NamedTuple):
    """What became of a batch. `again` is whether the same batch may be taken a little later.

    `refused` of its spans were not taken although the others were.
    """

    taken: bool
    again: bool = False
    why: str = ""
    refused: int = 0


TAKEN = Outcome(taken=True)


class Way(Protocol):
    """Sends a batch, once; how long that may take is a setting of the exporter."""

    def send(self, spans: Sequence[ReadableSpan]) -> Outcome:
        """What became of it. Never raises."""
        ...

    def close(self) -> None:
        """Nothing is sent any more."""
        ...


@dataclass(frozen=True, slots=True)
class Destination:
    """Where spans go: `where` names it for people, and each process makes a way of its own."""

    where: str
    make: Callable[[], Way]


class Given:
    """An exporter that the service has brought: whatever it does not take is not tried again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def send(self, spans: Sequence[ReadableSpan]) -> Outcome:
        """What it says of them."""
        try:
            result = self._exporter.export(spans)
        except Exception as error:  # noqa: BLE001 - it may be anybody's
            return Outcome(taken=False, why=described(error))
        if result is SpanExportResult.SUCCESS:
            return TAKEN
        return Outcome(taken=False, why="the exporter did not take them")

    def close(self) -> None:
        """It may have connections."""
        self._exporter.shutdown()


def destination(protocol: Name, endpoint: str, named: str) -> Destination:
    """OTLP to a base URL; where it is empty to what the variables name, and that is `named`.

    Raises TracingFault where the packages for it are not installed.
    """
    try:
        module = import_module(f"taskcenter_monitor.telemetry.tracing.exporters.over_{protocol}")
    except ImportError as error:
        extra = _EXTRAS[protocol]
        raise TracingFault(
            f"spans over {protocol} need the extra {extra}:"
            f" pip install 'taskcenter-monitor[{extra}]' ({error})"
        ) from error
    way: Callable[[str], Way] = module.way
    return Destination(named, lambda: way(endpoint))
