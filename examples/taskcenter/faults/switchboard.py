"""Switches faults on and off, and ends those that nobody has ended."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from taskcenter.faults.fault import FOR, Fault


class Refused(Exception):
    """Why a fault is not switched on, with the status of HTTP."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Switchboard:
    """The faults of one process. A fault that is on and is switched on again begins anew."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = {fault.name: fault for fault in faults}
        self._on: dict[str, tuple[dict[str, Any], float]] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._lock = threading.RLock()

    def switch_on(self, name: str, given: Mapping[str, object]) -> None:
        """Raises `Refused` where there is no such fault, or not with these parameters."""
        fault = self._fault(name)
        values = _read(fault, given)
        with self._lock:
            self._end(name)
            lasts = values.pop("for")
            try:
                fault.on(values)
            except BaseException:
                fault.off()
                raise
            timer = threading.Timer(lasts, self._over, (name,))
            timer.daemon = True
            self._on[name] = (values, monotonic() + lasts)
            self._timers[name] = timer
            timer.start()

    def switch_off(self, name: str) -> None:
        """Once it returns all is undone. One that is off stays so."""
        self._fault(name)
        with self._lock:
            self._end(name)

    def close(self) -> None:
        """All are off."""
        for name in self._faults:
            self.switch_off(name)

    def shown(self) -> dict[str, dict[str, Any]]:
        """Every fault: what it does, its parameters, and whether it is on."""
        with self._lock:
            return {name: self._shown(fault) for name, fault in self._faults.items()}

    def _shown(self, fault: Fault) -> dict[str, Any]:
        values, ends = self._on.get(fault.name, (None, 0.0))
        parameters = {**fault.parameters, "for": FOR}
        return {
            "says": fault.says,
            "on": values is not None,
            "values": values or {},
            "ends_in": round(max(0.0, ends - monotonic()), 1) if values is not None else None,
            "defaults": {name: parameter.default for name, parameter in parameters.items()},
        }

    def _fault(self, name: str) -> Fault:
        if name not in self._faults:
            raise Refused(404, f"no fault {name!r}; there are {', '.join(self._faults)}")
        return self._faults[name]

    def _over(self, name: str) -> None:
        with self._lock:
            # It may have been switched on anew while this one waited.
            if self._timers.get(name) is threading.current_thread():
                self._end(name)

    def _end(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()
        if self._on.pop(name, None) is not None:
            self._faults[name].off()


def _read(fault: Fault, given: Mapping[str, object]) -> dict[str, Any]:
    parameters = {**fault.parameters, "for": FOR}
    for name in given:
        if name not in parameters:
            known = ", ".join(parameters)
            raise Refused(400, f"{fault.name} has no parameter {name!r}; there are {known}")
    found: dict[str, Any] = {}
    for name, parameter in parameters.items():
        try:
            found[name] = parameter.read(given[name]) if name in given else parameter.default
        except ValueError as wrong:
            raise Refused(400, f"{name}: {wrong}") from None
    return found
