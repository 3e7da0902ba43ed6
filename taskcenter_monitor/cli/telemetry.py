"""`tcmon telemetry show`, `set` and `clear`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.cli.telemetry_files import faults, note_build
from taskcenter_monitor.errors import EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from taskcenter_monitor.telemetry.policy.precedence import Target

DEFAULT = "build/telemetry/policy.json"
LONGEST = 7
"""Days that a level may be set for: what shall hold longer belongs into the specs."""


class Format(StrEnum):
    """Ways in which a policy is shown."""

    TEXT = "text"
    JSON = "json"


Component = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The name of a logger; those below it are meant as well."),
]
Business = Annotated[str | None, typer.Option(metavar="ID", help="The id of a business.")]
User = Annotated[str | None, typer.Option(metavar="ID", help="The id of a user.")]
Route = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="With tracing: the template of a path, or the name of a span."
    ),
]
TRACING = "tracing"
"""In the place of a level: the share of traces is meant."""
File = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="PATH",
        help="The file of the policy. [default: what TASKCENTER_TELEMETRY_POLICY names, else"
        f" {DEFAULT}]",
        show_default=False,
    ),
]


def show(
    component: Component = None,
    business: Business = None,
    user: User = None,
    format: Annotated[Format, typer.Option(help="How to show it.")] = Format.TEXT,
    policy: File = None,
) -> None:
    """Show which records services keep: levels, what is set for a while, sampling, redaction.

    With names, which level holds for a record of that component, business and user, and why. Who is
    most specific goes first: the user, then the business, then the longest prefix of the component.
    """
    leave(lambda: _run(lambda: _show(_file(policy), (user, business, component), format)))


def set_level(
    level: Annotated[
        str,
        typer.Argument(metavar="LEVEL", help="debug, info, warn, error or fatal; or tracing."),
    ],
    share: Annotated[
        str | None,
        typer.Argument(
            metavar="[SHARE]",
            help="With tracing: of the traces that begin here those to record, like 50%.",
        ),
    ] = None,
    component: Component = None,
    business: Business = None,
    user: User = None,
    route: Route = None,
    duration: Annotated[
        str,
        typer.Option(
            "--for", metavar="DURATION", help=f"How long, like 30m or 2h; {LONGEST}d at most."
        ),
    ] = "1h",
    policy: File = None,
) -> None:
    """Set the level of one component, business or user, or the ratio of traces, for a while.

    Services that follow the file do so within 1.5 s, and go back by themselves when the time is
    over.
    """

    def work() -> int:
        if _is_tracing(level, (user, business, component), route):
            from taskcenter_monitor.cli.telemetry_traces import set_share

            return set_share(_file(policy), share, route, _span(duration))
        if share is not None:
            raise UsageFault(f"{share!r} goes with tracing: a level is set for one of --component")
        return _set(_file(policy), level, _target(user, business, component), _span(duration))

    leave(lambda: _run(work))


def clear(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[tracing]", help="The ratio of traces, not a level."),
    ] = None,
    component: Component = None,
    business: Business = None,
    user: User = None,
    route: Route = None,
    policy: File = None,
) -> None:
    """Take back what was set for one component, business or user, before its time is over."""

    def work() -> int:
        if what is not None and what != TRACING:
            raise UsageFault(f"{what!r} is not {TRACING}; a level is named by whose it is")
        if _is_tracing(what or "", (user, business, component), route):
            from taskcenter_monitor.cli.telemetry_traces import clear_share

            return clear_share(_file(policy), route)
        return _clear(_file(policy), _target(user, business, component))

    leave(lambda: _run(work))


telemetry = typer.Typer(
    help="Show and change which records and traces services keep, while they run.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
telemetry.command("show", short_help="Show the policy, or which level holds for whom.")(show)
telemetry.command("set", short_help="Set a level or the ratio of traces for a while.")(set_level)
telemetry.command("clear", short_help="Take back what was set.")(clear)


def _run(work: Callable[[], int]) -> int:
    try:
        from taskcenter_monitor.telemetry.policy import PolicyFault
    except ModuleNotFoundError as error:
        raise EnvironmentFault(
            f"the policy of telemetry is read with {error.name}, which is not installed; run"
            " pip install 'taskcenter-monitor[telemetry]'"
        ) from None
    try:
        return work()
    except PolicyFault as fault:
        print(f"tcmon: {fault}", file=sys.stderr)
        return FAULTS


def _show(file: str, names: tuple[str | None, str | None, str | None], format: Format) -> int:
    from datetime import UTC, datetime
    from pathlib import Path

    from taskcenter_monitor.cli import telemetry_json, telemetry_text
    from taskcenter_monitor.telemetry.policy.files import content_of
    from taskcenter_monitor.telemetry.policy.precedence import Subject
    from taskcenter_monitor.telemetry.policy.reading import read_policy

    user, business, component = (name or "" for name in names)
    with faults(file, "read"):
        policy = read_policy(content_of(Path(file)))
    subject = Subject(user=user, business=business, component=component)
    shown = telemetry_json.shown if format is Format.JSON else telemetry_text.shown
    print(shown(policy, subject, file, datetime.now(UTC)))
    return CLEAN


def _set(file: str, level: str, goal: Target, span: timedelta) -> int:
    from datetime import UTC, datetime
    from pathlib import Path

    from taskcenter_monitor.cli.telemetry_text import edited
    from taskcenter_monitor.telemetry.policy.editing import override_of, set_override
    from taskcenter_monitor.telemetry.policy.reading import PolicyFault

    now = datetime.now(UTC)
    _require_fit(goal)
    try:
        override = override_of(goal, _level(level), now + span)
    except PolicyFault as fault:
        raise UsageFault(f"--{goal[0]} {goal[1]!r} cannot be in a policy: {fault}") from None
    with faults(file, "changed"):
        edit = set_override(Path(file), override, now)
    print(edited(edit, goal, now))
    if override.level == "fatal":
        print("tcmon: at this level no ERROR is written; error is the highest", file=sys.stderr)
    note_build(file)
    return CLEAN


def _clear(file: str, goal: Target) -> int:
    from datetime import UTC, datetime
    from pathlib import Path

    from taskcenter_monitor.cli.telemetry_text import edited
    from taskcenter_monitor.telemetry.policy.editing import clear_override

    now = datetime.now(UTC)
    with faults(file, "changed"):
        edit = clear_override(Path(file), goal, now)
    print(edited(edit, goal, now))
    return CLEAN


def _file(given: str | None) -> str:
    from taskcenter_monitor.telemetry.policy.files import VARIABLE

    if given == "":
        raise UsageFault("--policy names no file; is a variable empty?")
    return given or os.environ.get(VARIABLE) or DEFAULT


def _is_tracing(what: str, names: tuple[str | None, ...], route: str | None) -> bool:
    """Whether traces are meant; refuses what would then be left unheeded."""
    if what != TRACING:
        if route is not None:
            raise UsageFault("--route goes with tracing, as in tcmon telemetry set tracing 50%")
        return False
    if any(name is not None for name in names):
        raise UsageFault("traces begin with a route: name that with --route, or none for all")
    return True


def _target(user: str | None, business: str | None, component: str | None) -> Target:
    from taskcenter_monitor.telemetry.policy.precedence import KINDS

    named = zip(KINDS, (user, business, component), strict=True)
    given = [(kind, name) for kind, name in named if name is not None]
    if len(given) != 1:
        raise UsageFault("name one of --component, --business and --user: the level is that of one")
    if not given[0][1]:
        raise UsageFault(f"--{given[0][0]} names nobody; is a variable empty?")
    _require_text(*given[0])
    return given[0]


def _require_text(kind: str, name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "surrogateescape")
        raise UsageFault(f"--{kind} is no text in UTF-8, but {shown!r}") from None


def _require_fit(goal: Target) -> None:
    """Refuses what no record can have: it would be set, and change nothing."""
    from taskcenter_monitor.reporters.excerpt import visible
    from taskcenter_monitor.vocabulary.loggers import is_logger, meant

    kind, name = goal
    if kind == "component" and not is_logger(name):
        raise UsageFault(f"{name!r} is no name of a logger; {meant(name)}")
    if visible(name) != name:
        raise UsageFault(f"--{kind} {name!r} has signs that control a terminal, and no id has")


def _level(text: str) -> str:
    from typing import get_args

    from taskcenter_monitor.telemetry.policy.document import LevelName

    known: tuple[str, ...] = get_args(LevelName)
    if text.lower() not in known:
        raise UsageFault(f"{text!r} is no level; there are {', '.join(known)}")
    return text.lower()


def _span(text: str) -> timedelta:
    from datetime import timedelta

    from taskcenter_monitor.vocabulary.durations import parse_duration

    try:
        span = timedelta(seconds=parse_duration(text))
    except ValueError as error:
        raise UsageFault(f"--for: {error}") from None
    if not timedelta(seconds=1) <= span <= timedelta(days=LONGEST):
        raise UsageFault(
            f"--for {text} is not between 1s and {LONGEST}d; what shall hold longer belongs into"
            " specs/telemetry.yaml"
        )
    return span
