"""Whether the specs hold secrets, and Alertmanager can read the files that do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.credentials import in_prose, in_value
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.alerts import Alert
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.slos import SloEntry
from taskcenter_monitor.vocabulary.versions import (
    alertmanager_lacks,
    parse_version,
    version_text,
)

_NAMING = frozenset(
    ("external_labels", "labels", "targets", "matchers", "source", "target", "image", "examples")
)
"""Keys below which names stand, of clusters and hosts for instance, that may well look random."""

Steps = tuple[str | int, ...]
"""The keys that lead to a value."""

_NATIVE = {
    "wecom": "webhook_configs",
    "dingtalk": "webhook_configs",
    "feishu": "webhook_configs",
    "webhook": "webhook_configs",
    "deadman": "webhook_configs",
    "email": "email_configs",
    "slack": "slack_configs",
    "pagerduty": "pagerduty_configs",
    "wecom_app": "wechat_configs",
    "discord": "discord_configs",
    "teams": "msteamsv2_configs",
}
"""Our receivers to what they are called in `alertmanager.yml`."""


def inline(project: Project) -> Iterator[Finding]:
    """Secrets among the values and the texts."""
    optional = (project.stack,) if project.stack is not None else ()
    for entry in (project.service, project.routing, project.scrape, *optional):
        for steps, text in _values(entry.value.model_dump(by_alias=True, exclude_none=True), ()):
            kind = in_prose(text) if _NAMING.intersection(steps) else in_value(_key(steps), text)
            yield from _found(kind, entry.origin.at(*steps))
    for metric in project.catalogue.metrics.values():
        yield from _found(in_prose(metric.value.help), metric.origin.at("help"))
    for signal in project.signals.values():
        if isinstance(signal.value, Expression):
            kind = in_prose(signal.value.expression)
            yield from _found(kind, signal.origin.at("expression"))
    for owner in project.alerting:
        yield from _in_texts(owner)


def file_version(project: Project) -> Iterator[Finding]:
    """Keys for the file of a secret that the named Alertmanager does not know."""
    named = project.service.value.versions.alertmanager
    version = parse_version(named)
    for name, integrations in project.routing.value.receivers.items():
        for position, integration in enumerate(integrations):
            place = project.routing.origin.at("receivers", name, position, integration.kind)
            for key, value in integration.settings:
                native = f"{_NATIVE.get(integration.kind, '')}.{key}"
                since = alertmanager_lacks(native, version) if key.endswith("_file") else None
                if since is not None and value is not None:
                    yield Finding(
                        place.at_key(key),
                        f"Alertmanager {named} does not know {native};"
                        f" {version_text(since)} is the first that does",
                        "name a newer version in service.yaml, or another kind of receiver",
                    )


def _found(kind: str, place: Origin) -> Iterator[Finding]:
    if kind:
        yield Finding(
            place,
            f"here stands a secret: {kind}",
            "put it into a file in /run/secrets and name that with a *_file key",
        )


def _in_texts(owner: AlertEntry | SloEntry) -> Iterator[Finding]:
    """Almost nobody has anything to find, so all texts of an alert are looked at together first."""
    texts = _texts(owner)
    if in_prose("\n".join([text for _, text in texts])):
        for steps, text in texts:
            yield from _found(in_prose(text), owner.origin.at(*steps))


def _texts(owner: AlertEntry | SloEntry) -> list[tuple[Steps, str]]:
    """The texts of an alert or an SLO; only alerts have summaries."""
    both = {"description": owner.value.description, "runbook": owner.value.runbook}
    if isinstance(owner.value, Alert) and owner.value.summary is not None:
        both["summary"] = owner.value.summary
    return [
        ((key, language), words)
        for key, text in both.items()
        for language, words in (("zh", text.zh), ("en", text.en))
    ]


def _values(
    data: object, steps: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text below some data, with the steps that lead to it."""
    if isinstance(data, str):
        yield steps, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _values(value, (*steps, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _values(value, (*steps, position))


def _key(steps: Steps) -> str:
    """The nearest key above a value."""
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


CHECKS: tuple[Check, ...] = (
    Check(
        id="secrets/inline",
        why="Whoever can read the repository, or its history, can use a secret that stands in it.",
        run=inline,
    ),
    Check(
        id="secrets/file-version",
        why="Alertmanager refuses the whole file over one key that it does not know.",
        run=file_version,
    ),
)
