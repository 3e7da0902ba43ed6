"""The schema of policy.json: what `tcmon build` writes and services load.

Every key may be left out, and then has the value that stands here. Without `redaction` the one of
`default.json` holds, so that a policy that only sets levels does not write passwords. Unknown keys
are refused: a policy with a misspelt key would silently do nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

LevelName = Literal["debug", "info", "warn", "error", "fatal"]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Seconds = Annotated[float, Meta(gt=0.0, le=86_400.0)]

VERSION: Literal[1] = 1
"""Of the schema. A library refuses a policy of another version rather than guess."""


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A part of the policy."""


class Levels(Section, frozen=True):
    """From which level on records are kept; who is most specific wins.

    `users` go before `businesses`, those before `components` (the longest dotted prefix of a
    logger's name), those before `default`.
    """

    default: LevelName = "info"
    components: dict[Name, LevelName] = field(default_factory=dict)
    businesses: dict[Name, LevelName] = field(default_factory=dict)
    users: dict[Name, LevelName] = field(default_factory=dict)


class Override(Section, frozen=True):
    """What an operator has set for a while: exactly one of `component`, `business` and `user`.

    It goes before what `levels` has for the same name. `until` has a time zone.
    """

    level: LevelName
    until: Annotated[datetime, Meta(tz=True)]
    component: Name | None = None
    business: Name | None = None
    user: Name | None = None


class Thresholds(Section, frozen=True):
    """How full the queue may be, as a share of its limit, before a level is dropped."""

    debug: Share = 0.5
    info: Share = 0.75
    warn: Share = 1.0


class Queue(Section, frozen=True):
    """What waits for the writer.

    `limit` counts records of all levels. ERROR and FATAL are never dropped: `reserve` records
    after the limit are kept for them, and then the caller waits.
    """

    limit: Count = 8192
    reserve: Count = 65_536
    drop_beyond: Thresholds = Thresholds()


class Aggregation(Section, frozen=True):
    """Repeats of one error within `window` seconds become one line.

    The `first` ones of a window are written as they come, the others are counted. Two errors of one
    place and type are the same if their messages, without numbers and names in quotes, are
    alike by at least `similarity`. At most `groups` are told apart at a time.
    """

    window: Seconds = 10.0
    first: Annotated[int, Meta(ge=1, le=1000)] = 1
    similarity: Share = 0.8
    groups: Count = 1024


class Sampling(Section, frozen=True):
    """The share of records that is kept, of levels below ERROR.

    `components` (longest prefix) goes before `default`. A DEBUG record must pass `debug` too. Of
    one trace all records are kept or none, by its id: a share equal to the ratio of sampled traces
    keeps theirs. A kept record says `sample_rate`; it stands for 1 / sample_rate of its kind.
    """

    default: Share = 1.0
    debug: Share = 1.0
    components: dict[Name, Share] = field(default_factory=dict)


class RatioOverride(Section, frozen=True):
    """What an operator has set for a while, for one route or, without one, for all of them.

    The one for all goes before `ratio` and not before `routes`. `until` has a time zone.
    """

    ratio: Share
    until: Annotated[datetime, Meta(tz=True)]
    route: Name | None = None


class Tracing(Section, frozen=True):
    """The share of traces that are recorded and exported, of those that begin here.

    `routes` (the template of a path, or the name of a span that begins a trace) go before `ratio`.
    Whoever continues a trace does as its caller has decided. What holds while `overrides` last is
    said by `precedence.effective_tracing`.
    """

    ratio: Share = 1.0
    routes: dict[Name, Share] = field(default_factory=dict)
    overrides: tuple[RatioOverride, ...] = ()


class Pattern(Section, frozen=True):
    r"""Text that is hidden wherever it stands.

    `replace` may name groups of `match`, as in `\1***`. A text is only searched if it holds one of
    `words`, in any case, or a run of `digits` digits, spaces and hyphens not counted; with neither
    it always is. With a `checksum`, only what satisfies it is hidden.

    `\d`, `\w`, `\b`, `(?i)` and the case of `words` are those of ASCII; full-width digits are found
    as if they were 0 to 9. Python cannot stop a search that takes too long, and it holds the lock
    of the interpreter: the whole process stands still, requests and the end by SIGTERM too. Bound
    what repeats (`{1,64}`, not `+`) and never repeat a repeat; `tcmon validate` tries it.
    """

    name: Name
    match: Annotated[str, Meta(min_length=1, max_length=2000)]
    replace: Annotated[str, Meta(max_length=200)] = "***"
    words: tuple[Name, ...] = ()
    digits: Annotated[int, Meta(ge=0, le=64)] = 0
    checksum: Literal["", "luhn", "resident_id"] = ""


class Redaction(Section, frozen=True):
    """What never leaves the process.

    The value of a field is hidden whole where a word of its name is among `keys`: `user_token` has
    the word `token`. A name that ends in a measure, as `token_count` and `token_expires_at`, is
    not. `plain` are fields that hold ids and are not searched for patterns.

    It holds as it is written: `{}` hides nothing. The policy that leaves it out altogether has that
    of `default.json`.
    """

    keys: tuple[Name, ...] = ()
    plain: tuple[Name, ...] = ()
    mask: Annotated[str, Meta(max_length=32)] = "***"
    patterns: tuple[Pattern, ...] = ()


def _packaged() -> Redaction:
    # Imported here, because that module reads the file with this schema; the file has the key.
    from taskcenter_monitor.telemetry.policy.default import default_policy

    return default_policy().redaction


class Policy(Section, frozen=True):
    """All of it."""

    version: Literal[1] = VERSION
    levels: Levels = Levels()
    overrides: tuple[Override, ...] = ()
    queue: Queue = Queue()
    aggregation: Aggregation = Aggregation()
    sampling: Sampling = Sampling()
    tracing: Tracing = Tracing()
    redaction: Redaction = field(default_factory=_packaged)
