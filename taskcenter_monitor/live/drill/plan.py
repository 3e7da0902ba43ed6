"""What a drill can show of the alerts of these specs, and why not of the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from taskcenter_monitor.ir.rules import RuleGroup
from taskcenter_monitor.live.drill.faults import Fault
from taskcenter_monitor.live.drill.patience import alerting, subject_of_rule
from taskcenter_monitor.live.drill.reasons import why_not
from taskcenter_monitor.live.drill.results import Undrilled
from taskcenter_monitor.live.drill.table import FAULTS
from taskcenter_monitor.live.drill.watch import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`faults` bring about all that is `wanted`; `undrilled` has the rest with its reasons."""

    faults: tuple[Fault, ...]
    wanted: frozenset[Subject]
    undrilled: tuple[Undrilled, ...]


def planned(groups: Sequence[RuleGroup], names: Collection[str] = ()) -> Plan:
    """For all alerts of the groups, or for those of these names."""
    rules = [rule for group in groups for rule in alerting(group)]
    subjects = dict.fromkeys(map(subject_of_rule, rules))
    chosen = [one for one in subjects if not names or one.alert in names]
    behind = behind_alerts(FAULTS)
    wanted = frozenset(one for one in chosen if one in behind)
    faults = (fault for fault in FAULTS if wanted.intersection(fault.fires))
    return Plan(
        faults=tuple(_of_these(fault, wanted) for fault in faults),
        wanted=wanted,
        undrilled=tuple(
            Undrilled(alert=one.alert, severity=one.level, why=why_not(one))
            for one in chosen
            if one not in wanted
        ),
    )


def behind_alerts(faults: Sequence[Fault]) -> Mapping[Subject, Fault]:
    """An alert to the first fault that brings it about."""
    found: dict[Subject, Fault] = {}
    for fault in faults:
        for subject in fault.fires:
            found.setdefault(subject, fault)
    return found


def _of_these(fault: Fault, wanted: Collection[Subject]) -> Fault:
    """Only the steps that bring about what is wanted; whatever else fires is no surprise."""
    steps = (
        replace(step, fires=tuple(one for one in step.fires if one in wanted))
        for step in fault.steps
    )
    others = (one.alert for one in fault.fires if one not in wanted)
    return replace(
        fault,
        steps=tuple(step for step in steps if step.fires),
        also=tuple(dict.fromkeys((*fault.also, *others))),
    )
