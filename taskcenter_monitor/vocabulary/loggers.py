"""What loggers may be called, in specs and on the command line."""

from __future__ import annotations

import re

_LOGGER = re.compile(r"(?=.{1,200}\Z)[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
"""The name of a module, or one that somebody made up in its likeness."""


def is_logger(name: str) -> bool:
    """Whether a logger may be called so."""
    return _LOGGER.fullmatch(name) is not None


def meant(name: str) -> str:
    """People write what they know from shells; a component is all that begins with its name."""
    shorter = re.sub(r"[.*]+$", "", name)
    if shorter != name and is_logger(shorter):
        return f"write {shorter}: that is every logger below it as well"
    return "write words with dots between them, like task_center.worker"
