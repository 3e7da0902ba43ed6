"""Start pip for a virtual environment that has none, on a machine that may have none either.

Debian and Ubuntu split ensurepip into python3-venv; its wheel of pip is in python3-pip-whl.
"""

from __future__ import annotations

import importlib.util
import sysconfig
import zipfile
from pathlib import Path

import debian
from workbench import TOOLS, SetupError, say

DEBIAN_WHEELS = Path("usr/share/python-wheels")
# Where Debian's and Ubuntu's pip looks for certificates, instead of in itself.
DEBIAN_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# A minimal system has no package ca-certificates, and then that pip does not even start. It still
# carries the certificates of its upstream; those become the default. What the user's pip
# configuration says about certificates goes before any default.
START_WITH_CERTIFICATES = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from pip._vendor import certifi
certificates = sys.argv.pop(1)
certifi.where = lambda: certificates
from pip._internal.cli.main import main
sys.exit(main())
"""


def pip_command(python: Path) -> list[str]:
    """The command that runs pip for `python`, straight out of a wheel: nothing is installed.

    Not by ensurepip: on Python 3.11 that brings setuptools too, whose .pth file slows every start.
    """
    wheel = pip_wheel()
    if wheel.parent.match(f"*/{DEBIAN_WHEELS}") and not DEBIAN_CERTIFICATES.exists():
        certificates = certificates_of(wheel, TOOLS)
        return [str(python), "-c", START_WITH_CERTIFICATES, str(wheel), str(certificates)]
    return [str(python), str(wheel / "pip")]


def certificates_of(wheel: Path, tools: Path) -> Path:
    """The certificates that `wheel` of pip carries, as a file."""
    bundle = tools / "certificates.pem"
    with zipfile.ZipFile(wheel) as archive:
        bundle.write_bytes(archive.read("pip/_vendor/certifi/cacert.pem"))
    return bundle


def pip_wheel() -> Path:
    """The wheel of pip that belongs to this Python: on the machine, else fetched without root."""
    if wheels := [wheel for folder in wheel_folders() for wheel in wheels_in(folder)]:
        return wheels[0]
    if not debian.is_available():
        raise SetupError(
            "this Python has no ensurepip, so .venv would have no pip: install the package of "
            "your system that brings it (often python3-venv or python3-pip), then run make again."
        )
    say("this Python has no ensurepip: taking pip from the package python3-pip-whl")
    tree = debian.unpack(["python3-pip-whl"])["python3-pip-whl"]
    if wheels := wheels_in(tree / DEBIAN_WHEELS):
        return wheels[0]
    raise SetupError("the package python3-pip-whl holds no wheel of pip: install python3-venv.")


def wheel_folders() -> list[Path]:
    """Where wheels of pip may be: inside ensurepip, or where a distribution keeps them."""
    folders = [Path("/") / DEBIAN_WHEELS]
    if chosen := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        folders.insert(0, Path(chosen))
    if ensurepip := importlib.util.find_spec("ensurepip"):
        places = ensurepip.submodule_search_locations or []
        folders = [*(Path(place) / "_bundled" for place in places), *folders]
    return folders


def wheels_in(folder: Path) -> list[Path]:
    """The wheels of pip in `folder`; none when there is no such folder."""
    return sorted(folder.glob("pip-*.whl"))
