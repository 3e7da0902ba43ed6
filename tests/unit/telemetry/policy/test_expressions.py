from __future__ import annotations

import re
import warnings

import pytest

from taskcenter_monitor.telemetry.policy import PolicyFault, read_policy, write_policy
from taskcenter_monitor.telemetry.policy.document import Pattern, Policy, Redaction
from taskcenter_monitor.telemetry.policy.expressions import compiled


def test_a_chinese_character_is_no_part_of_a_word() -> None:
    assert compiled(r"\b\d+\b").search("手机138号")
    assert not compiled(r"(?i)k|\d").search("\u212a１")


@pytest.mark.parametrize("match", ["(?u)x", "(?L)x", "(", "x{99999999999}"])
def test_a_policy_with_what_is_no_expression_is_refused(match: str) -> None:
    policy = Policy(redaction=Redaction(patterns=(Pattern(name="odd", match=match),)))

    with pytest.raises(PolicyFault, match=r"\$\.redaction\.patterns\[0\]\.match"):
        read_policy(write_policy(policy))


@pytest.mark.parametrize("match", ["[[a]", "[^[a]x", "[!--b]", "[a&&b]", "[a~~b]", "[a||b]"])
def test_what_python_warns_of_is_no_fault(match: str) -> None:
    re.purge()
    with warnings.catch_warnings(action="error"):
        assert compiled(match).pattern == match
