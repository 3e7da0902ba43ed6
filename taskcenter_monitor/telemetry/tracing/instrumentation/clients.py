"""Which clients are traced, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Protocol

EXTRA = "taskcenter-monitor[telemetry-clients]"
_PLACE = "taskcenter_monitor.telemetry.tracing.instrumentation"
_MODULES: Mapping[str, str] = {
    "httpx": f"{_PLACE}.of_httpx",
    "requests": f"{_PLACE}.of_requests",
    "redis": f"{_PLACE}.of_redis",
    "sqlalchemy": f"{_PLACE}.of_sqlalchemy",
}
NAMES = tuple(_MODULES)


@dataclass(frozen=True, slots=True)
class Client:
    """A library that calls others. Where it makes no spans, `why` says why."""

    name: str
    active: bool
    version: str = ""
    why: str = ""


class Unsuitable(Exception):
    """Why an instrumentation cannot do its work with the client that is there."""


class Instrumentation(Protocol):
    """What each of the modules does for its client."""

    def start(self, version: str) -> None:
        """From now on it makes spans. Raises Unsuitable, and whatever theirs raises."""

    def stop(self) -> None:
        """As if it never had."""


_lock = Lock()
_active: dict[str, tuple[Client, Instrumentation]] = {}
_said: set[Client] = set()


def instrument(*names: str) -> tuple[Client, ...]:
    """Traces these clients from now on, or without names all that are installed.

    It may be called before or after they are imported or clients are made, and more than once.
    Raises ValueError for a name that is not known.
    """
    _require_known(names)
    _require_our_headers()
    with _lock:
        clients = tuple(_started(name) for name in names or NAMES)
    if not names:
        clients = tuple(client for client in clients if client.version)
    for client in clients:
        _say(client)
    return clients


def uninstrument(*names: str) -> None:
    """Takes back what `instrument` did, for these clients or for all."""
    _require_known(names)
    with _lock:
        for name in names or NAMES:
            found = _active.pop(name, None)
            if found is not None:
                found[1].stop()


def _require_known(names: tuple[str, ...]) -> None:
    for name in names:
        if name not in _MODULES:
            raise ValueError(f"{name!r} is no client that can be traced; {', '.join(NAMES)} can")


def _require_our_headers() -> None:
    """Theirs would tell baggage to everybody; what a service has chosen for itself stays."""
    from opentelemetry.propagate import get_global_textmap
    from opentelemetry.propagators.composite import CompositePropagator

    from taskcenter_monitor.telemetry.tracing.propagation import use_here

    if type(get_global_textmap()) is CompositePropagator:
        use_here()


def _started(name: str) -> Client:
    if name in _active:
        return _active[name][0]
    try:
        installed = version(name)
    except PackageNotFoundError:
        return Client(name, active=False, why=f"{name} is not installed")
    try:
        found: Instrumentation = import_module(_MODULES[name]).INSTRUMENTATION
        found.start(installed)
    except ImportError as error:
        why = f"{error.name or error} cannot be imported; run pip install '{EXTRA}'"
        return Client(name, active=False, version=installed, why=why)
    except Unsuitable as error:
        return Client(name, active=False, version=installed, why=str(error))
    except Exception as error:  # noqa: BLE001 - the start of a service does not fail for it
        why = f"its instrumentation failed: {type(error).__name__}: {error}"
        return Client(name, active=False, version=installed, why=why)
    client = Client(name, active=True, version=installed)
    _active[name] = (client, found)
    return client


def _say(client: Client) -> None:
    if client.active or client in _said:
        return
    from taskcenter_monitor.telemetry.logging import get_logger

    _said.add(client)
    get_logger("telemetry.tracing").warn(
        "a client is not traced", client=client.name, version=client.version, reason=client.why
    )
