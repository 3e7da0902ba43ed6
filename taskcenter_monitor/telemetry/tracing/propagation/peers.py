"""Which hosts are services of our own: they alone get baggage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"\*|(?:\*\.)?[a-z0-9_:](?:[a-z0-9_.:-]*[a-z0-9_])?")
_AMBIGUOUS = re.compile(r"[\\\s\x00-\x1f\x7f]")
"""In a URL: clients read these in different ways, and so a host from it that is not called."""


class Peers:
    """Hosts by name, `task-center-api`; by what they end in, `*.example.com`; or all, `*`."""

    __slots__ = ("_all", "_ends", "_names")

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        """Raises ValueError for what is no host."""
        named = [host.lower() for host in hosts]
        for host in named:
            if not _HOST.fullmatch(host):
                raise ValueError(f"{host!r} is no host; write names, like *.example.com")
        self._all = "*" in named
        self._names = frozenset(named)
        self._ends = tuple(host[1:] for host in named if host.startswith("*."))

    def has(self, url: str) -> bool:
        """Whether a URL leads to one of them; not, where that is not sure."""
        if self._all:
            return True
        if not self._names or _AMBIGUOUS.search(url):
            return False
        try:
            host = (urlsplit(url).hostname or "").rstrip(".")
        except ValueError:
            return False
        return host in self._names or host.endswith(self._ends)
