"""`tcmon init`."""

from __future__ import annotations

from typing import Annotated

import typer

from taskcenter_monitor.cli.outcome import CLEAN, leave
from taskcenter_monitor.workspace.reading import SPECS
from taskcenter_monitor.workspace.starting import start


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Where the specs go.")] = SPECS,
) -> None:
    """Put the default specs into a new folder.

    They watch Task Center as it is shipped; change what differs at your place. A folder that is
    already there is left alone.
    """
    leave(lambda: _init(folder))


def _init(folder: str) -> int:
    count = start(folder)
    print(f"{folder}: {count} files; edit them, then run `tcmon build`")
    return CLEAN
