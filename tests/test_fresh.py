"""What is generated and committed is what the generator yields today."""

from __future__ import annotations

import pytest
from generate_docs import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_script_yields(name: str) -> None:
    committed = (ROOT / name).read_text("utf-8")
    assert committed == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("part", ["policy", "metrics"])
def test_what_the_library_brings_along_is_what_the_shipped_specs_are_built_to(part: str) -> None:
    default = ROOT / "taskcenter_monitor" / "telemetry" / part / "default.json"
    built = ROOT / "build" / "telemetry" / f"{part}.json"
    assert default.read_bytes() == built.read_bytes(), "run `make docs` and `tcmon build`"
