"""The template of a path, as `/tasks/{id}`, by what frameworks leave behind.

A path itself never becomes a label: there are as many as people can think of.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from taskcenter_monitor.telemetry.middleware.serving import Told

ROUTE = "taskcenter.route"
"""Where an application without a framework may write the template into its scope or environ."""
_NAMED = re.compile(r"{(\w+)(?::\w+)?}")


def asgi_route(began_at: str) -> Callable[[Told], str | None]:
    """For Starlette and FastAPI, whose scope began with this `root_path`."""

    def found(scope: Told) -> str | None:
        if ROUTE in scope:
            return str(scope[ROUTE])
        route = scope.get("route") or _older(scope)
        template = _path_of(route)
        if template is None:
            return None
        mounted = str(scope.get("root_path", ""))[len(began_at) :]
        if not _is_mount(route):
            return _mount(mounted, template, scope) if mounted else template
        # The last one that matched is a mount: of an application of its own, which has taken the
        # rest of the path, or of routes, of which none did.
        return None if getattr(route, "routes", None) else _mount(mounted, "/{path}", scope)

    return found


def wsgi_route(began_at: str) -> Callable[[Told], str | None]:
    """For Flask, whose environ began with this SCRIPT_NAME."""

    def found(environ: Told) -> str | None:
        if ROUTE in environ:
            return str(environ[ROUTE])
        rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
        template = getattr(rule, "rule", None)
        if not isinstance(template, str):
            return None
        mounted = str(environ.get("SCRIPT_NAME", ""))[len(began_at) :]
        return f"{mounted}{template}"

    return found


class DjangoRoutes:
    """A middleware of Django that tells ours which of its routes has matched.

    MIDDLEWARE = ["taskcenter_monitor.telemetry.middleware.routes.DjangoRoutes", ...]
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[Any], Any | Awaitable[Any]]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 - of a library that is not here
        """Answers the request."""
        return self.get_response(request)

    def process_view(
        self,
        request: Any,  # noqa: ANN401 - see above
        _view: object,
        _args: object,
        _named: object,
    ) -> None:
        """Called by Django once a route has matched."""
        told = getattr(request, "scope", None)
        match = request.resolver_match
        (request.META if told is None else told)[ROUTE] = f"/{str(match.route).lstrip('^/')}"


def _path_of(route: object) -> str | None:
    if isinstance(route, str):
        return route
    # FastAPI has the form without converters beside the one that was written.
    for name in ("path_format", "path"):
        path = getattr(route, name, None)
        if isinstance(path, str):
            return path
    return None


def _is_mount(route: object) -> bool:
    return hasattr(route, "app") and hasattr(route, "routes") and not hasattr(route, "endpoint")


def _mount(mounted: str, template: str, scope: Told) -> str | None:
    """The template behind the mounts that led there: their parameters become names again."""
    own = set(_NAMED.findall(template))
    for name, value in scope.get("path_params", {}).items():
        if name in own or name == "path":
            continue
        whole = re.compile(rf"/{re.escape(str(value))}(?=/|$)")
        mounted, times = whole.subn(f"/{{{name}}}", mounted, count=1)
        if not times:
            return None
    return f"{mounted}{template}" if template != "/" or not mounted else f"{mounted}/"


def _older(scope: Told) -> object:
    """Starlette before 1.0 leaves the endpoint alone: the route is the one that has it."""
    endpoint, names = scope.get("endpoint"), scope.get("path_params", {}).keys()
    if endpoint is None:
        return None
    routes = getattr(scope.get("router"), "routes", ())
    own = [one for one in routes if getattr(one, "endpoint", None) is endpoint]
    return next((one for one in own if set(one.param_convertors) <= names), None)
