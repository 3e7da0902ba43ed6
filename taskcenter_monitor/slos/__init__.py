"""Tells people and programs about error budgets: how large, and how soon somebody hears of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from taskcenter_monitor.diagnostics import Origin, Span
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.slos.told import ToldSlo, told_window


def told(
    monitoring: Monitoring, names: Collection[str], span: Callable[[Origin], Span]
) -> Iterator[ToldSlo]:
    """The SLOs of these names, all for none, in the order of the specs."""
    titles = {
        runbook.alert: {section.language: section.title for section in runbook.sections}
        for runbook in monitoring.runbooks
    }
    for slo in monitoring.slos:
        if slo.name in names or not names:
            yield ToldSlo(
                slo=slo,
                titles=titles[slo.burning],
                windows=tuple(told_window(slo, one, span(one.origin)) for one in slo.windows),
                place=span(slo.origin.at_key()),
            )
