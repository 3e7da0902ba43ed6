"""What people want to hold for the routing."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.vocabulary.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Alerts that pass all `matchers` are told to these receivers, and muted by these alerts.

    None expects nothing. `moment` is on the clock of the place `location`; without one the time
    is left out. `spelled` has the labels that the matchers give a value to.
    """

    name: str
    matchers: tuple[str, ...]
    spelled: tuple[tuple[str, str], ...]
    receivers: tuple[str, ...] | None
    moment: Moment | None
    location: str
    muted_by: tuple[str, ...] | None
    origin: Origin
