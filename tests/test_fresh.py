"""What is generated and committed is what the generator yields today."""

from __future__ import annotations

import pytest
from generate_docs import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_script_yields(name: str) -> None:
    committed = (ROOT / name).read_text("utf-8")
    assert committed == PAGES[name](), "run `make docs`"


def test_the_default_policy_is_what_the_shipped_specs_are_built_to() -> None:
    default = ROOT / "taskcenter_monitor" / "telemetry" / "policy" / "default.json"
    built = ROOT / "build" / "telemetry" / "policy.json"
    assert default.read_bytes() == built.read_bytes(), "run `make docs` and `tcmon build`"
