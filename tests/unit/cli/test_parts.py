"""What `tcmon test --only` offers."""

from __future__ import annotations

from taskcenter_monitor.cli.test import Part
from taskcenter_monitor.proving import EVERYWHERE, PROOFS


def test_every_proof_can_be_asked_for() -> None:
    assert [part.value for part in Part] == list(PROOFS)
    assert set(EVERYWHERE) <= PROOFS.keys()
