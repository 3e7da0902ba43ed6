"""Ports to listen on, bound before anything else is started."""

from __future__ import annotations

import socket


class PortBusy(Exception):
    """Nobody can listen there."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, or asyncio takes it for none that answers in two pieces: each would wait 40 ms.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(256)
    except (OSError, OverflowError) as error:
        opened.close()
        raise PortBusy(f"cannot listen on {host}:{port}: {error}") from error
    return opened


def url_of(opened: socket.socket) -> str:
    """Where it is reached from this host."""
    host, port = opened.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
