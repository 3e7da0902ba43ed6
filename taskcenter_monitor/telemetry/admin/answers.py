"""What is answered, whoever the server is."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from taskcenter_monitor.telemetry.health import Health
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.metrics.exposition import expose

_READING = ("GET", "HEAD")
_LEVEL = 1
"""Of gzip: metrics shrink to a tenth at once, and a scrape comes every five seconds."""
_PLAIN = "text/plain; charset=utf-8"
_JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer. `headers` are those beside its type and length."""

    status: int = 200
    body: bytes = b""
    content_type: str = _PLAIN
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: object, status: int = 200) -> Answer:
        """A value as JSON."""
        body = orjson.dumps(value, default=str, option=orjson.OPT_APPEND_NEWLINE)
        return cls(status=status, body=body, content_type=_JSON)

    def all_headers(self) -> Iterator[tuple[str, str]]:
        """Names and values, as they are sent."""
        yield "Content-Type", self.content_type
        yield "Content-Length", str(len(self.body))
        yield from self.headers.items()


Route = Callable[[Asked], Answer | None]
"""Answers a request of a service's own, or None where it is none of its."""


def answer(asked: Asked, health: Health | None, own: Route | None = None) -> Answer:
    """The metrics, the health, or what the service itself answers. Never raises."""
    try:
        return (own(asked) if own is not None else None) or _ready_made(asked, health)
    except Exception as error:  # noqa: BLE001 - whoever asks is answered
        say(f"{asked.method} {asked.path} failed: {type(error).__name__}: {error}")
        return Answer(status=500, body=b"it failed; standard error says why\n")


def _ready_made(asked: Asked, health: Health | None) -> Answer:
    if asked.path == "/metrics":
        if health is not None:
            health.keep_fresh()
        return _metrics(asked) if asked.method in _READING else _refused()
    if asked.path == "/health" and health is not None:
        return _health(health) if asked.method in _READING else _refused()
    return Answer(status=404, body=b"there are /metrics and /health\n")


def _refused() -> Answer:
    return Answer(status=405, body=b"only GET\n", headers={"Allow": "GET, HEAD"})


def _metrics(asked: Asked) -> Answer:
    body, content_type = expose(asked.headers.get("accept", ""))
    headers = {"Vary": "Accept, Accept-Encoding"}
    if _takes_gzip(asked.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, _LEVEL)
    return Answer(body=body, content_type=content_type, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return weight.strip("0.") != "" or not weight
    return False


def _health(health: Health) -> Answer:
    report = health.report()
    answered = Answer.of(report.document(), report.http_status)
    return Answer(
        status=answered.status,
        body=answered.body,
        content_type=answered.content_type,
        headers={"Cache-Control": "no-store"},
    )
