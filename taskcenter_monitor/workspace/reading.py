"""Finds and reads what people write: specs and templates."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.workspace.manifest import digest

SPECS = "specs"
TEMPLATES = "templates"
MOST_BYTES = 64 * 1024 * 1024
"""How much of a file is read at most; the reader refuses far smaller ones already."""

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Files(Mapping[str, bytes]):
    """Files by a name of their own, read whenever one is asked for.

    The specs of a large project are not kept in memory: they are read once to see whether there is
    anything to do, and once more to do it. That a file stays the same meanwhile is made sure of.
    """

    def __init__(self, paths: Mapping[str, str]) -> None:
        self.paths = paths
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> bytes:
        """The content of a file. Raises EnvironmentFault."""
        path = self.paths[name]
        content = _content(path)
        now = digest(content)
        if self._digests.setdefault(name, now) != now:
            raise EnvironmentFault(f"{path} was changed while it was read; run the command again")
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a folder: path relative to it, with forward slashes, to content.

    `diagnostics` has what may not be read; their places are named `<name>/<relative path>`.
    """

    name: str
    files: Files
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that may not be read, relative to the folder."""
        files = (one.place.file for one in self.diagnostics if isinstance(one.place, Origin))
        return tuple(file.removeprefix(f"{self.name}/") for file in files)


def carried(name: str) -> str:
    """The folder of default specs or templates that came with the package."""
    installed = os.path.join(_HERE, "_defaults", name)
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(_HERE), name)


def compiled_templates() -> str:
    """The folder for compiled templates, beside the compiled modules; "" where there is none."""
    folder = os.path.join(_HERE, "__pycache__")
    return "" if sys.dont_write_bytecode or not os.access(folder, os.W_OK) else folder


def read_specs(folder: str) -> Folder:
    """All YAML files of a specs folder. Raises UsageFault or EnvironmentFault."""
    if not os.path.isdir(folder):
        raise UsageFault(
            f"there is no folder {folder}; name it with --specs, or make one with `tcmon init`"
        )
    return _read(SPECS, folder, (".yaml", ".yml"))


def read_templates(folder: str | None) -> Folder:
    """The carried templates, with those of `folder` in place of the ones of the same path.

    Without a folder the one in the working directory is taken, where there is one.
    """
    base = _read(TEMPLATES, carried(TEMPLATES), (".j2",))
    if folder is not None and not os.path.isdir(folder):
        raise UsageFault(f"there is no folder {folder}; name a folder of templates")
    chosen = folder or TEMPLATES
    if not os.path.isdir(chosen) or os.path.samefile(chosen, carried(TEMPLATES)):
        return base
    own = _read(TEMPLATES, chosen, (".j2",))
    known = {name: path for name, path in own.files.paths.items() if name in base.files}
    unknown = [] if folder is None else [name for name in own.files if name not in base.files]
    strangers = tuple(_unknown(name) for name in unknown)
    return Folder(TEMPLATES, Files({**base.files.paths, **known}), own.diagnostics + strangers)


def _read(name: str, folder: str, endings: tuple[str, ...]) -> Folder:
    paths: dict[str, str] = {}
    diagnostics = []
    top = os.path.realpath(folder)
    for path in _paths(folder):
        if not path.endswith(endings):
            continue
        full = os.path.join(folder, path)
        relative = path.replace(os.sep, "/")
        fault = _unfit(full, top)
        if fault:
            place = Origin(f"{name}/{relative}")
            diagnostics.append(Diagnostic(check="spec/file", message=fault, place=place))
        else:
            paths[relative] = full
    return Folder(name, Files(paths), tuple(diagnostics))


def _paths(folder: str) -> Iterator[str]:
    """All below a folder, relative to it and in order; what is hidden is nobody's spec."""

    def refuse(error: OSError) -> None:
        raise EnvironmentFault(f"{error.filename} cannot be read: {error.strerror}")

    found: list[str] = []
    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if os.path.islink(os.path.join(here, name))]
        inner = [name for name in names if not name.startswith(".")]
        # One in the place of a file is refused like all else that is none; others nobody asks for.
        inner.extend(name for name in folders if name not in linked)
        found.extend(os.path.relpath(os.path.join(here, name), folder) for name in inner)
        for name in linked:
            found.extend(_in_linked(os.path.join(here, name), folder))
    return iter(sorted(found))


def _in_linked(link: str, folder: str) -> list[str]:
    """Files of a folder that is a link, so that they are read or refused and not overlooked."""
    names = sorted(os.listdir(link)) if os.path.isdir(link) else []
    return [os.path.relpath(os.path.join(link, name), folder) for name in names]


def _unfit(path: str, top: str) -> str:
    """Why a file may not be read; "" where it may."""
    real = os.path.realpath(path)
    if os.path.commonpath((real, top)) != top:
        return "the file is a link that leads out of the folder; put the file itself here"
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return f"the file cannot be read: {(error.strerror or str(error)).lower()}"
    return "" if stat.S_ISREG(mode) else "this is no regular file"


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"{path} cannot be read: {reason}") from None


def _unknown(path: str) -> Diagnostic:
    return Diagnostic(
        check="template/unknown",
        message="nothing uses a template of this name",
        place=Origin(f"{TEMPLATES}/{path}"),
    )
