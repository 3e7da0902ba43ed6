"""One fault of the messages, before it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.live.notifications.redirection import Probe


@dataclass(frozen=True, slots=True)
class Found:
    """One fault, as often as it may be found; `probe` is None where no message is to blame."""

    check: str
    what: str
    place: Origin | Span
    probe: Probe | None = None
    resolved: bool = False
    help: str = ""


def told_once(same: Sequence[Found]) -> Diagnostic:
    """The same fault of several messages, said of the first of them."""
    first, others = same[0], len(same) - 1
    more = f" (and {others} more message{'s' if others > 1 else ''})" if others else ""
    return Diagnostic(
        check=first.check,
        message=f"{_whose(first)}{first.what}{more}",
        place=first.place,
        help=first.help,
    )


def _whose(found: Found) -> str:
    probe = found.probe
    if probe is None:
        return ""
    ended = ", resolved" if found.resolved else ""
    situation = f"{probe.situation.words}{ended}"
    return f"{probe.channel.name} of receiver {probe.receiver.name}, {situation}: "
