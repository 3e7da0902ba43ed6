"""Finds the external tools and reads their versions."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.errors import ToolFault
from taskcenter_monitor.verifiers.process import Command, Finished, Runtime, run

Version = tuple[int, int, int]

LOCAL_FOLDER = ".tools/bin"
"""Where `make` unpacks the tools, under the working directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """The oldest version that is taken, and the Debian package that brings the tool.

    `packaged` is the name of the program where a package gives it another one.
    """

    minimum: tuple[int, int]
    package: str
    packaged: str = ""


REQUIREMENTS: Mapping[str, Requirement] = {
    "promtool": Requirement(minimum=(2, 42), package="prometheus"),
    "amtool": Requirement(minimum=(0, 25), package="prometheus-alertmanager"),
    "prometheus": Requirement(minimum=(2, 42), package="prometheus"),
    "alertmanager": Requirement(
        minimum=(0, 25), package="prometheus-alertmanager", packaged="prometheus-alertmanager"
    ),
}

_VERSION = re.compile(r"\b(\w+), version v?(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """An external tool that is there and new enough."""

    name: str
    path: str
    version: Version


def find(name: str, *, search_path: str = "", folder: str = ".") -> str:
    """The path of a tool: from `search_path`, else from `.tools/bin`.

    `search_path` has the form of the variable PATH; `folder` is the working directory. Raises
    ToolFault when there is none.
    """
    wanted = REQUIREMENTS[name]
    for place in (search_path, str(Path(folder) / LOCAL_FOLDER)):
        for program in filter(None, (name, wanted.packaged)):
            found = shutil.which(program, path=place) if place else None
            if found:
                return str(Path(found).absolute())
    raise ToolFault(
        f"{name} was found neither on PATH nor in {LOCAL_FOLDER}; install the package "
        f"{wanted.package} (apt-get install {wanted.package}), or put it on PATH"
    )


def identify(paths: Mapping[str, str], runtime: Runtime) -> tuple[Tool, ...]:
    """The tools at these paths (by name), each asked for its version, all at the same time.

    Raises ToolFault for one that does not answer, or is older than the minimum.
    """
    commands = [Command(args=(path, "--version"), folder=".") for path in paths.values()]
    answers = run(commands, runtime)
    return tuple(
        _accepted(name, path, answer)
        for (name, path), answer in zip(paths.items(), answers, strict=True)
    )


def outdated(tool: Tool, wanted: str, place: Origin | None) -> tuple[Diagnostic, ...]:
    """A warning when a tool is older than the version that the service names, such as "2.53".

    An older tool does not know newer fields, so what it says cannot be trusted there.
    """
    numbers = tuple(int(part) for part in re.findall(r"\d+", wanted)[:2])
    if tool.version[: len(numbers)] >= numbers:
        return ()
    return (
        Diagnostic(
            check=f"{tool.name}/version",
            level=Level.WARNING,
            message=f"{tool.name} {dotted(tool.version)} is older than the {wanted} named here",
            place=place,
            help=f"install {tool.name} {wanted} or newer, so that it knows what is generated",
        ),
    )


def dotted(numbers: Sequence[int]) -> str:
    """A version as people write it."""
    return ".".join(str(number) for number in numbers)


def _accepted(name: str, path: str, answer: Finished) -> Tool:
    version = _version(name, answer.out + "\n" + answer.err)
    if version is None or answer.code:
        raise ToolFault(
            f"{path} does not answer `--version` as {name} does; "
            f"put a real {name} before it on PATH"
        )
    wanted = REQUIREMENTS[name]
    if version[:2] < wanted.minimum:
        raise ToolFault(
            f"{name} {dotted(version)} at {path} is too old; install "
            f"{dotted(wanted.minimum)} or newer"
        )
    return Tool(name=name, path=path, version=version)


def _version(name: str, text: str) -> Version | None:
    for found, major, minor, patch in _VERSION.findall(text):
        if found == name:
            return int(major), int(minor), int(patch or 0)
    return None
