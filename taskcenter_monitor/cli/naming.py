"""What people call things, where there is no such thing."""

from __future__ import annotations

from collections.abc import Collection

from taskcenter_monitor.errors import UsageFault


def unknown_alert(name: str, known: Collection[str]) -> UsageFault:
    """What to say of an alert that there is not: the nearest one, or where all of them stand."""
    from taskcenter_monitor.spec.faults import nearest

    hint = nearest(name, sorted(known)) or "the alerts stand in specs/alerts/ and specs/slos.yaml"
    return UsageFault(f"there is no alert {name!r}; {hint}")


def unknown_slo(name: str, known: Collection[str]) -> UsageFault:
    """The same of an SLO."""
    from taskcenter_monitor.spec.faults import nearest

    hint = nearest(name, sorted(known)) or f"known are {', '.join(known) or 'none'}"
    return UsageFault(f"there is no SLO {name!r}; {hint}")
