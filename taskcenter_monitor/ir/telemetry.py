"""What `telemetry/policy.json` is made of; the library that services import reads it."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Names of loggers, and ids of businesses and users, each with its level."""

    default: str
    components: Pairs
    businesses: Pairs
    users: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Limits in records; `debug`, `info` and `warn` are shares of `limit`, from 0 to 1."""

    limit: int
    reserve: int
    debug: float
    info: float
    warn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """Repeats within `window` seconds; `similarity` is from 0 to 1."""

    window: float
    first: int
    similarity: float
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Shares from 0 to 1."""

    default: float
    debug: float
    components: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """Shares from 0 to 1 of the traces that begin in a service."""

    ratio: float
    routes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text, and what must come out of it: the same, where nothing in it is to be hidden."""

    text: str
    after: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What is hidden; the examples are not part of the policy, only proven with it."""

    name: str
    match: str
    replace: str
    words: tuple[str, ...]
    digits: int
    checksum: str
    examples: tuple[Example, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Names of fields that are hidden whole and of those that are not searched, and patterns."""

    keys: tuple[str, ...]
    plain: tuple[str, ...]
    mask: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All of it; `origin` is the whole spec.

    Without a `redaction` of its own the one that the library brings along holds.
    """

    levels: Levels
    queue: Queue
    aggregation: Aggregation
    sampling: Sampling
    tracing: Tracing
    redaction: Redaction | None
    origin: Origin
