"""OTLP over HTTP, by the exporter of OpenTelemetry with a session that tries once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import requests
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.tracing.exporters.ways import Outcome

_LATER = frozenset({408, 429, 502, 503, 504})
"""Answers that OTLP lets a client try again after, and a time-out."""
_PASSING = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)
"""What may be over when it is tried again. The last one is an answer that breaks off."""
_PATH = "/v1/traces"


class Unreachable(Exception):
    """Nobody takes spans just now."""


class OneTry(requests.Session):
    """Says what became of a request in a way that OpenTelemetry does not try again after.

    It would for some seconds, and hold up the end of the process meanwhile.
    """

    def __init__(self) -> None:
        super().__init__()
        self.outcome = Outcome(taken=False, again=True)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - as theirs
        """Asks once, or twice where a connection was kept that the other side has closed."""
        try:
            answer = self._asked(*args, **kwargs)
        except requests.RequestException as error:
            again = isinstance(error, _PASSING)
            self.outcome = Outcome(taken=False, again=again, why=_reason(error))
            raise Unreachable(self.outcome.why) from None
        # A redirect is nobody who has taken spans either: OpenTelemetry does not follow it.
        if not 200 <= answer.status_code < 300:
            why = f"answered {answer.status_code} {answer.reason}"
            self.outcome = Outcome(taken=False, again=answer.status_code in _LATER, why=why)
            raise Unreachable(why)
        self.outcome = _partly(answer)
        return answer

    def _asked(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401
        try:
            return super().request(*args, **kwargs)
        except requests.Timeout:
            raise
        except requests.ConnectionError:
            return super().request(*args, **kwargs)


class HttpWay:
    """One connection, which is kept."""

    def __init__(self, endpoint: str) -> None:
        self._session = OneTry()
        url = f"{endpoint.removesuffix('/').removesuffix(_PATH)}{_PATH}" if endpoint else None
        self._exporter = OTLPSpanExporter(endpoint=url, session=self._session)

    def send(self, spans: Sequence[ReadableSpan]) -> Outcome:
        """What became of the request."""
        session = self._session
        session.outcome = Outcome(taken=False, why="cannot be encoded")
        try:
            result = self._exporter.export(spans)
        except Unreachable:
            # A version before 1.40 lets it through.
            return session.outcome
        except Exception as error:  # noqa: BLE001 - a span that cannot be encoded, for one
            return Outcome(taken=False, why=described(error))
        return session.outcome._replace(taken=result is SpanExportResult.SUCCESS)

    def close(self) -> None:
        """Closes the connection."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]


way = HttpWay


def _partly(answer: requests.Response) -> Outcome:
    """A collector may take some spans and say how many it did not take."""
    if not answer.content or "protobuf" not in answer.headers.get("Content-Type", ""):
        return Outcome(taken=True)
    try:
        said = ExportTraceServiceResponse.FromString(answer.content).partial_success
    except Exception:  # noqa: BLE001 - anything may answer on that port
        return Outcome(taken=True)
    return Outcome(taken=True, why=said.error_message, refused=said.rejected_spans)


def _reason(error: Exception) -> str:
    """What is at the bottom of it: `[Errno 111] Connection refused`, and no address of an object"""
    reason: Any = error
    for _ in range(4):
        inner = getattr(reason, "reason", None) or next(iter(getattr(reason, "args", ())), None)
        if not isinstance(inner, Exception):
            break
        reason = inner
    cause = reason.__cause__ or reason
    return str(cause) if isinstance(cause, OSError) else described(cause)
