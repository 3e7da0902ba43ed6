"""What is generated and committed is what the generator yields today."""

from __future__ import annotations

import pytest
from generate_docs import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_script_yields(name: str) -> None:
    committed = (DOCS / name).read_text("utf-8")
    assert committed == PAGES[name](), "run `make docs`"
