"""Services of others that a trace goes through: those in Go, where `make peers` built them.

A rule stands for all of opentelemetry-go before 1.42, so that it is kept where there is no Go.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from tests.toolchains import ROOT

PEERS = ROOT / ".tools" / "peers"
PATIENCE = 30.0
_TRACEPARENT = re.compile(r"^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$")
_MOST_FLAGS = 2
"""What the parser of opentelemetry-go up to 1.41 has: beyond it, version 00 is not valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a service makes of headers: `accepted` is whether the trace goes on in it."""

    accepted: bool
    trace: str
    span: str
    flags: str
    state: str
    baggage: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to make, out of a span with these ids if any. `query` is what its URL ends in."""

    trace: str = ""
    span: str = ""
    sampled: bool = True
    state: str = ""
    baggage: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; names of headers are lower case."""

    status: int
    headers: Mapping[str, str]
    body: str


class Neighbour(Protocol):
    """A service that reads headers of a trace, and calls with such headers."""

    name: str

    def reads(self, sent: Sequence[Mapping[str, str]]) -> list[Seen]:
        """What it makes of the headers of each request."""

    def calls(self, method: str, url: str, call: Call) -> Answer:
        """Makes a request."""


class Ruled:
    """As a service in Go does it, by the rules that its parser and its client follow."""

    name = "rule"

    def reads(self, sent: Sequence[Mapping[str, str]]) -> list[Seen]:
        return [_by_rule({name.lower(): text for name, text in one.items()}) for one in sent]

    def calls(self, method: str, url: str, call: Call) -> Answer:
        address = urlsplit(url + call.query)
        connection = HTTPConnection(address.netloc, timeout=PATIENCE)
        flags = "01" if call.sampled else "00"
        # The case that Go writes every header in.
        headers = {
            "Traceparent": f"00-{call.trace}-{call.span}-{flags}" if call.trace else "",
            "Tracestate": call.state,
            "Baggage": call.baggage,
            **call.headers,
        }
        target = address._replace(scheme="", netloc="").geturl()
        kept = {name: text for name, text in headers.items() if text}
        try:
            connection.request(method, target, call.body.encode(), kept)
            answer = connection.getresponse()
            named = {name.lower(): text for name, text in answer.getheaders()}
            return Answer(status=answer.status, headers=named, body=answer.read().decode())
        finally:
            connection.close()


class Built:
    """The program of `neighbour/main.go` with one version of opentelemetry-go."""

    def __init__(self, program: Path) -> None:
        self.name = program.name.replace("neighbour", "opentelemetry-go")
        self._program = program

    @property
    def version(self) -> tuple[int, ...]:
        """Such as (1, 24, 0)."""
        return tuple(map(int, self.name.rpartition("v")[2].split(".")))

    def reads(self, sent: Sequence[Mapping[str, str]]) -> list[Seen]:
        said = self._run("\n".join(json.dumps(dict(one)) for one in sent), "read")
        return [Seen(**json.loads(line)) for line in said.splitlines()]

    def calls(self, method: str, url: str, call: Call) -> Answer:
        said = json.loads(self._run(json.dumps(asdict(call)), "call", method, url + call.query))
        headers = {name.lower(): values[0] for name, values in said["headers"].items()}
        return Answer(status=said["status"], headers=headers, body=said["body"])

    def _run(self, text: str, *arguments: str) -> str:
        ended = subprocess.run(
            [self._program, *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def _by_rule(headers: Mapping[str, str]) -> Seen:
    found = _TRACEPARENT.match(headers.get("traceparent", ""))
    nothing = Seen(accepted=False, trace="0" * 32, span="0" * 16, flags="00", state="", baggage={})
    if found is None or int(found[4], 16) > _MOST_FLAGS:
        return nothing
    return Seen(
        accepted=True,
        trace=found[2],
        span=found[3],
        flags=f"{int(found[4], 16) & 1:02x}",
        state=headers.get("tracestate", ""),
        baggage=dict(
            part.strip().split("=", 1)
            for part in headers.get("baggage", "").split(",")
            if "=" in part
        ),
    )


BUILT = tuple(Built(program) for program in sorted(PEERS.glob("neighbour-v*[0-9]")))
NEIGHBOURS: tuple[Neighbour, ...] = (Ruled(), *BUILT)
"""All that tests run over: the rule is always there."""
