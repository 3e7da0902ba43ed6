"""The quick reader yields what the careful one does, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcenter_monitor.spec.quick import read_quickly
from taskcenter_monitor.spec.reader import read_carefully
from tests.frozen import FROZEN

SPECS = sorted(FROZEN.rglob("*.yaml"))
PIECES = st.sampled_from(
    [
        *"abc:-#'\"|>&*!%@`{}[],\n \t\r?~",
        "a: ",
        "- ",
        "\n  ",
        "on",
        "1:30",
        "010",
        "1e3",
        "<<: ",
        "&x ",
        "*x",
        "!!str ",
        "null",
        "---\n",
        "...\n",
        "\u2028",
        "\u0085",
        "\ufeff",
        "中",
        ": |\n  ",
    ]
)


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.name)
def test_ordinary_specs_are_read_quickly_and_alike(file: Path) -> None:
    raw = file.read_bytes()
    careful = read_carefully("x", raw)
    assert careful.diagnostics == []
    assert read_quickly(raw) == careful.data


@pytest.mark.slow
@settings(max_examples=3000)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_read_quickly_is_in_order_and_the_same(text: str) -> None:
    raw = text.encode()
    quick = read_quickly(raw)
    careful = read_carefully("x", raw)
    if quick is not None:
        assert careful.diagnostics == []
        assert (quick, str(quick)) == (careful.data, str(careful.data))


@given(st.binary(max_size=40))
def test_no_bytes_are_read_quickly_that_the_careful_reader_refuses(raw: bytes) -> None:
    if read_quickly(raw) is not None:
        assert read_carefully("x", raw).diagnostics == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "# nothing\n", "- a\n", "a\n", "a: 1\na: 2\n", "a: &x 1\n", "a: !!str 1\n"),
        *(
            "<<: {a: 1}\n",
            "a: 1\n---\nb: 1\n",
            "? [a]\n: 1\n",
            "a: [\n",
            "a: 1\r\n",
            "\ufeffa: 1\n",
        ),
        *("a: \x01\n", "a: \u2028\n", "a: " + "[" * 40 + "]" * 40),
    ],
)
def test_what_is_not_plainly_in_order_is_left_to_the_careful_reader(text: str) -> None:
    assert read_quickly(text.encode()) is None
