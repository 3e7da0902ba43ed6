"""Make the tools and servers available: from PATH, else out of Debian packages into .tools/."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

import debian
import relocation
from workbench import TOOLS, SetupError, exit_code, one_at_a_time, run, say

# What is needed, and the Debian package that has it. Newer releases split a tool into a package of
# its own name: promtool since Debian 13.
PACKAGES = {
    "promtool": "prometheus",
    "amtool": "prometheus-alertmanager",
    "prometheus": "prometheus",
    "alertmanager": "prometheus-alertmanager",
}
# The server that Debian gives another name, and where the copy lies that starts without root.
ALERTMANAGER = "prometheus-alertmanager"
STARTABLE = "alertmanager-unpacked"
BIN = "usr/bin"
BY_SYSTEM = {
    "darwin": "brew install prometheus alertmanager",
    "alpine": "apk add prometheus alertmanager",
    "arch": "pacman -S prometheus alertmanager",
    "fedora": "dnf install golang-github-prometheus golang-github-prometheus-alertmanager",
    "suse": "zypper install golang-github-prometheus-prometheus "
    "golang-github-prometheus-alertmanager",
}
RELEASES = (
    "unpack the release archives of Prometheus and Alertmanager (https://prometheus.io/download/) "
    "and put their folders on PATH"
)


def main() -> None:
    """Raises SetupError when a tool is missing and this system offers no way to fetch it."""
    bin_folder = TOOLS / "bin"
    if not missing_tools(bin_folder) and is_startable(bin_folder):
        return
    with one_at_a_time():
        missing = missing_tools(bin_folder)
        if missing and not debian.is_available():
            raise SetupError(advice(missing, system_family()))
        if missing:
            fetch(missing, bin_folder)
        make_startable(bin_folder)


def missing_tools(bin_folder: Path) -> list[str]:
    """The tools that start neither from PATH nor from `bin_folder`."""
    return [tool for tool in PACKAGES if not _starts_somewhere(tool, bin_folder)]


def _starts_somewhere(tool: str, bin_folder: Path) -> bool:
    folders = [folder for folder in os.get_exec_path() if Path(folder) != bin_folder]
    found = [shutil.which(name, path=os.pathsep.join(folders)) for name in names(tool)]
    return any(starts(program) for program in (*found, bin_folder / tool) if program)


def names(tool: str) -> tuple[str, ...]:
    """What the program of a tool is called; Debian gives a server the name of its package."""
    return (tool, ALERTMANAGER) if tool == "alertmanager" else (tool,)


def starts(program: str | Path) -> bool:
    """Whether `program --version` runs: a file may be there for another machine or cut short."""
    return run([program, "--version"]).returncode == 0


def fetch(tools: list[str], bin_folder: Path) -> None:
    """Unpack the packages of `tools` and link their programs into `bin_folder`."""
    store = bin_folder.parent
    for package in {*tools, *(PACKAGES[tool] for tool in tools)}:
        # What is there and does not start is of an older try or another machine.
        shutil.rmtree(store / "packages" / package, ignore_errors=True)
    trees = debian.unpack(sorted({PACKAGES[tool] for tool in tools}), store)
    split = [tool for tool in tools if not program_of(tool, trees[PACKAGES[tool]])]
    trees |= debian.unpack(split, store)
    bin_folder.mkdir(exist_ok=True)
    for tool in PACKAGES:
        for tree in trees.values():
            program = program_of(tool, tree)
            if program:
                link(bin_folder / tool, program)
    for tool in tools:
        announce(bin_folder / tool)


def program_of(tool: str, tree: Path) -> Path | None:
    """The tool in the tree of a package, under its own name or that of its package."""
    places = [tree / BIN / name for name in names(tool)]
    return next((place for place in places if place.exists()), None)


def is_startable(bin_folder: Path) -> bool:
    """Whether nothing has to be done for an unpacked Alertmanager to start as a server."""
    return (bin_folder / "alertmanager").resolve().name != ALERTMANAGER


def make_startable(bin_folder: Path) -> None:
    """See relocation: `--version` runs without templates, the server does not."""
    if is_startable(bin_folder):
        return
    program = (bin_folder / "alertmanager").resolve()
    fit = relocation.startable(program, program.with_name(STARTABLE))
    if fit != program:
        link(bin_folder / "alertmanager", fit)


def announce(program: Path) -> None:
    """Say which version was unpacked, or raise SetupError with what keeps it from starting."""
    attempt = run([program, "--version"])
    if attempt.returncode != 0:
        reason = attempt.stderr.strip() or f"exit code {attempt.returncode}"
        raise SetupError(f"{program.name} was unpacked but does not start here: {reason}")
    name, _, version = attempt.stdout.partition(", version ")
    say(f"unpacked {name} {version.partition(' ')[0]} into .tools/")


def link(name: Path, program: Path) -> None:
    """Let the symlink `name` point at `program`, relatively: the folder may be moved."""
    fresh = name.with_name(f".{name.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(program, name.parent))
    fresh.replace(name)


def system_family() -> str:
    """A key of BY_SYSTEM, or an empty string for a system nobody has asked for yet."""
    if sys.platform == "darwin":
        return "darwin"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    words = [release.get("ID", ""), *release.get("ID_LIKE", "").split(), ""]
    return next((word for word in words if word in BY_SYSTEM), "")


def advice(missing: list[str], family: str) -> str:
    """How to get the missing tools on a system without apt."""
    ways = [BY_SYSTEM[family]] if family in BY_SYSTEM else []
    return (
        f"{' and '.join(missing)} not found on PATH, and this system has no apt-get to fetch "
        f"them with: {', or '.join([*ways, RELEASES])}; then run make again."
    )


if __name__ == "__main__":
    sys.exit(exit_code(main))
