"""Make what `make test-browser` needs: npm's packages, the bundled page, a Chromium that starts.

With `--can` it only says whether there is a Node for it, by its exit code.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys

from workbench import ROOT, TOOLS, SetupError, exit_code, one_at_a_time, run, say

BROWSER = ROOT / "browser"
STAMP = BROWSER / "node_modules" / ".installed"
RECIPE = ("package.json", "package-lock.json", ".npmrc")
LEAST_NODE = (20, 11)


def main() -> None:
    """Raises SetupError when Node is missing, or when something cannot be had here."""
    node = find_node()
    with one_at_a_time(TOOLS):
        install(node)
        bundle(node)
        find_chromium(node)


def can() -> None:
    """Raises SetupError when there is no Node for it; sets up nothing."""
    find_node()


def find_node() -> str:
    """The path of a Node that is new enough, with npm beside it."""
    node = shutil.which("node")
    version = node_version(node) if node else None
    if node and version and version >= LEAST_NODE and shutil.which("npm"):
        return node
    found = f"Node {version[0]}.{version[1]}" if version else "none"
    without = " without npm" if version and version >= LEAST_NODE else ""
    raise SetupError(
        f"Node {LEAST_NODE[0]}.{LEAST_NODE[1]} or later with npm is needed to look at dashboards, "
        f"and PATH has {found}{without}; only `make test-browser` needs it"
    )


def node_version(node: str) -> tuple[int, int] | None:
    """The version of a Node, or None when it does not start."""
    found = re.match(r"v(\d+)\.(\d+)\.", run([node, "--version"]).stdout)
    return (int(found[1]), int(found[2])) if found else None


def install(node: str) -> None:
    """Install what the lock file names, unless that is what is there."""
    recipe = fingerprint(node)
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == recipe:
        return
    say("installing Grafana's libraries from npm; the first time takes a minute")
    attempt = run(["npm", "ci", "--no-progress"], cwd=BROWSER)
    if attempt.returncode:
        raise SetupError(f"npm ci failed in browser/; npm says:\n{ending(attempt.stderr)}")
    STAMP.write_text(recipe, encoding="utf-8")


def fingerprint(node: str) -> str:
    """All that decides what is installed: the files for npm, and whom it installs for."""
    digest = hashlib.sha256(f"{sys.platform} {os.uname().machine} {node_version(node)}".encode())
    for name in RECIPE:
        digest.update((BROWSER / name).read_bytes())
    return digest.hexdigest()


def bundle(node: str) -> None:
    """Bundle the page that draws dashboards; that takes a second or two."""
    attempt = run([node, "build.mjs"], cwd=BROWSER)
    if attempt.returncode:
        raise SetupError(f"the page cannot be bundled:\n{ending(attempt.stderr)}")


def find_chromium(node: str) -> None:
    """See that some Chromium starts; root on a Debian gets one installed for want of any."""
    attempt = run([node, "chromium.mjs"], cwd=BROWSER)
    if attempt.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        say("no Chromium starts here; installing the package chromium")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update"], env=quiet)
        run(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], env=quiet)
        attempt = run([node, "chromium.mjs"], cwd=BROWSER)
    if attempt.returncode:
        raise SetupError(
            f"{attempt.stderr.strip()}\ninstall one so that `chromium --version` runs, "
            "then run make again"
        )


def ending(text: str) -> str:
    """The last lines of what a program said, indented."""
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-10:])


if __name__ == "__main__":
    sys.exit(exit_code(can if sys.argv[1:] == ["--can"] else main))
