"""Why some mutants cannot make a test fail: changes that change nothing that can be seen.

A reason is decided from the rule and the change alone. It must be true for every input that a
rule can have; whatever does not fit one of them is a gap in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mutants.rules import Mutant

Rules = Mapping[str, str]
"""The PromQL of what is recorded, by the name of the series."""


def reason(mutant: Mutant, recorded: Rules) -> str:
    """The first reason that holds, "" for none."""
    for text, holds in REASONS.items():
        if holds(mutant, recorded):
            return text
    return ""


REASONS: Mapping[str, Callable[[Mutant, Rules], bool]] = {}
