"""A real Alertmanager for a compiled configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from taskcenter_monitor.emitters.alertmanager import configuration
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.workspace.staging import staged


@contextmanager
def written(config: AlertmanagerConfig) -> Iterator[str]:
    """The folder of a configuration, as `prove_routes` wants it."""
    artifact = configuration(config)
    with staged([(artifact.path, artifact.text)]) as folder:
        yield str(Path(folder, artifact.path).parent)
