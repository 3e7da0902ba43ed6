"""Makes blocks of a server's database out of text, with promtool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.seeding.openmetrics import END
from taskcenter_monitor.verifiers.process import Command, Runtime, run
from taskcenter_monitor.verifiers.tools import find
from taskcenter_monitor.workspace.staging import staged

_LONGEST = "18h"
"""A block may be as long as that: promtool reads all of its input again for each."""


@dataclass(slots=True)
class Blocks:
    """The blocks in `folder`; `series` and `samples` count what was put into them.

    None is longer than `longest`, a duration.
    """

    folder: str
    runtime: Runtime
    longest: str = _LONGEST
    series: int = 0
    samples: int = 0
    _promtool: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._promtool = find("promtool", search_path=self.runtime.environment.get("PATH", ""))

    def add(self, texts: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Adds named pieces, each with a text for each series.

        They are read side by side. Raises EnvironmentFault where promtool refuses one.
        """
        files = ((f"{name}.om", self._whole(series)) for name, series in texts)
        with staged(files) as folder:
            found = sorted(Path(folder).glob("*.om"))
            commands = [self._command(path.name, folder) for path in found]
            for path, finished in zip(found, run(commands, self.runtime), strict=True):
                if finished.code:
                    said = (finished.err or finished.out).strip().splitlines() or ["nothing"]
                    raise EnvironmentFault(
                        f"promtool makes no blocks of {path.stem}; it says: {said[-1]}"
                    )

    def _whole(self, series: Iterable[str]) -> str:
        texts = [*series]
        self.series += len(texts)
        self.samples += sum(text.count("\n") for text in texts)
        return "".join((*texts, END))

    def _command(self, name: str, folder: str) -> Command:
        make = ("tsdb", "create-blocks-from", "openmetrics", "--quiet")
        size = f"--max-block-duration={self.longest}"
        # Where it is killed, what it has begun to write goes with the folder.
        args = (self._promtool, *make, size, name, self.folder)
        return Command(args=args, folder=folder, settings=(("TMPDIR", folder),))
