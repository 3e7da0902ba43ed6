"""Build the newest Prometheus and Alertmanager into .tools/latest/, where Go is there to do it.

A module is built as its own authors do, out of a copy with its own go.mod and go.sum, so that every
dependency has the version they chose. Go checks what it downloads, as this machine is configured.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench import TOOLS, UNFINISHED, SetupError, exit_code, one_at_a_time, run, say

LATEST = TOOLS / "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A module at a version, its commands, and folders that its build wants to find filled."""

    module: str
    version: str
    commands: tuple[str, ...]
    stubs: tuple[str, ...] = ()
    tags: str = ""


# The versions to test with. Prometheus 3.x has the module versions v0.3xx.
RELEASES = (
    Release(
        module="github.com/prometheus/prometheus",
        version="v0.316.0",
        commands=("promtool", "prometheus"),
        # The clients of every cloud are most of the build, and nothing here discovers targets.
        tags="remove_all_sd",
    ),
    Release(
        module="github.com/prometheus/alertmanager",
        version="v0.35.0",
        commands=("amtool", "alertmanager"),
        # The web interface is built apart and is not in the module; nobody looks at it here.
        stubs=("ui/app/dist/elm/index.html", "ui/app/dist/mantine/index.html"),
    ),
)


def main() -> None:
    """Raises SetupError with Go's own words when something cannot be built."""
    go = shutil.which("go")
    if go is None:
        say("there is no Go on PATH, so the newest Prometheus and Alertmanager are left out")
        return
    if all(map(is_built, RELEASES)):
        return
    with one_at_a_time():
        for release in RELEASES:
            if not is_built(release):
                build(release, go)


def is_built(release: Release) -> bool:
    """Whether its commands are there and were built exactly so."""
    stamp = _stamp(release)
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8") == _recipe(release)
        and all((LATEST / "bin" / command).is_file() for command in release.commands)
    )


def build(release: Release, go: str) -> None:
    """Build the commands of a release into `.tools/latest/bin`."""
    names = " and ".join(release.commands)
    say(f"building {names} {release.version} with Go; the first time takes minutes")
    (LATEST / "bin").mkdir(parents=True, exist_ok=True)
    _stamp(release).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS, prefix=UNFINISHED) as scratch:
        source, out = Path(scratch, "source"), Path(scratch, "bin")
        copy(download(release, go), source)
        for stub in release.stubs:
            (source / stub).parent.mkdir(parents=True, exist_ok=True)
            (source / stub).touch()
        compile_commands(release, go, source, out)
        for command in release.commands:
            (out / command).replace(LATEST / "bin" / command)
    _stamp(release).write_text(_recipe(release), encoding="utf-8")


def download(release: Release, go: str) -> Path:
    """The folder with the module's source, read-only and checked by Go."""
    # Outside of any module, so that no go.mod nearby has a say.
    answer = run(
        [go, "mod", "download", "-json", f"{release.module}@{release.version}"],
        cwd=TOOLS,
        env={**os.environ, "GOWORK": "off", "GO111MODULE": "on"},
    )
    try:
        said = json.loads(answer.stdout)
    except ValueError:
        said = {"Error": answer.stderr.strip()}
    if answer.returncode or "Error" in said:
        raise SetupError(f"Go cannot download {release.module}: {said.get('Error')}")
    return Path(said["Dir"])


def copy(source: Path, target: Path) -> None:
    """Copy a tree; unlike the module cache, the copy can be written and removed."""
    for folder, _, files in os.walk(source):
        into = target / Path(folder).relative_to(source)
        into.mkdir(parents=True)
        for name in files:
            shutil.copyfile(Path(folder, name), into / name)


def compile_commands(release: Release, go: str, source: Path, out: Path) -> None:
    """Build the commands in `source` into the folder `out`."""
    version = (source / "VERSION").read_text(encoding="utf-8").strip()
    stamped = f"-s -w -X github.com/prometheus/common/version.Version={version}"
    packages = [f"./cmd/{command}" for command in release.commands]
    options = ["-trimpath", "-buildvcs=false", f"-tags={release.tags}", f"-ldflags={stamped}"]
    attempt = run(
        [go, "build", *options, "-o", f"{out}/", *packages],
        cwd=source,
        env={**os.environ, "GOWORK": "off", "CGO_ENABLED": "0"},
    )
    if attempt.returncode:
        reason = "\n  ".join(attempt.stderr.strip().splitlines()[-10:])
        raise SetupError(f"Go cannot build {release.module}; it says:\n  {reason}")


def _stamp(release: Release) -> Path:
    return LATEST / f"{release.commands[0]}.built"


def _recipe(release: Release) -> str:
    """All that decides what is built: the release, and how this script builds."""
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{release.module} {release.version} {script}\n"


if __name__ == "__main__":
    sys.exit(exit_code(main))
