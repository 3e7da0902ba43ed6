"""The frozen specs: what tests edit, so that people can edit the shipped ones."""

from __future__ import annotations

from pathlib import Path

FROZEN = Path(__file__).parent / "cases" / "specs"


def frozen_files() -> dict[str, bytes]:
    """Every frozen spec by its name in the folder, as the loader takes them."""
    return {
        path.relative_to(FROZEN).as_posix(): path.read_bytes()
        for path in sorted(FROZEN.rglob("*.yaml"))
    }
