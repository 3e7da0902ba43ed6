"""Ways in which diagnostics are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from taskcenter_monitor.diagnostics import Diagnostic

REPORTERS: Mapping[str, str] = {
    "text": "taskcenter_monitor.reporters.text",
    "json": "taskcenter_monitor.reporters.json",
    "github": "taskcenter_monitor.reporters.github",
    "sarif": "taskcenter_monitor.reporters.sarif",
    "junit": "taskcenter_monitor.reporters.junit",
}
"""Format to the module that writes it, loaded only when it is asked for."""


def render(name: str, diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """The diagnostics in the format of that name, in the order given.

    Colour is for the format `text` on a terminal; the others have none. Text and workflow
    commands of no diagnostics are empty; every other format is a whole document all the same.
    """
    if name == "text":
        # Also imported here: a command that has nothing to say never needs it.
        from taskcenter_monitor.reporters import palettes, text

        return text.render(diagnostics, palettes.COLOURED if colour else palettes.PLAIN)
    written: str = import_module(REPORTERS[name]).render(diagnostics)
    return written
