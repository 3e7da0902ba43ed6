"""Has the real Alertmanager send everything to sinks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.launches import alertmanager, prometheus
from taskcenter_monitor.live.notifications.exchange import Exchange, Exchanged
from taskcenter_monitor.live.notifications.failures import Failure
from taskcenter_monitor.live.notifications.inbox import Inbox
from taskcenter_monitor.live.notifications.material import Material
from taskcenter_monitor.live.notifications.redirection import Probe, probes, redirected, secrets
from taskcenter_monitor.live.notifications.sample_rules import rendered, sampling
from taskcenter_monitor.live.notifications.sinks import sinks
from taskcenter_monitor.live.notifications.situations import EACH, Sample, situations
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.workspace.staging import staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel was sent, while alerts fire or once they are `resolved`.

    `fields` are what people, or a bridge, read; `raw` is all of it.
    """

    probe: Probe
    resolved: bool
    fields: Pairs
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """All that has come of it.

    `annotations` are the texts of each sample, by its labels. `missing` are probes that neither
    failed nor got all their messages; True for the one at the end. `version` is Alertmanager's.
    """

    probes: tuple[Probe, ...]
    samples: tuple[Sample, ...]
    annotations: Mapping[Pairs, Pairs]
    messages: tuple[Message, ...]
    failures: tuple[Failure, ...]
    missing: tuple[tuple[Probe, bool], ...]
    version: str


def render(material: Material, runtime: Runtime) -> Rendered:
    """Every message of every receiver in every situation. Raises EnvironmentFault."""
    monitoring = material.monitoring
    shapes = situations(monitoring)
    samples = tuple({sample.labels: sample for one in shapes for sample in one.samples}.values())
    found = probes(monitoring.alertmanager.receivers, shapes)
    annotations = _annotations(material, samples, runtime)
    inbox = Inbox()
    with ExitStack() as stack:
        sink = stack.enter_context(sinks(inbox))
        folder = stack.enter_context(staged(secrets(found, sink)))
        config = redirected(monitoring.alertmanager, found, sink, folder)
        sending = replace(monitoring, alertmanager=config)
        folder = stack.enter_context(_staged(material, sending, "alertmanager"))
        launch = alertmanager(f"{folder}/alertmanager", runtime)
        (server,) = stack.enter_context(running([launch], runtime))
        exchanged = Exchange(server, inbox, found).run(shapes, annotations)
    return Rendered(
        probes=found,
        samples=samples,
        annotations=annotations,
        messages=tuple(_messages(exchanged, found)),
        failures=exchanged.failures,
        missing=exchanged.missing,
        version=exchanged.version,
    )


def _annotations(
    material: Material, samples: Sequence[Sample], runtime: Runtime
) -> Mapping[Pairs, Pairs]:
    """By a Prometheus that is gone again before the messages are sent: it never rests."""
    writing = sampling(material.monitoring, samples)
    with _staged(material, writing, "prometheus", "rules") as folder:
        launch = prometheus(f"{folder}/prometheus", runtime)
        with running([launch], runtime) as (server,), Prometheus(server.url) as client:
            return rendered(client, samples)


def _staged(
    material: Material, monitoring: Monitoring, *targets: str
) -> AbstractContextManager[str]:
    artifacts = material.emit(monitoring, targets)
    return staged((artifact.path, artifact.text) for artifact in artifacts)


def _messages(exchanged: Exchanged, found: Sequence[Probe]) -> Iterator[Message]:
    """Every message; where a group grew while it was sent, the last one is the whole.

    Newer Alertmanagers send what a template had written before it failed: nobody can rely on that.
    """
    failed = {failure.probe.number for failure in exchanged.failures}
    for resolved, bodies in ((False, exchanged.firing), (True, exchanged.resolved)):
        for number in sorted(bodies.keys() - failed):
            probe = found[number]
            whole = bodies[number] if probe.situation.name == EACH else bodies[number][-1:]
            for body in whole:
                yield _message(probe, resolved, body)


def _message(probe: Probe, resolved: bool, body: bytes) -> Message:
    """Read, and with the receiver's own name where it speaks of it."""
    fields = probe.channel.read(body)
    own = probe.receiver.name
    return Message(
        probe=probe,
        resolved=resolved,
        fields=tuple((name, text.replace(probe.stand_in, own)) for name, text in fields),
        raw=body,
    )
