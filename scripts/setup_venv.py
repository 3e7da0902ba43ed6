"""Make .venv: what requirements.lock pins, and tcmon itself as an editable install.

A second run with the same inputs does nothing. Needs no pip, no ensurepip and no root.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

import bootstrap
from workbench import ROOT, TOOLS, UNFINISHED, SetupError, exit_code, one_at_a_time, run, say

VENV = ROOT / ".venv"
LOCK = "requirements.lock"
# Whatever is installed follows from these files, this interpreter and this place on disk.
INPUTS = ("pyproject.toml", LOCK)
MARK = "made-by-setup"


def main() -> None:
    """Raises SetupError when the environment cannot be made on this machine."""
    wanted = fingerprint(ROOT)
    if is_current(VENV, wanted):
        return
    with one_at_a_time():
        if not is_current(VENV, wanted):
            discard(VENV)
            make(VENV, wanted)


def fingerprint(root: Path) -> str:
    """A digest of all that decides what the finished environment holds."""
    digest = hashlib.sha256(f"{sys.version}\0{sys.executable}\0{root}".encode())
    for name in INPUTS:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_current(venv: Path, wanted: str) -> bool:
    """Whether `venv` was finished from exactly these inputs and its interpreter is still there."""
    mark = venv / MARK
    return (
        mark.is_file()
        and mark.read_text(encoding="utf-8") == wanted
        and (venv / "bin/python").exists()
    )


def discard(venv: Path) -> None:
    """Remove an environment that set-up made; one that somebody else made is never touched."""
    if not venv.exists():
        return
    if not (venv / MARK).is_file():
        raise SetupError(
            f"{venv.name} was not made by `make`: move it away, or remove it with `make clean`."
        )
    # Renamed first, so that an interrupted removal leaves no environment without its mark.
    trash = tempfile.mkdtemp(dir=TOOLS, prefix=UNFINISHED)
    venv.rename(Path(trash) / venv.name)
    shutil.rmtree(trash, ignore_errors=True)


def make(venv: Path, wanted: str) -> None:
    """Make the environment; its mark holds `wanted` only once everything is installed."""
    say(f"making .venv with Python {sys.version.split()[0]}")
    venv.mkdir()
    mark = venv / MARK
    mark.write_text("unfinished", encoding="utf-8")
    created = run([sys.executable, "-m", "venv", "--without-pip", venv])
    if created.returncode != 0:
        raise SetupError(f"python3 -m venv failed: {created.stderr.strip()}")
    python = venv / "bin/python"
    say(f"installing what {LOCK} pins")
    install(bootstrap.pip_command(python), "--require-hashes", "--requirement", str(ROOT / LOCK))
    # pip itself is pinned as well, and from here on it is the one in .venv.
    pip = [str(python), "-m", "pip"]
    install(pip, "--no-build-isolation", "--editable", str(ROOT))
    mark.write_text(wanted, encoding="utf-8")
    say(".venv is ready")


def install(pip: list[str], *arguments: str) -> None:
    """`pip install` without dependency resolution: the lock file has done that already."""
    # `user = true` in somebody's pip configuration means other installs than this one.
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--no-user"]
    installed = run([*pip, "install", *options, *arguments])
    if installed.returncode != 0:
        raise SetupError(f"pip cannot install {arguments[-1]}; it says:\n{installed.stderr}")


if __name__ == "__main__":
    sys.exit(exit_code(main))
