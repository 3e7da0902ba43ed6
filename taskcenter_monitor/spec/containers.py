"""Containers that the compose file starts beside the servers."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import ReadBy, SpecModel, described, fault
from taskcenter_monitor.spec.scrape import Size
from taskcenter_monitor.spec.shapes import PORT, Name, SecretFile, matching

_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOLDER = re.compile(
    r"\.[A-Za-z0-9._-]*(?:/[A-Za-z0-9._-]+)*|/(?:[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)?"
)


def _folder_of_host(value: object) -> str:
    """The folder. Its line may be hidden, for the key `secrets`: so the fault shows a path.

    What does not begin as a path may be a secret in the wrong place, and is not shown.
    """
    if isinstance(value, str) and _FOLDER.fullmatch(value):
        return value
    found = isinstance(value, str) and value.startswith(("./", "../", "/"))
    shown = f", found {described(value)}" if found else ""
    raise fault("spec/value", f"expected a folder of the host, like ../secrets{shown}")


Image = Annotated[
    str,
    matching(
        r"(?!.*:latest(?:@|$))[a-z0-9][a-z0-9._/-]*(?::[0-9]{1,5}/[a-z0-9._/-]+)?"
        r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})",
        "an image with a version of its own, like grafana/loki:3.7.2",
        "stack/image",
    ),
]
"""An image that is the same tomorrow."""
Publish = Annotated[
    str,
    matching(
        rf"(?:{_BYTE}(?:\.{_BYTE}){{3}}|\[[0-9A-Fa-f:.]+\]):{PORT}",
        "an address of the host and a port up to 65535, like 127.0.0.1:9090",
        "spec/address",
    ),
]
"""Where a port of a container is reached on the host."""
HostFolder = Annotated[str, ReadBy(_folder_of_host)]
"""A folder of the host, relative to docker-compose.yml (with a dot first) or absolute."""
ContainerFolder = Annotated[
    str,
    matching(
        r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._-]+)+",
        "a folder of the container from its root on, like /host",
    ),
]
"""A folder of a container."""
FileOfContext = Annotated[
    str,
    matching(
        r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._-]+(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._-]+)*",
        "a file below the context, like examples/taskcenter/Dockerfile",
    ),
]
"""A file within the folder that an image is built from."""


class Build(SpecModel):
    """An image that is built from files: `context` is the folder that the Dockerfile may copy."""

    context: HostFolder
    dockerfile: FileOfContext = "Dockerfile"


class Container(SpecModel):
    """What is run, and how. The image is one that is there, or one that is built.

    `dockerfile` is the text of a Dockerfile that copies no files; `build` names one that does.
    `secrets` are mounted as files. `mounts` maps a folder of the container to one of the host,
    which it may read; `volumes` maps one to a volume, which it may write, and which containers with
    the same name share. `probe` is the command that tells whether it is well; without, what
    Prometheus scrapes is asked for with wget.
    """

    image: Image | None = None
    dockerfile: str | None = None
    build: Build | None = None
    command: list[str] = Field(default_factory=list)
    environment: dict[str, str] = Field(default_factory=dict)
    secrets: list[SecretFile] = Field(default_factory=list)
    mounts: dict[ContainerFolder, HostFolder] = Field(default_factory=dict)
    volumes: dict[ContainerFolder, Name] = Field(default_factory=dict)
    probe: list[str] = Field(default_factory=list)
    publish: Publish | None = None
    memory: Size | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Container:
        if sum(one is not None for one in (self.image, self.dockerfile, self.build)) != 1:
            raise fault("stack/server", "expected one of image, dockerfile and build")
        return self


class Exporter(Container):
    """A container that Prometheus scrapes, under the name of the host in `scrape.yaml`.

    `host_processes` shows it those of the host. `publish` is where its metrics are reached.
    """

    host_processes: bool = False


class Service(Container):
    """A part of what is watched, or what keeps it busy, under the name of the host.

    `publish` is where its port of the same number is reached.
    """
