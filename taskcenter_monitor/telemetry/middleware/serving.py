"""How a middleware is set up, for ASGI and WSGI alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict

from taskcenter_monitor.telemetry.logging.operations import SLOW
from taskcenter_monitor.telemetry.middleware.clients import Proxies
from taskcenter_monitor.telemetry.operations.complaints import complain
from taskcenter_monitor.telemetry.strangers import sound_id

Told: TypeAlias = MutableMapping[str, Any]
"""What the server tells of a request: the scope of ASGI, the environ of WSGI."""
Route: TypeAlias = Callable[[Told], str | None]
"""Gives the template of the path, or None where it does not know it."""
Ids: TypeAlias = Callable[[Told], Mapping[str, object]]
"""Gives ids of whom a request is, such as `business_id` and `user_id`."""

SERVED = "taskcenter.served"
"""In the scope or environ of a request that one of ours is around already. A second one, as of an
application that is mounted in another, leaves it alone: nothing is to be counted twice."""
QUIET = frozenset({"/metrics", "/health"})
UNMATCHED = "unmatched"
"""The label `endpoint` of what no route has matched: anybody can ask for any path."""
LONGEST_TEMPLATE = 200
"""Characters of a template; what is longer was not written by a person."""


class Settings(TypedDict, total=False):
    """What a middleware may be given; see `Serving`."""

    quiet: Collection[str]
    route: Route
    ids: Ids
    trusted_proxies: Collection[str]
    slow_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The same, ready for use.

    Paths of `quiet` have no span, no record and no metrics. `route` goes before what the
    frameworks say. `ids` are bound for the request. `trusted_proxies` are addresses and networks,
    and `unix` for sockets, whose X-Forwarded-For is believed; nobody's is by default. A request is
    slow from `slow_after` seconds on.
    """

    quiet: frozenset[str] = QUIET
    route: Route | None = None
    ids: Ids | None = None
    proxies: Proxies | None = None
    slow_after: float = SLOW["http"]

    def ids_of(self, told: Told) -> dict[str, object]:
        """What the hook says that may be bound; nothing where it fails."""
        if self.ids is None:
            return {}
        try:
            return {name: one for name, one in self.ids(told).items() if _may_be_bound(name, one)}
        except Exception as fault:  # noqa: BLE001 - the request is answered all the same
            complain("the ids of a request could not be told", fault)
            return {}

    def route_of(self, told: Told, known: Route) -> str:
        """The template of the path, by our hook or else by what the framework has left behind."""
        for ask in (self.route, known):
            try:
                found = ask(told) if ask is not None else None
            except Exception as fault:  # noqa: BLE001 - a path without a template is unmatched
                complain("the route of a request could not be told", fault)
            else:
                if isinstance(found, str) and found and len(found) <= LONGEST_TEMPLATE:
                    return found
        return UNMATCHED


def _may_be_bound(name: str, given: object) -> bool:
    """Not a number of a phone, say: a hook may hand on what a caller has sent."""
    if not given or not isinstance(given, str | int) or sound_id(str(given)):
        return True
    complain(f"the {name} of a request is not bound", ValueError("the policy hides such ids"))
    return False


def serving(settings: Settings) -> Serving:
    """Raises TypeError for a keyword that there is not, ValueError for what is no network."""
    odd = settings.keys() - Settings.__annotations__.keys()
    if odd:
        raise TypeError(f"the middleware takes no {', '.join(sorted(odd))}")
    trusted = settings.get("trusted_proxies", ())
    return Serving(
        quiet=frozenset(settings.get("quiet", QUIET)),
        route=settings.get("route"),
        ids=settings.get("ids"),
        proxies=Proxies(trusted) if trusted else None,
        slow_after=settings.get("slow_after", SLOW["http"]),
    )
