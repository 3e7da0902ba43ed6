"""Every Prometheus and Alertmanager, with promtool and amtool, that tests run over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import LOCAL_FOLDER, REQUIREMENTS, find

ROOT = Path(__file__).parents[1]
LATEST = ROOT / ".tools" / "latest" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """Where one version of each program is found; `search_path` has the form of PATH."""

    name: str
    search_path: str

    def tool(self, name: str) -> str:
        """The path of one of its programs."""
        return find(name, search_path=self.search_path)

    @property
    def environment(self) -> dict[str, str]:
        """Our environment, in which its programs go before all others."""
        return {**os.environ, "PATH": self.search_path}

    def runtime(self, jobs: int = 2, timeout: float = 120.0) -> Runtime:
        """What runs its programs."""
        return Runtime(environment=self.environment, jobs=jobs, timeout=timeout)


def _found() -> Iterator[Toolchain]:
    """The one that a user has, and the newest where `make tools-latest` has built it."""
    usual = os.pathsep.join((os.environ.get("PATH", os.defpath), str(ROOT / LOCAL_FOLDER)))
    yield Toolchain(name="distribution", search_path=usual)
    if all((LATEST / name).exists() for name in REQUIREMENTS):
        yield Toolchain(name="latest", search_path=os.pathsep.join((str(LATEST), usual)))


TOOLCHAINS = tuple(_found())
DISTRIBUTION = TOOLCHAINS[0]
