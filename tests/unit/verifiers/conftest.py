"""Stand-ins for tools, and the real ones."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers import tools
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from tests.toolchains import Toolchain

SEARCH_PATH = os.environ.get("PATH", os.defpath)

Script = Callable[..., str]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Makes a program out of lines of shell; gives its path."""

    def make(body: str, name: str = "tool", interpreter: str = "/bin/sh") -> str:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{interpreter}\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


@contextmanager
def stage(artifacts: Sequence[Artifact]) -> Iterator[str]:
    """Writes artifacts into a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        for artifact in artifacts:
            path = Path(folder, artifact.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artifact.text, encoding="utf-8")
        yield folder


@pytest.fixture
def fake(script: Script) -> Callable[[str, str], Bench]:
    """A bench with a tool that does what the shell lines say, whatever it is asked."""

    def make(name: str, body: str) -> Bench:
        tool = tools.Tool(name=name, path=script(body, name), version=(2, 42, 0))
        runtime = Runtime(environment={"PATH": SEARCH_PATH}, timeout=60)
        return Bench(tool=tool, runtime=runtime, stage=stage)

    return make


def real(name: str, toolchain: Toolchain) -> Bench:
    """A bench with the real tool."""
    runtime = toolchain.runtime()
    (tool,) = tools.identify({name: toolchain.tool(name)}, runtime)
    return Bench(tool=tool, runtime=runtime, stage=stage)


@pytest.fixture
def promtool(toolchain: Toolchain) -> Bench:
    return real("promtool", toolchain)


@pytest.fixture
def amtool(toolchain: Toolchain) -> Bench:
    return real("amtool", toolchain)
