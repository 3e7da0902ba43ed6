from __future__ import annotations

import re

import pytest
from spec_examples import EXAMPLES
from spec_page import spec_page
from spec_words import VALUES

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.spec.reader import read

PAGE = spec_page()


def test_every_link_leads_to_a_heading_of_the_page() -> None:
    headings = {heading.lower() for heading in re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)}

    links = set(re.findall(r"\]\(#([^)]+)\)", PAGE))

    assert links
    assert links <= headings


def test_every_signal_kind_has_a_section() -> None:
    sections = re.findall(r"^### `kind: (\w+)`$", PAGE, re.MULTILINE)

    assert sections == list(KINDS)


def test_keys_are_named_as_people_write_them() -> None:
    assert "| `for` | duration | `0s` |" in PAGE
    assert "| `continue` | boolean | `false` |" in PAGE
    assert "| `wait` |" not in PAGE


def test_keys_that_exist_only_to_be_refused_are_left_out() -> None:
    assert "| `password_file` |" in PAGE
    assert "| `password` |" not in PAGE


def test_required_keys_and_defaults_are_told_apart() -> None:
    assert "| `signal` | text | must be there |" in PAGE
    assert "| `offsets` | list of window | `[1d, 1w]` |" in PAGE
    assert "| `keep_firing_for` | duration | none |" in PAGE


@pytest.mark.parametrize("name", VALUES)
def test_every_explained_value_occurs_in_a_table(name: str) -> None:
    cells = re.findall(r"^\| `[\w/-]+` \| ([^|]*) \|", PAGE, re.MULTILINE)
    words = {word for cell in cells for word in re.split(r" or |list of | to ", cell)}

    assert words & {VALUES[name][0], f"mapping of {VALUES[name][0]}"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_a_sound_signal(kind: str) -> None:
    reading = read("example.yaml", EXAMPLES[kind].encode())

    assert not reading.diagnostics
    assert KINDS[kind].model_validate(reading.data).title.en
