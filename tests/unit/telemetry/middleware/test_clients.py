"""Whose address is recorded."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from taskcenter_monitor.telemetry.middleware.clients import Proxies
from taskcenter_monitor.telemetry.middleware.routes import ROUTE, DjangoRoutes


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "<script>", "10.0.0.1"),
        ("", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_what_a_trusted_proxy_has_seen_is_believed(
    peer: str, forwarded: str, client: str
) -> None:
    assert Proxies(["10.0.0.0/8", "unix"]).client(peer, forwarded) == client


def test_a_socket_is_trusted_only_where_that_is_said() -> None:
    assert Proxies(["10.0.0.0/8"]).client("", "203.0.113.9") == ""


def test_what_is_no_network_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Proxies(["nowhere"])


def test_django_tells_its_route() -> None:
    asked = SimpleNamespace(META={}, resolver_match=SimpleNamespace(route="tasks/<int:id>/"))
    middleware = DjangoRoutes(lambda request: request)
    middleware.process_view(asked, None, (), {})
    assert middleware(asked).META == {ROUTE: "/tasks/<int:id>/"}
