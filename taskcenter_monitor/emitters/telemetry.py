"""Writes `telemetry/policy.json`, which services load and hold themselves to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.documents import json_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.telemetry import Pattern, Policy, Queue, Redaction
from taskcenter_monitor.ir.templates import RenderTemplate

VERSION = 1
"""Of the schema, as the library knows it."""
_SECTIONS = ("levels", "queue", "aggregation", "sampling", "tracing", "redaction")


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields `telemetry/policy.json`, where the specs have a policy.

    Origins are named by JSON paths, as the library names them: `$.levels` and the other sections,
    and `$.redaction.patterns[N]`, counted from 0.
    """
    policy = monitoring.telemetry
    if policy is not None:
        yield Artifact(
            path="telemetry/policy.json",
            text=policy_text(policy),
            origin=policy.origin,
            origins=tuple(_origins(policy)),
        )


def policy_text(policy: Policy) -> str:
    """The text of the file."""
    return json_document(_document(policy))


def _origins(policy: Policy) -> Iterator[tuple[str, Origin]]:
    for section in _SECTIONS:
        yield f"$.{section}", policy.origin.at(section)
    for position, pattern in enumerate(policy.redaction.patterns if policy.redaction else ()):
        yield f"$.redaction.patterns[{position}]", pattern.origin


def _document(policy: Policy) -> dict[str, Any]:
    """Every key, so that whoever reads the file sees all that holds.

    Only a redaction that the spec leaves out is left out here too: then that of the library holds.
    There are no overrides, of levels or of the ratio of traces: those are set while services run,
    for a while.
    """
    levels = policy.levels
    return {
        "version": VERSION,
        "levels": {
            "default": levels.default,
            "components": dict(levels.components),
            "businesses": dict(levels.businesses),
            "users": dict(levels.users),
        },
        "overrides": [],
        "queue": _queue(policy.queue),
        "aggregation": asdict(policy.aggregation),
        "sampling": {**asdict(policy.sampling), "components": dict(policy.sampling.components)},
        "tracing": {"ratio": policy.tracing.ratio, "routes": dict(policy.tracing.routes)},
        **({"redaction": _redaction(policy.redaction)} if policy.redaction else {}),
    }


def _queue(queue: Queue) -> dict[str, Any]:
    return {
        "limit": queue.limit,
        "reserve": queue.reserve,
        "drop_beyond": {"debug": queue.debug, "info": queue.info, "warn": queue.warn},
    }


def _redaction(redaction: Redaction) -> dict[str, Any]:
    return {
        "keys": list(redaction.keys),
        "plain": list(redaction.plain),
        "mask": redaction.mask,
        "patterns": [_pattern(pattern) for pattern in redaction.patterns],
    }


def _pattern(pattern: Pattern) -> dict[str, Any]:
    return {
        "name": pattern.name,
        "match": pattern.match,
        "replace": pattern.replace,
        "words": list(pattern.words),
        "digits": pattern.digits,
        "checksum": pattern.checksum,
    }
