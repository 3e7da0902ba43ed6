"""Writes `docker-compose.yml`, which starts the whole stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.emitters.contents import filled
from taskcenter_monitor.emitters.documents import yaml_document
from taskcenter_monitor.emitters.provisioning import doubled
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.stack import Container, Mount, Stack
from taskcenter_monitor.ir.templates import RenderTemplate

_LOGGING = {"driver": "json-file", "options": {"max-size": "20m", "max-file": "5"}}
_PROBED = {"interval": "30s", "timeout": "5s", "retries": 3, "start_period": "60s"}
_PATIENCE = "1m"
"""Time to write down what is in memory, before a container is killed."""


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields `docker-compose.yml`, where the specs describe a stack; origins are `service NAME`."""
    stack = monitoring.stack
    if stack is not None:
        yield Artifact(
            path="docker-compose.yml",
            text=yaml_document(doubled(_document(stack)), stack.origin.file),
            origin=stack.origin,
            origins=tuple((f"service {one.name}", one.origin) for one in stack.containers),
        )


def _document(stack: Stack) -> dict[str, Any]:
    volumes = [mount.source for one in stack.containers for mount in one.mounts if mount.is_volume]
    return {
        "name": project_name(stack),
        "services": {one.name: _service(one) for one in stack.containers},
        "networks": {"default": {"name": stack.network}},
        **filled(
            {
                "volumes": {name: {} for name in volumes},
                "secrets": {secret.name: {"file": secret.file} for secret in stack.secrets},
            }
        ),
    }


def project_name(stack: Stack) -> str:
    """What compose calls it all; volumes begin with it."""
    return f"{stack.service}-monitoring"


def _service(one: Container) -> dict[str, Any]:
    """Containers have the names of their services: that is how runbooks speak of them."""
    return {
        **filled(
            {
                "image": one.image,
                "build": _built(one),
                "container_name": one.name,
                "command": list(one.command),
                "environment": dict(one.environment),
                "secrets": [path.rpartition("/")[2] for path in dict.fromkeys(one.secrets)],
                "ports": list(one.ports),
                "volumes": [_mounted(mount) for mount in one.mounts],
                "pid": "host" if one.host_processes else "",
                "mem_limit": one.memory.lower(),
                "depends_on": list(one.waits_for),
            }
        ),
        "healthcheck": {"test": list(one.probe), **_PROBED},
        "restart": "unless-stopped",
        "stop_grace_period": _PATIENCE,
        "security_opt": ["no-new-privileges:true"],
        "logging": _LOGGING,
    }


def _built(one: Container) -> dict[str, str]:
    if one.build is not None:
        return dict(zip(("context", "dockerfile"), one.build, strict=True))
    return {"dockerfile_inline": one.dockerfile} if one.dockerfile else {}


def _mounted(mount: Mount) -> str:
    """Folders of the host are never written to."""
    if mount.is_volume:
        return f"{mount.source}:{mount.target}"
    return f"{mount.source}:{mount.target}:ro{',rslave' if mount.follows else ''}"
