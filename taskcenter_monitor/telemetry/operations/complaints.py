"""What this library could not do is logged, once: a service is not to fail for being watched."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.outspoken import Outspoken
from taskcenter_monitor.telemetry.logging.stream import STREAM

_MOST = 64
"""Different complaints of a process; who has that many has read the first ones."""
_said: set[tuple[str, type[BaseException], str]] = set()


def complain(what: str, fault: BaseException) -> None:
    """An ERROR of the component `telemetry`, the first time that this fault of this kind comes."""
    try:
        key = (what, type(fault), str(fault)[:200])
        if key not in _said and len(_said) < _MOST:
            _said.add(key)
            Outspoken(STREAM.channel("telemetry"), (), {}).error(what, error=fault)
    except Exception:  # noqa: BLE001, S110 - nothing is left that could be told to anybody
        pass
