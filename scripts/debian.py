"""Unpack packages of a Debian or Ubuntu release without root, without installing anything.

apt downloads and checks the signatures as the machine's own configuration says; dpkg-deb only
unpacks, so no maintainer script runs and no service starts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import TOOLS, UNFINISHED, SetupError, run, say

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence

# Read last by apt, so it is the user's configuration with these exceptions:
# - hooks after an update belong to the system's lists and fail without root
# - Contents, translations and icons are of no use here and are the larger part of a refresh
# - caches of parsed lists are larger than the lists and save less than a second
# - as root, apt would hand the download to a user that may not write here, and say so
EXCEPTIONS = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::Contents-deb;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::DEP-11-icons-small;
#clear Acquire::IndexTargets::deb::DEP-11-icons;
#clear Acquire::IndexTargets::deb::DEP-11-icons-hidpi;
#clear Acquire::IndexTargets::deb::CNF;
#clear Acquire::IndexTargets::deb-src;
Acquire::Languages "none";
Acquire::GzipIndexes "true";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "root";
"""


def is_available() -> bool:
    """Whether this system can download and unpack Debian packages."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-deb") is not None


def unpack(packages: Sequence[str], tools: Path = TOOLS) -> dict[str, Path]:
    """The unpacked tree of each of `packages`, fetched where it is not there yet.

    Raises SetupError with apt's own words when a package cannot be had.
    """
    trees = {package: tools / "packages" / package for package in packages}
    missing = [package for package, tree in trees.items() if not tree.is_dir()]
    if missing:
        with tempfile.TemporaryDirectory(dir=tools, prefix=UNFINISHED) as scratch:
            for package, archive in _download(missing, Path(scratch), tools / "apt").items():
                _unpack_one(archive, trees[package])
    return trees


def _download(packages: Sequence[str], scratch: Path, state: Path) -> dict[str, Path]:
    say(f"downloading {' and '.join(packages)} from this system's package sources")
    system = _apt_options(state)
    private = [*system, "-o", f"Dir::State::lists={state / 'lists'}"]
    if not (_try(packages, scratch, system) or _try(packages, scratch, private)):
        say("the package lists are missing or old; reading new ones into .tools/apt")
        # One source that does not answer makes this fail although the others are up to date.
        refresh = _apt(private, "update")
        attempt = _apt(private, "download", *packages, cwd=scratch)
        if attempt.returncode != 0:
            raise SetupError(_explain(packages, refresh.stderr + attempt.stderr))
    return {package: _archive(scratch, package) for package in packages}


def _try(packages: Sequence[str], scratch: Path, options: Sequence[str]) -> bool:
    return _apt(options, "download", *packages, cwd=scratch).returncode == 0


def _apt(
    options: Sequence[str], *arguments: str, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    return run(["apt-get", *options, "--quiet", *arguments], cwd=cwd, env=environment)


def _apt_options(state: Path) -> list[str]:
    """Options that keep every file apt writes below `state`."""
    for folder in ("cache/archives/partial", "lists/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    exceptions = state / "exceptions.conf"
    exceptions.write_text(EXCEPTIONS, encoding="utf-8")
    return ["-c", str(exceptions), "-o", f"Dir::Cache={state / 'cache'}"]


def _archive(scratch: Path, package: str) -> Path:
    found = sorted(scratch.glob(f"{package}_*.deb"))
    if not found:
        raise SetupError(f"apt-get downloaded no archive of the package {package}")
    return found[-1]


def _unpack_one(archive: Path, tree: Path) -> None:
    unpacked = archive.parent / f"{tree.name}-tree"
    result = run(["dpkg-deb", "--extract", archive, unpacked])
    if result.returncode != 0:
        raise SetupError(f"dpkg-deb cannot unpack {archive.name}: {result.stderr.strip()}")
    tree.parent.mkdir(exist_ok=True)
    unpacked.rename(tree)


def _explain(packages: Sequence[str], output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith(("E:", "W:"))]
    hint = "check the network and the package sources; on Ubuntu they are in `universe`"
    headline = f"apt-get cannot download {' and '.join(packages)} ({hint}); it says:"
    return "\n  ".join([headline, *(lines[-6:] or ["nothing at all"])])
