"""Whether routes name receivers that are there, and receivers have what they need."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks import naming
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.route_tree import all_routes
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project


def _named(project: Project) -> Iterator[tuple[str, Origin]]:
    """The receivers that the root and the routes name, with the places."""
    yield project.routing.value.root.receiver, project.routing.origin.at("root", "receiver")
    for placed in all_routes(project):
        if placed.route.receiver is not None:
            yield placed.route.receiver, placed.origin.at("receiver")


def unknown(project: Project) -> Iterator[Finding]:
    """Receivers that routes name and nobody wrote."""
    return naming.unknown("receiver", _named(project), project.routing.value.receivers)


def unused(project: Project) -> Iterator[Finding]:
    """Receivers that no route names."""
    return naming.unused(
        "receiver",
        _named(project),
        project.routing.value.receivers,
        project.routing.origin.at("receivers"),
        "remove it, or let a route name it",
    )


def without_mail(project: Project) -> Iterator[Finding]:
    """Mail without a server."""
    spec = project.routing.value
    if spec.mail is not None:
        return
    for name, integrations in spec.receivers.items():
        for position, integration in enumerate(integrations):
            if integration.email is not None:
                yield Finding(
                    project.routing.origin.at("receivers", name, position, "email"),
                    f"the receiver {name} sends mail, but no mail server is named",
                    "add `mail` with smarthost and from to routing.yaml",
                )


CHECKS: tuple[Check, ...] = (
    Check(
        id="receivers/unknown",
        why="Alertmanager refuses a configuration that names a receiver it does not have.",
        run=unknown,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="receivers/unused",
        why="A receiver that no route names tells nobody, although somebody set it up to be told.",
        run=unused,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="receivers/mail",
        why="Alertmanager refuses a mail receiver without a mail server.",
        run=without_mail,
        needs=frozenset(("routing",)),
    ),
)
