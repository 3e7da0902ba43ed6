"""Signal kinds: one module each, listed here and nowhere else."""

from __future__ import annotations

from taskcenter_monitor.signals.anomaly import Anomaly
from taskcenter_monitor.signals.availability import Availability
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.signals.increase import Increase
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.rate import Rate
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.signals.value import Value

KINDS: dict[str, type[SignalModel]] = {
    "value": Value,
    "utilisation": Utilisation,
    "ratio": Ratio,
    "latency": Latency,
    "quantile": Quantile,
    "rate": Rate,
    "increase": Increase,
    "mean": Mean,
    "changes": Changes,
    "liveness": Liveness,
    "availability": Availability,
    "baseline": Baseline,
    "anomaly": Anomaly,
    "forecast": Forecast,
    "score": Score,
    "expression": Expression,
}
"""The `kind` of a signal in `specs/signals.yaml` to its model."""
