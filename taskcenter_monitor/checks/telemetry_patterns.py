"""Patterns of what is hidden: readable, not everywhere, and shown by examples."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.telemetry import RedactionPattern

_PROBE = "a1 b-2\n"
"""A text with what most boundaries are between."""
_PIECE = 4
"""Characters of an example that are tried at a time."""
_LONGEST_WORD = 200
_READ_ANEW = re.compile(r"\[\[|--|&&|~~|\|\|")
_POSITION = re.compile(r"at position ([0-9]+)")
_BETWEEN = re.compile(r"[ _\"-]")
_DIGIT = re.compile(r"\d")


def pattern(project: Project) -> Iterator[Finding]:
    """Expressions that are none."""
    for place, written in _patterns(project):
        try:
            _compiled(written.match)
        except re.error as error:
            inner = place.at("match").within(error.lineno or 1, error.colno or 1)
            yield Finding(inner, f"the regular expression is broken: {error.msg}")
        except (ValueError, OverflowError, RecursionError) as error:
            yield Finding(place.at("match"), f"the regular expression cannot be read: {error}")


def ambiguous(project: Project) -> Iterator[Finding]:
    """Sets of which Python says that it will read them in another way."""
    for place, written, _ in readable(project):
        if not _READ_ANEW.search(written.match):
            continue
        # Of what it has compiled before Python says nothing.
        re.purge()
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            re.compile(written.match, re.ASCII)
        for one in said:
            text = str(one.message)
            found = _POSITION.search(text)
            inner = place.at("match")
            if found:
                before = written.match[: int(found[1])]
                inner = inner.within(before.count("\n") + 1, len(before) - before.rfind("\n"))
            message = f"a later Python reads this in another way: {text[:1].lower()}{text[1:]}"
            yield Finding(inner, message, "write a backslash before the sign within the set")


def everywhere(project: Project) -> Iterator[Finding]:
    """Expressions that find nothing at all, and that in every text."""
    for place, written, expression in readable(project):
        # In pieces: a whole example may keep an expression that repeats repeats busy for ever.
        texts = (_PROBE, *written.examples.hides, *written.examples.keeps)
        probes = {"", *(text[at : at + _PIECE] for text in texts for at in range(len(text)))}
        if any(not found[0] for probe in probes for found in expression.finditer(probe)):
            message = "the expression also matches where nothing is"
            yield Finding(place.at("match"), message, "let it match one character at least")


def replacement(project: Project) -> Iterator[Finding]:
    """Replacements with groups that the expression does not have."""
    for place, written, expression in readable(project):
        try:
            expression.sub(written.replace, "")
        except re.error as error:
            inner = place.at("replace").within(error.lineno or 1, error.colno or 1)
            yield Finding(inner, f"this cannot be put in: {error.msg}", _groups(expression))
        except IndexError as error:
            yield Finding(place.at("replace"), str(error), _groups(expression))


def _groups(expression: re.Pattern[str]) -> str:
    """The groups that there are."""
    numbers = ", ".join(f"\\{number}" for number in range(1, expression.groups + 1))
    names = "".join(f", \\g<{name}>" for name in expression.groupindex)
    return f"its groups are {numbers}{names}" if numbers else "`match` has no group"


def word(project: Project) -> Iterator[Finding]:
    """Words that every text has, or none can have."""
    for place, written in _patterns(project):
        for position, one in enumerate(written.words):
            where = place.at("words", position)
            if not one.strip():
                message = "a word of nothing is in every text, so all of them are searched"
                yield Finding(where, message, "remove it; without `words` and `digits` all are")
            elif len(one) > _LONGEST_WORD:
                yield Finding(where, f"a word has up to {_LONGEST_WORD} characters")


def no_example(project: Project) -> Iterator[Finding]:
    """Patterns of which nobody can see what they do."""
    for place, written in _patterns(project):
        if not written.examples.hides:
            message = "no example shows what this hides"
            yield Finding(place, message, "add a text to `hides` of its `examples`")
        if not written.examples.keeps:
            message = "no example shows what this leaves alone"
            yield Finding(
                place, message, "add a text that looks alike to `keeps` of its `examples`"
            )


def unsearched(project: Project) -> Iterator[Finding]:
    """Texts that are to be hidden, and never searched."""
    for place, written in _patterns(project):
        for text in written.examples.hides:
            if not _is_searched(written, text):
                wanted = [f"none of {', '.join(written.words)}"] if written.words else []
                wanted += [f"no {written.digits} digits in a row"] if written.digits else []
                message = f"this text is not searched: it has {' and '.join(wanted)}"
                where = place.at_key("examples", "hides", text)
                yield Finding(where, message, "correct `words` and `digits`, or the text")


def _is_searched(written: RedactionPattern, text: str) -> bool:
    if not written.words and not written.digits:
        return True
    plain = _plain(text)
    if any(_plain(one) in plain for one in written.words):
        return True
    run = "0" * written.digits
    return bool(run) and run in plain


def _plain(text: str) -> str:
    """The form in which texts are looked at: no case, no digit another, nothing between digits.

    As lenient as the library is, which takes wide digits for digits and leaves out some signs more
    than it promises: what looks searched here and is not, is found when the example is tried.
    """
    return _DIGIT.sub("0", _BETWEEN.sub("", text.casefold()))


def _patterns(project: Project) -> Iterator[tuple[Origin, RedactionPattern]]:
    if project.telemetry is not None:
        place = project.telemetry.origin.at("redaction", "patterns")
        redaction = project.telemetry.value.redaction
        for name, written in redaction.patterns.items() if redaction else ():
            yield place.at(name), written


def readable(project: Project) -> Iterator[tuple[Origin, RedactionPattern, re.Pattern[str]]]:
    """Those that can be used; of the others their fault is told."""
    for place, written in _patterns(project):
        try:
            expression = _compiled(written.match)
        except (re.error, ValueError, OverflowError, RecursionError):
            continue
        yield place, written, expression


@lru_cache(maxsize=256)
def _compiled(expression: str) -> re.Pattern[str]:
    """As the library compiles it; that Python means to read some sets anew is nobody's fault."""
    with warnings.catch_warnings(action="ignore"):
        return re.compile(expression, re.ASCII)


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/pattern",
        why="Services refuse a policy with a broken expression, and go on with the one before.",
        run=pattern,
    ),
    Check(
        id="telemetry/ambiguous",
        why="After an upgrade of Python the same expression hides something else.",
        run=ambiguous,
        level=Level.WARNING,
    ),
    Check(
        id="telemetry/everywhere",
        why="What matches nothing matches everywhere: every line would be full of stars.",
        run=everywhere,
    ),
    Check(
        id="telemetry/replacement",
        why="Services refuse a policy whose replacement names a group that is not there.",
        run=replacement,
    ),
    Check(
        id="telemetry/word",
        why="Words keep texts from being searched in vain; an empty one keeps nothing.",
        run=word,
    ),
    Check(
        id="telemetry/no-example",
        why="A pattern that hides too little or too much is seen in no line, only in an incident.",
        run=no_example,
    ),
    Check(
        id="telemetry/unsearched",
        why="What is not searched is not hidden, however good the expression.",
        run=unsearched,
    ),
)
