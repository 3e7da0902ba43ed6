"""What the lints say about each mistake in the sample, as a text to read through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from taskcenter_monitor.diagnostics import Origin
from tests.unit.verifiers.dashboards.artifacts import found
from tests.unit.verifiers.dashboards.mistakes import MISTAKES
from tests.unit.verifiers.dashboards.sample import KNOWN, sample

GOLDEN = Path(__file__).parents[3] / "golden" / "dashboards" / "messages.txt"


def messages() -> str:
    """Each mistake with the place, the message and the help of what is expected to catch it."""
    return "\n".join(line for mistake in MISTAKES for line in _told(*mistake[:2])) + "\n"


def _told(name: str, expected: str) -> Iterator[str]:
    edit = next(edit for one, _, edit in MISTAKES if one == name)
    board = sample()
    edit(board)
    yield f"{name}:"
    for diagnostic in found({"sample.json": board}, KNOWN):
        if diagnostic.check == expected:
            place = diagnostic.place
            part = place.path[0] if isinstance(place, Origin) and place.path else "dashboard"
            advice = diagnostic.help.removesuffix("found in grafana/dashboards/sample.json")
            yield f"  {part}: {expected}: {diagnostic.message}"
            if advice:
                yield f"    {advice.removesuffix('; ')}"


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(messages(), encoding="utf-8")
