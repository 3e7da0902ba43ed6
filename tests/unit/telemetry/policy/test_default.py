"""The policy of a process that is given none."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy import read_policy
from taskcenter_monitor.telemetry.policy.default import default_content, default_policy


def test_the_default_is_a_sound_policy_that_hides_secrets() -> None:
    policy = default_policy()
    assert read_policy(default_content()) == policy
    assert "token" in policy.redaction.keys
    assert policy.overrides == ()


def test_a_process_begins_with_it() -> None:
    assert STREAM.writer.renderer.redactor.hides("token")
