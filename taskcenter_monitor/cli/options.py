"""Options that several commands have, and what is read for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from taskcenter_monitor.errors import UsageFault
from taskcenter_monitor.workspace.reading import SPECS, Folder, read_specs, read_templates

Specs = Annotated[str, typer.Option(metavar="DIR", help="The folder of specs.")]
Templates = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="Templates to take in place of the ones tcmon carries. [default: templates/ if there]",
        show_default=False,
    ),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="NAME", help="Apply specs/environments/NAME.yaml."),
]
Out = Annotated[str, typer.Option(metavar="DIR", help="The folder to build into.")]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a command reads."""

    specs: Folder
    templates: Folder
    environment: str | None

    def in_environments(self) -> Iterator[Inputs]:
        """The same in every environment, where none was chosen."""
        for name in _environments(self.specs) if self.environment is None else ():
            yield replace(self, environment=name)


def read_inputs(specs: str, templates: str | None, environment: str | None) -> Inputs:
    """Reads everything. Raises UsageFault or EnvironmentFault."""
    folder = read_specs(specs)
    if environment is not None and f"environments/{environment}.yaml" not in folder.files:
        raise UsageFault(
            f"there is no {specs.rstrip('/')}/environments/{environment}.yaml; "
            f"known environments: {', '.join(_environments(folder)) or 'none'}"
        )
    return Inputs(folder, read_templates(templates), environment)


def check_output(out: str, specs: str, templates: str | None) -> None:
    """Raises UsageFault where the output would stand among what people write."""
    if not out:
        raise UsageFault("--out names no folder; is a variable empty?")
    if os.path.exists(out) and not os.path.isdir(out):
        raise UsageFault(f"--out {out} is no folder; name another")
    real = os.path.realpath(out)
    for folder in filter(None, (specs, templates)):
        source = os.path.realpath(folder)
        if os.path.commonpath((real, source)) == source:
            raise UsageFault(
                f"--out {out} lies in {folder}, which people write; name another folder"
            )


def _environments(folder: Folder) -> list[str]:
    head, tail = "environments/", ".yaml"
    names = (path for path in folder.files if path.startswith(head) and path.endswith(tail))
    return [name.removeprefix(head).removesuffix(tail) for name in names]


DEFAULT_SPECS = SPECS
DEFAULT_OUT = "build"
