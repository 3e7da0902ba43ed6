"""The deployment guide, one page a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.emitters.compose import project_name
from taskcenter_monitor.emitters.documents import header
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.stack import Container, Stack
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import DATA_SOURCE_UIDS


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:
    """Yields `docs/DEPLOYMENT.md` in the first language, and `docs/DEPLOYMENT.<language>.md`."""
    stack = monitoring.stack
    if stack is None:
        return
    for language in stack.languages:
        yield Artifact(
            path=page(stack, language),
            text=render(
                f"deployment.{language}.md.j2",
                {**_variables(stack, language), "has_policy": monitoring.telemetry is not None},
            ),
            origin=stack.origin,
        )


def page(stack: Stack, language: str) -> str:
    """The page in a language."""
    is_first = language == stack.languages[0]
    return f"docs/DEPLOYMENT{'' if is_first else f'.{language}'}.md"


def _variables(stack: Stack, language: str) -> dict[str, Any]:
    """What the template may use: texts and rows of them."""
    sources, links = stack.sources, stack.sources.links
    others = [one for one in stack.languages if one != language]
    return {
        "note": header(stack.origin.file).removeprefix("# "),
        "title": stack.title,
        "service": stack.service,
        "pages": [(one, page(stack, one).removeprefix("docs/")) for one in others],
        "network": stack.network,
        "containers": [_row(one) for one in stack.containers],
        "project": project_name(stack),
        "alertmanagers": [
            one.name for one in stack.containers if "alertmanager" in one.origin.path
        ],
        "secrets": [(one.name, one.file, ", ".join(one.readers)) for one in stack.secrets],
        "folder": stack.secrets[0].file.rpartition("/")[0] if stack.secrets else "",
        "addresses": stack.addresses,
        "kept": (stack.metrics_kept, stack.logs_kept, stack.traces_kept),
        "links": dict(stack.links),
        "reload": stack.reload,
        "has_dashboards": stack.has_dashboards,
        "uids": dict(DATA_SOURCE_UIDS),
        "label": links.log_label,
        "attribute": links.attribute,
        "metric_label": links.metric_label,
        "exemplar_label": links.exemplar_label,
        "pattern": links.pattern.replace("|", "\\|"),  # within a table
        "queries": [(query.title, query.series) for query in links.queries],
        "interval": sources.interval,
    }


def _row(one: Container) -> tuple[str, str, str, str, str]:
    """Name, image, ports, volumes and limit of a container, as a table shows them."""
    volumes = [mount.source for mount in one.mounts if mount.is_volume]
    return (
        one.name,
        _image(one),
        ", ".join(f"`{port}`" for port in one.ports) or "-",
        ", ".join(f"`{volume}`" for volume in volumes) or "-",
        one.memory or "-",
    )


def _image(one: Container) -> str:
    """The image, what it is made from, or the file that tells how."""
    if one.build is not None:
        return one.build[1]
    first = (line.split()[1] for line in one.dockerfile.splitlines() if line.startswith("FROM "))
    return one.image or next(first, "")
