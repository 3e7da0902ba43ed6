"""The real command, in a process of its own, on a copy of the frozen specs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.frozen import FROZEN
from tests.toolchains import DISTRIBUTION, Toolchain

ROOT = Path(__file__).parents[2]
TCMON = Path(sys.executable).with_name("tcmon")

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with a copy of the frozen specs, to be edited."""
    shutil.copytree(FROZEN, tmp_path / "specs")
    return tmp_path


@pytest.fixture(scope="session")
def frozen_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the frozen specs, made once and only ever copied."""
    folder = tmp_path_factory.mktemp("frozen")
    shutil.copytree(FROZEN, folder / "specs")
    subprocess.run(
        [TCMON, "build"],
        cwd=folder,
        env=DISTRIBUTION.environment,
        capture_output=True,
        timeout=400,
        check=True,
    )
    return folder / "build"


@pytest.fixture
def built(workplace: Path, frozen_build: Path) -> Path:
    """The folder with the frozen specs, after a build: for tests of what comes after it."""
    shutil.copytree(frozen_build, workplace / "build")
    return workplace


@pytest.fixture
def shipped(workplace: Path) -> Path:
    """The same folder, for tests that are about the specs that we ship."""
    shutil.rmtree(workplace / "specs")
    shutil.copytree(ROOT / "specs", workplace / "specs")
    return workplace


@pytest.fixture
def tcmon(request: pytest.FixtureRequest, workplace: Path) -> Tcmon:
    """Runs the command there: with the toolchain of the test, else with that of the system."""
    chosen: Toolchain = DISTRIBUTION
    if "toolchain" in request.fixturenames:
        chosen = request.getfixturevalue("toolchain")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TCMON, *arguments],
            cwd=workplace,
            env={**chosen.environment, **environment},
            capture_output=True,
            text=True,
            # The tests of every kind keep both cores busy for more than a minute, beside others.
            timeout=400,
            check=False,
        )

    return run
