"""What the rules of SLOs record for everybody to read, as metrics that signals may name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.metrics import ANY_JOB, Metric
from taskcenter_monitor.spec.slos import COMPONENT, SloEntry
from taskcenter_monitor.vocabulary.names import (
    SLO_ATTAINED,
    SLO_BURN_RATE,
    SLO_OBJECTIVE,
    SLO_PROJECTED,
    SLO_REMAINING,
)

_HELP = {
    SLO_OBJECTIVE: "The share of events that is promised to be good.",
    SLO_ATTAINED: "The share of events that was good within the period.",
    SLO_REMAINING: "The part of the error budget that is left.",
    SLO_PROJECTED: "The part that would be left after a period at the present pace.",
    SLO_BURN_RATE: "How many times too fast the error budget goes.",
}


def recorded_metrics(
    slos: Mapping[str, SloEntry], unreadable: Collection[str]
) -> dict[str, Entry[Metric]]:
    """Name to metric, for as many as there are SLOs to record them; each has the label `slo`.

    There are none where an SLO is unreadable, whose labels they would have as well.
    """
    if not slos or COMPONENT in unreadable:
        return {}
    grouped = dict.fromkeys(label for entry in slos.values() for label in entry.value.by)
    origin = next(iter(slos.values())).origin
    found = {}
    for name, text in _HELP.items():
        # What is promised is the same for every group.
        labels = ["slo"] if name == SLO_OBJECTIVE else ["slo", *grouped]
        unit = "count" if name == SLO_BURN_RATE else "ratio"
        metric = Metric(type="gauge", unit=unit, labels=labels, job=ANY_JOB, help=text)
        found[name] = Entry(name, metric, origin)
    return found
