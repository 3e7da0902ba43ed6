"""Reads LogQL: whether a query can be read by Loki, and whether it yields lines or numbers."""

from __future__ import annotations

from functools import lru_cache

from taskcenter_monitor.checks.logstages import Stages
from taskcenter_monitor.checks.logwords import BrokenLogQLError, Word, words
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.vocabulary.logql import (
    AGGREGATIONS,
    BINARY,
    COMPARING,
    EITHER,
    FUNCTIONS,
    GROUPING,
    OVER_TIME,
    PARAMETER,
    PLAIN_NUMBER,
    RANKINGS,
    UNWRAPPING,
)

LINES = "lines"
NUMBERS = "numbers"
Outcome = str | BrokenLogQLError
"""LINES or NUMBERS, or why there are none."""


@lru_cache(maxsize=256)
def read(query: str) -> Outcome:
    """What a query yields; never raises."""
    try:
        return _Query(words(query)).whole()
    except BrokenLogQLError as broken:
        return broken


class _Query(Stages):
    """Expressions of numbers, down to the streams that they count."""

    def whole(self) -> str:
        """The query up to its end."""
        found = self._expression()
        if self.word.kind == "window":
            message = "a window stands within a function, like count_over_time({...} [5m])"
            raise self.word.fault(message)
        if self.word.kind != "end":
            raise self.unexpected("an operator or the end of the query")
        return found

    def _expression(self) -> str:
        found = self._operand()
        while self.word.key in BINARY:
            operator = self.take()
            if operator.key in COMPARING and self.at("bool"):
                self.take()
            if self.at("on", "ignoring"):
                self.take()
                self.labels()
                self._group()
            if LINES in (found, self._operand()):
                raise operator.fault("lines cannot be calculated with", "count them first")
        return found

    def _group(self) -> None:
        if self.at("group_left", "group_right"):
            self.take()
            if self.at("("):
                self.labels()

    def _operand(self) -> str:
        if self.at("("):
            self.take()
            found = self._expression()
            self.sign(")")
            return found
        if self.at("{"):
            self.selector()
            self.pipeline(may_unwrap=False)
            return LINES
        if self.at("+", "-"):
            self.take()
            self._number()
        elif self.word.kind == "number":
            self._number()
        else:
            self._function(self.expect("name", "a stream selector, {...}, or a function"))
        return NUMBERS

    def _function(self, name: Word) -> None:
        if name.key not in FUNCTIONS:
            hint = nearest(name.key, FUNCTIONS)
            raise name.fault(f"LogQL has no function {name.text!r}", hint)
        if name.key in OVER_TIME:
            self._over_time(name)
        elif name.key in AGGREGATIONS | RANKINGS:
            self._aggregation(name)
        elif name.key == "vector":
            self.sign("(")
            self._number()
            self.sign(")")
        else:
            self.sign("(")
            self._numbers(name)
            for _ in range(4):
                self.sign(",", "four texts after what they are about")
                self.expect("text", "a text in quotes")
            self.sign(")")

    def _aggregation(self, name: Word) -> None:
        is_grouped = self._grouping()
        self.sign("(", "`(`")
        self._parameter(name)
        self._numbers(name)
        self.sign(")")
        if self.at("by", "without") and is_grouped:
            raise self.word.fault(f"{name.text} is grouped already")
        self._grouping()

    def _numbers(self, name: Word) -> None:
        start = self.word
        if self._expression() == LINES:
            message = f"{name.text} takes numbers, and these are lines"
            raise start.fault(message, "count them: count_over_time({...} [$__auto])")

    def _grouping(self) -> bool:
        if not self.at("by", "without"):
            return False
        self.take()
        self.labels()
        return True

    def _parameter(self, name: Word) -> None:
        if name.key in PARAMETER:
            if self.word.kind != "number":
                raise self.unexpected(f"the number that {name.text} begins with")
            self._number()
            self.sign(",", "a comma")

    def _number(self) -> None:
        word = self.expect("number", "a number")
        if not PLAIN_NUMBER.fullmatch(word.text):
            raise word.fault(f"{word.text} is not a plain number")

    def _over_time(self, name: Word) -> None:
        self.sign("(", "`(`")
        self._parameter(name)
        has_window, unwraps = self._stream(has_window=False)
        if not has_window:
            raise name.fault(f"{name.text} needs a window", "write [$__auto] behind the stream")
        self.sign(")")
        if unwraps and name.key not in UNWRAPPING | EITHER:
            raise name.fault(f"{name.text} takes lines, not the values of `unwrap`")
        if not unwraps and name.key in UNWRAPPING:
            message = f"{name.text} needs values, and lines have none"
            raise name.fault(message, "add `| unwrap <label>`")
        if self.at("by", "without"):
            if name.key not in GROUPING:
                hint = "sum it by these labels"
                raise self.word.fault(f"{name.text} cannot be grouped", hint)
            self._grouping()

    def _stream(self, *, has_window: bool) -> tuple[bool, bool]:
        """A stream with a window; whether it has one, and whether values are unwrapped."""
        if self.at("("):
            self.take()
            has_window, unwraps = self._stream(has_window=has_window)
            self.sign(")")
        else:
            self.selector()
            has_window = self._window(has_window=has_window)
            unwraps = self.pipeline(may_unwrap=True)
        return self._window(has_window=has_window), unwraps

    def _window(self, *, has_window: bool) -> bool:
        if self.word.kind == "window":
            if has_window:
                raise self.word.fault("there is a window already")
            self.take()
            has_window = True
        if has_window and self.at("offset"):
            self.take()
            if self.at("-"):
                self.take()
            self.expect("number", "a duration")
        return has_window
