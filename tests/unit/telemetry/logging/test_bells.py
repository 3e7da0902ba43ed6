"""A ring is heard once, also by whoever listens later."""

from __future__ import annotations

import time

from taskcenter_monitor.telemetry.logging.bells import Bell


def test_rings_are_heard_once_and_silence_forgets_them() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert bell.heard(0.0)
    assert not bell.heard(0.01)
    bell.ring()
    bell.silence()
    began = time.monotonic()
    assert not bell.heard(0.05)
    assert time.monotonic() - began >= 0.04
