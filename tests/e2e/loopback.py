"""The shipped specs, compiled, with every address replaced by one of loopback and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from taskcenter_monitor.emitters import emit
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.receivers import Receiver, Webhook
from taskcenter_monitor.ir.scrape import ScrapeJob
from taskcenter_monitor.pipeline import Compiled, compile_specs
from taskcenter_monitor.workspace.reading import read_specs, read_templates

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where everything is: `targets` by job, `others` for jobs that are not named there."""

    targets: Mapping[str, tuple[str, ...]]
    others: str
    alertmanager: str
    sink: str


def compiled() -> Compiled:
    """The shipped specs."""
    specs, templates = read_specs(str(ROOT / "specs")), read_templates(str(ROOT / "templates"))
    return compile_specs(specs, templates, None, lambda _: None, lambda _: None)


def configured(compiled: Compiled, addresses: Addresses) -> list[tuple[str, str]]:
    """Path and text of what Prometheus and Alertmanager are started with."""
    assert compiled.monitoring is not None, compiled.diagnostics
    monitoring = readdressed(compiled.monitoring, addresses)
    targets = ("prometheus", "rules", "alertmanager")
    artifacts = emit(monitoring, compiled.templates.render, targets)
    return [(artifact.path, artifact.text) for artifact in artifacts]


def readdressed(monitoring: Monitoring, addresses: Addresses) -> Monitoring:
    """Intervals, timeouts, groups, routes and inhibitions stay as they are."""
    prometheus, alertmanager = monitoring.prometheus, monitoring.alertmanager
    return replace(
        monitoring,
        prometheus=replace(
            prometheus,
            delivery=replace(prometheus.delivery, targets=(addresses.alertmanager,)),
            jobs=tuple(_job(job, addresses) for job in prometheus.jobs),
        ),
        alertmanager=replace(
            alertmanager,
            receivers=tuple(_receiver(one, addresses) for one in alertmanager.receivers),
        ),
    )


def _job(job: ScrapeJob, addresses: Addresses) -> ScrapeJob:
    targets = addresses.targets.get(job.name, (addresses.others,))
    return replace(job, targets=targets, credentials=None, scheme="http")


def _receiver(receiver: Receiver, addresses: Addresses) -> Receiver:
    """The same receiver, whose ways are one call of the sink."""
    if not receiver.integrations:
        return receiver
    hook = Webhook(
        url=f"{addresses.sink}/{receiver.name}",
        url_file="",
        credentials_file="",
        max_alerts=0,
        send_resolved=receiver.integrations[0].send_resolved,
    )
    return replace(receiver, integrations=(hook,))
