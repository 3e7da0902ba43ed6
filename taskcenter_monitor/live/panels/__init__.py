"""Proves that every panel shows data, by asking a real Prometheus what Grafana would ask it."""

from __future__ import annotations

from taskcenter_monitor.live.panels.proof import PanelsProof, prove_panels
from taskcenter_monitor.live.panels.verdicts import FINDINGS, Shown

__all__ = ["FINDINGS", "PanelsProof", "Shown", "prove_panels"]
