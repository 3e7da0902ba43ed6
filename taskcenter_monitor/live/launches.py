"""How Prometheus and Alertmanager are started so that nobody outside of this machine notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import find

HOST = "127.0.0.1"

_DATA = "data"
"""Where a server keeps its data, within its working directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A server to start.

    `program` is its path and `config` that of its configuration file. `options` follow those that
    every server gets. With `port` 0 it takes a free one. `data` is the folder that it keeps its
    data in, within its working directory where it is not absolute.
    """

    name: str
    program: str
    config: str
    options: tuple[str, ...] = ()
    port: int = 0
    data: str = _DATA


def alertmanager(
    folder: str, runtime: Runtime, *, options: tuple[str, ...] = (), port: int = 0
) -> Launch:
    """An Alertmanager with the `alertmanager.yml` of `folder`.

    Its program is looked for on the PATH of the runtime, then where `make` unpacks it. Raises
    EnvironmentFault when there is none.
    """
    return _launch("alertmanager", folder, runtime, options, port)


def prometheus(
    folder: str, runtime: Runtime, *, options: tuple[str, ...] = (), port: int = 0
) -> Launch:
    """A Prometheus with the `prometheus.yml` of `folder`; see `alertmanager`."""
    return _launch("prometheus", folder, runtime, options, port)


def command(launch: Launch, port: int) -> tuple[str, ...]:
    """The command line that starts it, in a working directory of its own."""
    return (launch.program, *_COMMANDS[launch.name](launch, port), *launch.options)


def borrowed(launch: Launch) -> tuple[str, ...]:
    """Files that the server must find in its working directory.

    Debian's Alertmanager reads its default templates from a fixed folder. `make tools` turns that
    into the working directory where it unpacks the package, and the templates lie beside.
    """
    share = Path(launch.program).resolve().parents[1] / "share/prometheus/alertmanager"
    return tuple(sorted(map(str, share.glob("*.tmpl"))))


def _launch(
    name: str, folder: str, runtime: Runtime, options: tuple[str, ...], port: int
) -> Launch:
    return Launch(
        name=name,
        program=find(name, search_path=runtime.environment.get("PATH", "")),
        config=str(Path(folder, f"{name}.yml").absolute()),
        options=options,
        port=port,
    )


def _alertmanager(launch: Launch, port: int) -> tuple[str, ...]:
    return (
        f"--config.file={launch.config}",
        f"--storage.path={launch.data}",
        f"--web.listen-address={HOST}:{port}",
        # Without an address it looks for no other Alertmanager.
        "--cluster.listen-address=",
    )


def _prometheus(launch: Launch, port: int) -> tuple[str, ...]:
    return (
        f"--config.file={launch.config}",
        f"--storage.tsdb.path={launch.data}",
        f"--web.listen-address={HOST}:{port}",
    )


_COMMANDS: Mapping[str, Callable[[Launch, int], tuple[str, ...]]] = {
    "alertmanager": _alertmanager,
    "prometheus": _prometheus,
}
