"""Remembers what a build was made from, so that a build with nothing to do ends at once.

Contents decide and never times: a clone gives every file a new one. The memory is a small file in
`.tcmon/` next to the output, which no repository keeps; without it the build is simply done.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping

from taskcenter_monitor.workspace.manifest import MANIFEST, digest, generated, listed
from taskcenter_monitor.workspace.writing import STAGE

FOLDER = ".tcmon"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def inputs_digest(parts: Iterable[Mapping[str, bytes]], options: Iterable[str]) -> str:
    """A digest of everything that a build depends on.

    That is the files given, the options, the compiler's own code, and the versions of Python and
    of what is installed beside it.
    """
    total = hashlib.sha256()
    for text in (*options, sys.version, *_installed()):
        total.update(text.encode("utf-8", "surrogateescape") + b"\0")
    for files in (*parts, _code()):
        for path in sorted(files):
            content = files[path]
            total.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return total.hexdigest()


def is_idle(output: str, inputs: str) -> bool:
    """Whether `output` is, byte for byte, what a build from these inputs has written."""
    try:
        with open(_memory(output), encoding="ascii") as file:
            remembered = file.read().split()
        with open(os.path.join(output, MANIFEST), "rb") as file:
            manifest = digest(file.read())
        return remembered == [inputs, manifest] and _is_intact(output, listed(output))
    except (OSError, UnicodeError):
        return False


def remember(output: str, inputs: str) -> None:
    """Notes that `output` was built from these inputs; where that cannot be, nothing is noted."""
    memory = _memory(output)
    folder = os.path.dirname(memory)
    try:
        with open(os.path.join(output, MANIFEST), "rb") as file:
            text = f"{inputs}\n{digest(file.read())}\n"
        os.makedirs(folder, exist_ok=True)
        for path, content in ((os.path.join(folder, ".gitignore"), "*\n"), (memory, text)):
            temporary = f"{path}.{os.getpid()}"
            with open(temporary, "w", encoding="ascii") as file:
                file.write(content)
            os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(f"{memory}.{os.getpid()}")


def _memory(output: str) -> str:
    real = os.path.realpath(output)
    return os.path.join(os.path.dirname(real), FOLDER, f"{os.path.basename(real)}.state")


def _is_intact(output: str, files: Mapping[str, str]) -> bool:
    """Whether the folder holds the files of its manifest, unchanged, and no strays."""
    if any(name.startswith(STAGE) for name in os.listdir(output)):
        return False
    if any(path not in files for path in generated(output, (*files, MANIFEST))):
        return False
    return all(_digest_of(os.path.join(output, path)) == sha for path, sha in files.items())


def _digest_of(path: str) -> str:
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        return digest(file.read())


def _code() -> dict[str, bytes]:
    code = {}
    for here, folders, names in os.walk(_PACKAGE):
        folders[:] = [name for name in folders if name not in ("__pycache__", "_defaults")]
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(here, name)
                with open(path, "rb") as file:
                    code[os.path.relpath(path, _PACKAGE)] = file.read()
    return code


def _installed() -> list[str]:
    """Names with versions of the installed distributions, as their folders tell them."""
    found = []
    for folder in dict.fromkeys(sys.path):
        if folder.endswith("site-packages") and os.path.isdir(folder):
            found += [name for name in os.listdir(folder) if name.endswith(".dist-info")]
    return sorted(found)
