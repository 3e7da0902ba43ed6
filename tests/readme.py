"""What the READMEs show of `tcmon test`, for the tests that see the real numbers."""

from __future__ import annotations

import re

from tests.toolchains import ROOT

PAGES = ("README.md", "README.zh-CN.md")
_COMMAND = "$ tcmon test\n"
_COUNT = re.compile(r"(?<![\d.])\d+(?![\d.])")
"""A number that is no part of a version."""


def counts(summary: str) -> tuple[int, ...]:
    """The numbers of what is told about a part; those of versions are left out."""
    return tuple(int(found) for found in _COUNT.findall(summary))


def shown(part: str) -> list[tuple[int, ...]]:
    """The numbers that each README shows of a part, where it shows it."""
    return [
        counts(line.removeprefix(f"{part}: "))
        for page in PAGES
        for line in _block((ROOT / page).read_text("utf-8"))
        if line.startswith(f"{part}: ")
    ]


def _block(text: str) -> list[str]:
    _, _, below = text.partition(_COMMAND)
    block, _, _ = below.partition("```")
    return block.splitlines()
