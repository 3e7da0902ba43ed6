from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from taskcenter_monitor.cli import COMMANDS
from taskcenter_monitor.reporters import REPORTERS
from taskcenter_monitor.signals import KINDS

ROOT = Path(__file__).parents[3]
READMES = ("README.md", "README.zh-CN.md")
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
GUIDES = ("CONTRIBUTING.md", "CHANGELOG.md", "docs/telemetry.md")
WRITTEN = [*(ROOT / name for name in (*READMES, *GUIDES)), *DECISIONS]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    """Language and code of every block; comments and the words of people are translated."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [(language, re.sub(r" *#.*|<.*>", "", code)) for language, code in found if language]


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text("utf-8"))

    missing = [
        link for link in links if "://" not in link and not (document.parent / link).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_every_signal_kind_command_and_format(readme: str) -> None:
    text = text_of(readme)

    assert [kind for kind in KINDS if f"| `{kind}` |" not in text] == []
    assert [command for command in COMMANDS if f"`tcmon {command}" not in text] == []
    assert [name for name in REPORTERS if f"`{name}`" not in text] == []


def test_both_readmes_show_the_same_code() -> None:
    english, chinese = (blocks(text_of(readme)) for readme in READMES)

    assert english == chinese


def test_both_readmes_have_the_same_sections() -> None:
    counts = [len(re.findall(r"^##+ ", text_of(readme), re.MULTILINE)) for readme in READMES]

    assert counts[0] == counts[1]


def test_contributing_lists_the_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"^\| `make ([\w-]+)` \|", text_of("CONTRIBUTING.md"), re.MULTILINE))

    assert named <= targets
    assert targets - named <= {"help", "venv", "tools"}


def test_decisions_are_numbered_without_gaps_and_have_three_parts() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert all(later == earlier + 1 for earlier, later in pairwise([0, *numbers]))
    for path in DECISIONS:
        headings = re.findall(r"^## (.*)$", path.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], path.name
