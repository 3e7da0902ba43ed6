"""What the READMEs show of the proofs; that the numbers are true is tested where they are made."""

from __future__ import annotations

import pytest

from tests.readme import counts, shown


@pytest.mark.parametrize("part", ["rules", "routes", "notifications", "panels", "routes (dev)"])
def test_both_readmes_show_the_same_of_every_part(part: str) -> None:
    first, second = shown(part)
    assert first == second != ()


def test_versions_are_no_counts() -> None:
    line = "52 queries of 28 panels, each with rows from Prometheus 2.42.0; 2 queries of logs"
    assert counts(line) == (52, 28, 2)
