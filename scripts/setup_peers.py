"""Install what traces are tried with end to end, where it can be had: a collector, and Go.

Nothing is lost where one cannot: tests run over what is found. Neither is part of what we ship.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbench import ROOT, TOOLS, UNFINISHED, exit_code, one_at_a_time, run, say

RECIPES = ROOT / "tests" / "e2e"
COLLECTOR_LOCK = RECIPES / "collector.lock"
NEIGHBOUR = RECIPES / "neighbour"
PEERS = TOOLS / "peers"
COLLECTOR = PEERS / "collector"
PROGRAM = Path("rotel", "rotel-agent")
PYTHON = ROOT / ".venv" / "bin" / "python"
GO_SETTINGS = {"GOWORK": "off", "GO111MODULE": "on", "GOFLAGS": "-mod=readonly"}
"""Every module has the hash that lies beside the program; what is around has no say."""


def main() -> None:
    """Says what is left out, and why."""
    with one_at_a_time():
        PEERS.mkdir(exist_ok=True)
        install_collector()
        go = shutil.which("go")
        if go is None:
            say("there is no Go on PATH, so no service in Go is called end to end")
            return
        for version in versions():
            build_neighbour(version, go)


def versions() -> tuple[str, ...]:
    """Those of opentelemetry-go that there is a recipe for."""
    return tuple(sorted(recipe.stem for recipe in NEIGHBOUR.glob("v*.mod")))


def install_collector() -> None:
    """The collector of the lock file. It has wheels for some systems and Pythons, and no source."""
    recipe = fingerprint([COLLECTOR_LOCK], sys.version)
    if is_done(COLLECTOR, recipe):
        return
    say("installing a collector to send spans through")
    with tempfile.TemporaryDirectory(dir=TOOLS, prefix=UNFINISHED) as scratch:
        options = ("--quiet", "--no-input", "--no-user", "--disable-pip-version-check", "--no-deps")
        strict = ("--require-hashes", "--only-binary=:all:", "--pre", f"--target={scratch}")
        pip = (PYTHON, "-m", "pip", "install", "-r", COLLECTOR_LOCK)
        attempt = run([*pip, *options, *strict])
        program = Path(scratch, PROGRAM)
        if program.is_file():
            program.chmod(0o755)
            # A C library that is too old is noticed only now.
            attempt = run([program, "version"])
        if attempt.returncode or not program.is_file():
            leave_out("the collector", COLLECTOR, attempt.stderr or attempt.stdout)
            return
        keep(program, COLLECTOR, recipe)


def build_neighbour(version: str, go: str) -> None:
    """The program of `tests/e2e/neighbour`, with this version of opentelemetry-go."""
    target = PEERS / f"neighbour-{version}"
    sources = [NEIGHBOUR / "main.go", NEIGHBOUR / f"{version}.mod", NEIGHBOUR / f"{version}.sum"]
    recipe = fingerprint(sources, run([go, "version"]).stdout)
    if is_done(target, recipe):
        return
    say(f"building a neighbour with opentelemetry-go {version}")
    with tempfile.TemporaryDirectory(dir=TOOLS, prefix=UNFINISHED) as scratch:
        for source, name in zip(sources, ("main.go", "go.mod", "go.sum"), strict=True):
            shutil.copyfile(source, Path(scratch, name))
        command = [go, "build", "-trimpath", "-buildvcs=false", "-o", "neighbour", "."]
        attempt = run(
            command, cwd=Path(scratch), env={**os.environ, **GO_SETTINGS, "CGO_ENABLED": "0"}
        )
        if attempt.returncode:
            leave_out(f"opentelemetry-go {version}", target, attempt.stderr)
            return
        keep(Path(scratch, "neighbour"), target, recipe)


def fingerprint(recipes: list[Path], machine: str) -> str:
    """All that decides what is made."""
    digest = hashlib.sha256(machine.encode())
    for recipe in (*recipes, Path(__file__)):
        digest.update(recipe.read_bytes())
    return digest.hexdigest()


def is_done(target: Path, recipe: str) -> bool:
    """Whether the program is there and was made exactly so."""
    stamp = target.with_name(f"{target.name}.made")
    return target.is_file() and stamp.is_file() and stamp.read_text("utf-8") == recipe


def keep(program: Path, target: Path, recipe: str) -> None:
    """Puts a program that runs where tests look for it."""
    program.replace(target)
    target.with_name(f"{target.name}.made").write_text(recipe, "utf-8")


def leave_out(what: str, target: Path, words: str) -> None:
    """An older one would be tested instead of what the recipe names, so it goes."""
    target.unlink(missing_ok=True)
    say("\n  ".join((f"{what} is left out; it cannot be had here:", *last(words))))


def last(words: str) -> Iterator[str]:
    """The end of what a program said."""
    yield from words.strip().splitlines()[-3:] or ("no reason was given",)


if __name__ == "__main__":
    sys.exit(exit_code(main))
