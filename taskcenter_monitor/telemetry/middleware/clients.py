"""The address of who has sent a request."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address, ip_network

UNIX = "unix"
"""In place of a network: a socket of the machine itself, where a peer has no address."""


class Proxies:
    """The proxies that a service trusts, whose X-Forwarded-For is believed.

    Anybody may send that header. So it is read from its end, where the trusted proxy has put whom
    it has seen, and the first address that is no trusted proxy is the client.
    """

    def __init__(self, trusted: Collection[str]) -> None:
        if isinstance(trusted, str):
            raise TypeError("trusted_proxies is a collection of addresses, not one")
        self._unix = UNIX in trusted
        self._networks = [ip_network(one, strict=False) for one in trusted if one != UNIX]

    def client(self, peer: str, forwarded: str) -> str:
        """The client, given who has connected and what the header says."""
        if not forwarded or not self._trusts(peer):
            return peer
        for said in reversed(forwarded.split(",")):
            address = _without_port(said.strip())
            if address is None:
                return peer
            if not self._trusts(address):
                return address
            peer = address
        return peer

    def _trusts(self, address: str) -> bool:
        if not address or address.startswith("/"):
            return self._unix
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def _without_port(said: str) -> str | None:
    """The address alone, None for what is no address: some proxies add a port."""
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        return str(ip_address(said))
    except ValueError:
        return None
