"""Tries what a policy hides on texts, in another process that is killed if a search has no end.

Nothing else stops one: Python looks at no signal and at no clock meanwhile.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.forking import Limited
from taskcenter_monitor.ir.telemetry import Pattern

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.policy import document

LIMIT = 5.0
"""Seconds of a core for all of it; the shipped patterns take a hundredth."""
_RUN = 1000
"""Signs of one kind in a row: doubled work with each shows after thirty, its cube after these."""
_ROUNDS = 30

Pair: TypeAlias = "tuple[Pattern, document.Pattern]"
"""A pattern as the specs have it and as services do."""
Step: TypeAlias = int | Diagnostic
"""The number of the pattern that is tried next, or what was found."""


def tried(pairs: Sequence[Pair], shown: Callable[[], Iterator[Diagnostic]]) -> Iterator[Diagnostic]:
    """What `shown` finds, or the pattern whose search was still going on at the end."""

    def work() -> Iterator[Step]:
        yield from _searched(pairs)
        yield from shown()

    steps = Limited(work, pickle, LIMIT)
    at = 0
    found = []
    for step in steps:
        if isinstance(step, int):
            at = step
        else:
            found.append(step)
    if steps.has_ended:
        yield from found
    elif steps.is_over:
        yield _endless(pairs[at][0].origin)
    else:
        # There can be no other process here: then without a limit.
        yield from (step for step in work() if not isinstance(step, int))


def _endless(pattern: Origin) -> Diagnostic:
    return Diagnostic(
        check="telemetry/endless",
        message=f"a search for this was not over after {LIMIT:g} s, and was killed",
        place=pattern.at("match"),
        help="a service would stand still as long: bound what repeats, as in {1,64}, and let"
        " nothing be found in two ways",
    )


def _searched(pairs: Sequence[Pair]) -> Iterator[Step]:
    from taskcenter_monitor.telemetry.policy.expressions import compiled

    texts = [example.text for written, _ in pairs for example in written.examples]
    for number, (written, read) in enumerate(pairs):
        yield number
        expression = compiled(read.match)
        own = [example.text for example in written.examples]
        for text in (*texts, *(longer for one in own for longer in hostile(one))):
            expression.sub("", text)


def hostile(text: str) -> Iterator[str]:
    """Texts that nearly fit: what repeats in this one repeats for long, and then it breaks off."""
    place = 0
    for _, signs in groupby(text, _kind):
        run = "".join(signs)
        yield f"{text[:place]}{run[0] * _RUN}!"
        place += len(run)
        yield f"{text[:place]}{run[-1] * _RUN}!"
    yield f"{text * _ROUNDS}!"


def _kind(sign: str) -> str:
    """Letters and digits are taken for one another by most expressions; all else is itself."""
    return "a" if sign.isalpha() else "0" if sign.isdigit() else sign
