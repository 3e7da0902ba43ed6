"""Telemetry that is itself in trouble."""

from __future__ import annotations

import os
from pathlib import Path

from taskcenter.faults.fault import Fault, Number, Values
from taskcenter.faults.repeating import Repeating
from taskcenter.faults.switchboard import Refused
from taskcenter_monitor.telemetry.logging import Logger, get_logger

POLICY = "TASKCENTER_TELEMETRY_POLICY"


class LogOverflow(Fault):
    """Logs faster than can be written, so that records are dropped."""

    name = "log_overflow"
    says = "logs `burst` records at once, `rate` times a second"
    parameters = {
        "burst": Number(20000, 1000, 100000, "records; the queue holds 8192"),
        "rate": Number(1.0, 0.1, 10.0, "bursts a second"),
    }

    def __init__(self) -> None:
        self._log: Logger = get_logger("fault.overflow")
        self._logging: Repeating | None = None

    def on(self, values: Values) -> None:
        """The first burst is under way."""
        self._logging = Repeating(lambda: self._burst(values["burst"]), 1 / values["rate"])

    def off(self) -> None:
        """No burst is under way."""
        if self._logging is not None:
            self._logging.stop()
            self._logging = None

    def _burst(self, records: int) -> None:
        for number in range(records):
            self._log.info("too much is logged", number=number)


class BadPolicy(Fault):
    """The policy file holds what no policy is, until it is put back."""

    name = "bad_policy"
    says = f"writes nonsense into the file of {POLICY}"

    def __init__(self) -> None:
        self._file: Path | None = None
        self._before: bytes | None = None

    def on(self, values: Values) -> None:
        """The service sees it within 1.5 s."""
        named = os.environ.get(POLICY)
        if not named:
            raise Refused(409, f"{POLICY} names no file")
        try:
            before = Path(named).read_bytes()
            _replace(Path(named), b'{"levels": {"default": "loudly"}}\n')
        except OSError as error:
            raise Refused(409, f"cannot write {named}: {error}") from error
        self._file, self._before = Path(named), before

    def off(self) -> None:
        """What was there before is there again."""
        if self._file is not None and self._before is not None:
            _replace(self._file, self._before)
        self._file = self._before = None


def _replace(file: Path, content: bytes) -> None:
    """At once, as an operator would."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(file)
