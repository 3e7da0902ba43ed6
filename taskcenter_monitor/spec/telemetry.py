"""What the services of Task Center write of themselves: levels, limits, samples, what is hidden."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from taskcenter_monitor.spec.base import ReadBy, SpecModel, checked
from taskcenter_monitor.spec.shapes import Name, matching
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.objectives import parse_part

LevelName = Literal["debug", "info", "warn", "error", "fatal"]
"""Levels from the most talkative one on."""
_LONGEST_WINDOW = 86_400.0
"""Seconds in a day, the most that a policy takes."""
_part_text = checked("telemetry/share", parse_part)


def _part(value: object) -> str:
    """The share as it was written; a bare number gets an explanation of its own."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    _part_text(value)
    return str(value)


def _repeats_window(text: str) -> None:
    if not 0 < parse_duration(text) <= _LONGEST_WINDOW:
        raise ValueError(f"{text} is no window of repeats: those are up to a day, like 10s")


_window_text = checked("duration/value", _repeats_window)


def _window(value: object) -> str:
    """The window as it was written; a bare number gets an explanation of its own."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    _window_text(value)
    return str(value)


PartText = Annotated[str, ReadBy(_part)]
"""A share from nothing to all, in percent."""
RepeatsWindow = Annotated[str, ReadBy(_window)]
"""How long repeats are counted as one, a day at most."""
Identity = Annotated[str, matching(r"(?s).{1,200}", "an id of 1 to 200 characters")]
"""The id of a business or a user, as records have it."""
RouteName = Annotated[
    str, matching(r"(?s).{1,200}", "the template of a path or the name of a span, 1 to 200 signs")
]
"""What a trace begins with: `/api/v1/tasks/{id}`, or the name of a span, `task callback`."""
FieldName = Annotated[
    str,
    matching(
        r"[A-Za-z][A-Za-z0-9_.-]{0,199}", "the name of a field: letters, digits, `_`, `.` and `-`"
    ),
]
"""The name of a field of a record, or a word of one."""
PatternText = Annotated[str, Field(min_length=1, max_length=2000)]
"""A regular expression of Python."""
ReplaceText = Annotated[str, Field(max_length=200)]
"""What stands where something was hidden; `\\1` and `\\g<name>` stand for groups."""
Positive = Annotated[int, Field(ge=1, le=10_000_000)]


class Levels(SpecModel):
    """From which level on records are kept; who is most specific wins.

    `users` go before `businesses`, those before `components` (names of loggers; the longest prefix
    in whole words wins), those before `default`.
    """

    default: LevelName = "info"
    components: dict[str, LevelName] = Field(default_factory=dict)
    businesses: dict[Identity, LevelName] = Field(default_factory=dict)
    users: dict[Identity, LevelName] = Field(default_factory=dict)


class DropBeyond(SpecModel):
    """How full the queue may be before records of a level are dropped, and counted."""

    debug: PartText = "50%"
    info: PartText = "75%"
    warn: PartText = "100%"


class Queue(SpecModel):
    """What waits to be written.

    `limit` counts records of all levels. ERROR and FATAL are never dropped: `reserve` records
    beyond the limit are theirs alone, and then whoever logs waits.
    """

    limit: Positive = 8192
    reserve: Positive = 65_536
    drop_beyond: DropBeyond = DropBeyond()


class Aggregation(SpecModel):
    """Repeats of one error within `window` become one line with a count.

    The `first` ones are written as they come. Errors of one place and type are the same where their
    messages are alike by `similarity` or more. At most `groups` errors are told apart at a time.
    """

    window: RepeatsWindow = "10s"
    first: Annotated[int, Field(ge=1, le=1000)] = 1
    similarity: PartText = "80%"
    groups: Positive = 1024


class Sampling(SpecModel):
    """The share of records that is kept; errors always are.

    `components` (the longest prefix) go before `default`. DEBUG must pass `debug` as well.
    """

    default: PartText = "100%"
    debug: PartText = "100%"
    components: dict[str, PartText] = Field(default_factory=dict)


class Tracing(SpecModel):
    """The share of traces that are recorded, of those that begin in a service.

    `routes` (templates of paths, or names of spans) go before `ratio`. Whoever continues a trace
    does as its caller has decided.
    """

    ratio: PartText = "100%"
    routes: dict[RouteName, PartText] = Field(default_factory=dict)


class RedactionExamples(SpecModel):
    """Texts that show what a pattern does: `tcmon validate` has the library redact them.

    `hides` maps a text to what must be left of it, `keeps` has texts that look alike and must come
    out as they are. All patterns are applied to them, as they are in a service.
    """

    hides: dict[str, str] = Field(default_factory=dict)
    keeps: list[str] = Field(default_factory=list)


class RedactionPattern(SpecModel):
    """Text that is hidden wherever it stands: what `match` finds becomes `replace`.

    Searching every text costs more than writing it, so a text is only searched where it holds one
    of `words`, in any case, or `digits` digits in a row, spaces and hyphens not counted. With
    neither all are. With a `checksum`, only what satisfies it is hidden.
    """

    match: PatternText
    replace: ReplaceText = "***"
    words: list[str] = Field(default_factory=list)
    digits: Annotated[int, Field(ge=0, le=64)] = 0
    checksum: Literal["luhn", "resident_id"] | None = None
    examples: RedactionExamples = RedactionExamples()


class Redaction(SpecModel):
    """What never leaves a process, neither in logs nor in spans.

    A field is hidden whole, behind `mask`, where a word of its name is among `keys`. `plain` are
    fields that hold ids and are not searched for patterns.
    """

    keys: list[FieldName] = Field(default_factory=list)
    plain: list[FieldName] = Field(default_factory=list)
    mask: Annotated[str, Field(min_length=1, max_length=32)] = "***"
    patterns: dict[Name, RedactionPattern] = Field(default_factory=dict)


class Telemetry(SpecModel):
    """`specs/telemetry.yaml`.

    Without `redaction` services hide what their library brings along, which is that of the specs
    that `tcmon init` writes; an empty one hides nothing.
    """

    levels: Levels = Levels()
    queue: Queue = Queue()
    aggregation: Aggregation = Aggregation()
    sampling: Sampling = Sampling()
    tracing: Tracing = Tracing()
    redaction: Redaction | None = None
