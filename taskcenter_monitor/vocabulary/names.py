"""Every name that is generated: recorded series, rule groups, files, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from taskcenter_monitor.vocabulary.quantities import Quantity

RECORDED_NAME = re.compile(r"[a-z][a-z0-9_]*:[a-zA-Z_][a-zA-Z0-9_]*:[a-z0-9_]+")
ALERT_NAME = re.compile(r"[A-Z][A-Za-z0-9]{2,79}")
SIGNAL_NAME = re.compile(r"[a-z][a-z0-9_]{1,79}")
SLO_NAME = re.compile(r"[a-z][a-z0-9_]{0,35}")
"""A file of rules is named after it, so it leaves room for a prefix."""
COMPONENT_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
DASHBOARD_NAME = re.compile(r"[a-z][a-z0-9-]{0,35}")
"""The name of its file; Grafana takes 40 characters for the address, `tc-` among them."""

DASHBOARD_UIDS = {"overview": "tc-overview", "business": "tc-business", "alerts": "tc-alerts"}
"""A dashboard's file name to the uid in its address."""
OF_RULES = ("ALERTS", "ALERTS_FOR_STATE")
"""Series that Prometheus writes of its rules; they have the labels of alerts, not of targets."""
DATA_SOURCE_UIDS = {
    "prometheus": "tc-prometheus",
    "loki": "tc-loki",
    "jaeger": "tc-jaeger",
    "alertmanager": "tc-alertmanager",
}
"""A data source's type to its uid: provisioned under it, and what panels point at by default."""

SLO_GROUPS = "slo-"
"""What the rule groups of SLOs begin with."""
SLO_LABELS = ("slo", "window")
"""Labels that only alerts of SLOs have; besides the severity they tell those of one name apart."""
SLO_REMAINING = "slo:error_budget_remaining:ratio"
"""The part of the error budget that is left; below 0 where more than all of it is gone."""
SLO_PROJECTED = "slo:error_budget_projected:ratio"
"""The part that would be left after a whole period at the present pace."""
SLO_BURN_RATE = "slo:burn_rate:ratio"
"""How many times too fast the error budget goes at present."""
SLO_OBJECTIVE = "slo:objective:ratio"
"""The share of events that is promised to be good."""
SLO_ATTAINED = "slo:attained:ratio"
"""The share of events that was good within the period."""
SLO_SERIES = (SLO_OBJECTIVE, SLO_ATTAINED, SLO_REMAINING, SLO_PROJECTED, SLO_BURN_RATE)
"""Series that all SLOs have, told apart by the label `slo`."""

_LEVELS = {"business_id": "biz"}


def level(by: Sequence[str] | None) -> str:
    """The first part of a recorded name: what one series of it stands for."""
    if by is None:
        return "instance"
    if not by:
        return "service"
    return _LEVELS.get(by[0], by[0])


def recorded(by: Sequence[str] | None, series: str, operations: str) -> str:
    """A recorded series, `level:metric:operations`."""
    return f"{level(by)}:{series}:{operations}"


def stem(metric: str) -> str:
    """A metric's name without the suffix that only says it is a counter."""
    return metric.removesuffix("_total")


def quantity_word(quantity: Quantity) -> str:
    """A quantity as a part of a name: `200ms`, `1_5s`, `80percent`."""
    text = quantity.text.lower().replace("%", "percent").replace("/", "_per_")
    return text.replace(".", "_").replace("-", "minus_").replace("+", "")


def rule_group(service: str, component: str) -> str:
    """The rule group of a component."""
    return f"{service}.{component}"


def slo_group(slo: str) -> str:
    """The rule group of an SLO, which no component may have the name of."""
    return f"{SLO_GROUPS}{slo.replace('_', '-')}"


def slo_series(slo: str, operations: str) -> str:
    """A series that is recorded for one SLO alone."""
    return f"slo:{slo}:{operations}"


def rules_path(component: str) -> str:
    """The file of a component's rule group."""
    return f"prometheus/rules/{component}.rules.yml"


def tests_path(component: str, part: str) -> str:
    """The file with the tests of a component's rule group; `part` "" for the main one."""
    return f"prometheus/tests/{component}{'.' + part if part else ''}.test.yml"


def runbook_path(alert: str) -> str:
    """The file of an alert's runbook."""
    return f"runbooks/{alert}.md"


def dashboard_uid(name: str) -> str:
    """What a dashboard is known by in Grafana, whatever its title."""
    return DASHBOARD_UIDS.get(name, f"tc-{name}")


def grid_id(name: str) -> int:
    """The number of a panel or a row within its dashboard: its name alone decides it."""
    return crc32(name.encode()) % (2**31 - 1) + 1


def dashboard_path(name: str) -> str:
    """The file of a dashboard."""
    return f"grafana/dashboards/dashboard-{name}.json"
