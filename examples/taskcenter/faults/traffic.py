"""Traffic that is not as usual."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter.faults.fault import Fault, Number, Values


@dataclass(slots=True)
class Traffic:
    """What the usual rate is multiplied with."""

    dropped: float = 1.0
    surging: float = 1.0

    @property
    def factor(self) -> float:
        """Both at once are possible."""
        return self.dropped * self.surging


class TrafficDrop(Fault):
    """Clients stay away."""

    name = "traffic_drop"
    says = "sends only `left` of the usual requests"
    parameters = {"left": Number(0.05, 0.0, 1.0, "share of the usual rate")}

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._traffic.dropped = values["left"]

    def off(self) -> None:
        """As usual."""
        self._traffic.dropped = 1.0


class TrafficSurge(Fault):
    """Clients come in crowds."""

    name = "traffic_surge"
    says = "sends `factor` times the usual requests"
    parameters = {"factor": Number(5.0, 1.0, 50.0, "of the usual rate")}

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._traffic.surging = values["factor"]

    def off(self) -> None:
        """As usual."""
        self._traffic.surging = 1.0
