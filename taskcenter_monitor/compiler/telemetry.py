"""From the telemetry spec to the policy that services load."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir import telemetry as ir
from taskcenter_monitor.spec import telemetry as spec
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.objectives import parse_part


def compile_telemetry(project: Project) -> ir.Policy | None:
    """The policy; None where the project has none."""
    entry = project.telemetry
    if entry is None:
        return None
    written = entry.value
    return ir.Policy(
        levels=_levels(written.levels),
        queue=_queue(written.queue),
        aggregation=_aggregation(written.aggregation),
        sampling=_sampling(written.sampling),
        tracing=_tracing(written.tracing),
        redaction=_redaction(written.redaction, entry.origin.at("redaction")),
        origin=entry.origin,
    )


def _levels(written: spec.Levels) -> ir.Levels:
    return ir.Levels(
        default=written.default,
        components=tuple(written.components.items()),
        businesses=tuple(written.businesses.items()),
        users=tuple(written.users.items()),
    )


def _queue(written: spec.Queue) -> ir.Queue:
    return ir.Queue(
        limit=written.limit,
        reserve=written.reserve,
        debug=_number(written.drop_beyond.debug),
        info=_number(written.drop_beyond.info),
        warn=_number(written.drop_beyond.warn),
    )


def _aggregation(written: spec.Aggregation) -> ir.Aggregation:
    return ir.Aggregation(
        window=parse_duration(written.window),
        first=written.first,
        similarity=_number(written.similarity),
        groups=written.groups,
    )


def _sampling(written: spec.Sampling) -> ir.Sampling:
    return ir.Sampling(
        default=_number(written.default),
        debug=_number(written.debug),
        components=tuple((name, _number(part)) for name, part in written.components.items()),
    )


def _tracing(written: spec.Tracing) -> ir.Tracing:
    return ir.Tracing(
        ratio=_number(written.ratio),
        routes=tuple((name, _number(part)) for name, part in written.routes.items()),
    )


def _redaction(written: spec.Redaction | None, origin: Origin) -> ir.Redaction | None:
    if written is None:
        return None
    return ir.Redaction(
        keys=tuple(written.keys),
        plain=tuple(written.plain),
        mask=written.mask,
        patterns=tuple(
            _pattern(name, pattern, origin.at("patterns", name))
            for name, pattern in written.patterns.items()
        ),
    )


def _pattern(name: str, written: spec.RedactionPattern, origin: Origin) -> ir.Pattern:
    return ir.Pattern(
        name=name,
        match=written.match,
        replace=written.replace,
        words=tuple(written.words),
        digits=written.digits,
        checksum=written.checksum or "",
        examples=tuple(_examples(written.examples, origin.at("examples"))),
        origin=origin,
    )


def _examples(written: spec.RedactionExamples, origin: Origin) -> Iterator[ir.Example]:
    for text, after in written.hides.items():
        yield ir.Example(text=text, after=after, origin=origin.at("hides", text))
    for position, text in enumerate(written.keeps):
        yield ir.Example(text=text, after=text, origin=origin.at("keeps", position))


def _number(part: str) -> float:
    return float(parse_part(part))
