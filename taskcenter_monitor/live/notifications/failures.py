"""Reads in Alertmanager's log which notifications have failed, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.live.notifications.redirection import Probe

_ERROR = re.compile(r'\berr="((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_FAILED = re.compile(r"(?:^|[;\s])([^\s;]+)/(\w+)\[(\d+)\]: ")
_PREFACE = re.compile(r"notify retry canceled [a-z ]*after \d+ attempts: ")
_PLAIN = {"n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the message of a probe was not sent, in Alertmanager's own words."""

    probe: Probe
    reason: str


def failures(lines: Iterable[str], probes: Sequence[Probe]) -> Iterator[Failure]:
    """All failures in the log; one that is tried again and again is there several times."""
    known = {(probe.stand_in, probe.channel.integration, probe.position): probe for probe in probes}
    for line in lines:
        if '"Notify for alerts failed"' in line or '"Notify attempt failed' in line:
            for error in _ERROR.findall(line):
                yield from _named(_ESCAPE.sub(_unescaped, error), known)


def _named(error: str, known: Mapping[tuple[str, str, int], Probe]) -> Iterator[Failure]:
    """One error may speak of several integrations of a receiver."""
    pieces = _FAILED.split(error)
    for at in range(1, len(pieces), 4):
        receiver, integration, position, reason = pieces[at : at + 4]
        probe = known.get((receiver, integration, int(position)))
        if probe is not None:
            yield Failure(probe, _PREFACE.sub("", reason).strip(" ;\n"))


def _unescaped(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _PLAIN.get(escape, escape)
