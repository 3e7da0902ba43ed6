"""What reads a stream of logs: its selector, the stages of its pipeline, and their arguments."""

from __future__ import annotations

from taskcenter_monitor.checks.logwords import Word
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.vocabulary.logql import (
    ALONE,
    COMPARING,
    CONVERSIONS,
    LINE_FILTERS,
    MATCHING,
    NAMED_GROUP,
    STAGES,
    WITH_LABELS,
    WITH_TEXT,
    in_python,
    unquoted,
)
from taskcenter_monitor.vocabulary.regexes import check_regex, compiled


class Stages:
    """Reads words from left to right; every method raises BrokenLogQLError."""

    def __init__(self, found: list[Word]) -> None:
        self._found = found
        self._next = 0

    @property
    def word(self) -> Word:
        """The word that comes next."""
        return self._found[self._next]

    def at(self, *keys: str) -> bool:
        """Whether one of these comes next."""
        return self.word.key in keys

    def take(self) -> Word:
        """The next word, which is passed."""
        word = self.word
        if word.kind != "end":
            self._next += 1
        return word

    def expect(self, kind: str, what: str) -> Word:
        """The next word, which has to be of this kind."""
        if self.word.kind != kind:
            raise self.unexpected(what)
        return self.take()

    def sign(self, text: str, what: str = "") -> Word:
        """The next word, which has to be this sign."""
        if not self.at(text):
            raise self.unexpected(what or f"`{text}`")
        return self.take()

    def unexpected(self, what: str) -> Exception:
        """The fault of a word that is something else."""
        found = f"{self.word.text!r}" if self.word.kind != "end" else "the end of the query"
        return self.word.fault(f"expected {what}, found {found}")

    def selector(self) -> None:
        """A stream selector, `{label="value"}`."""
        opening = self.sign("{", 'a stream selector, {label="value"}')
        chooses = False
        while True:
            if self.at("}") and not chooses:
                break
            self.expect("name", "a label")
            operator = self._operator(MATCHING)
            value = self.expect("text", "a text in quotes")
            chooses |= not _passes_nothing(operator.text, self._regex(operator, value))
            if not self.at(","):
                break
            self.take()
        self.sign("}", "a comma or `}`")
        if not chooses:
            message = "Loki refuses a selector that takes streams without any of its labels"
            raise opening.fault(message, 'name one, like {service="..."}')

    def pipeline(self, *, may_unwrap: bool) -> bool:
        """All stages that follow; whether one of them unwraps a value."""
        unwraps = False
        while True:
            if self.word.key in LINE_FILTERS:
                self._line_filter()
            elif self.at("|"):
                self.take()
                if self.at("unwrap") and not (may_unwrap and not unwraps):
                    message = "`unwrap` stands once, within a function over a window"
                    raise self.word.fault(message)
                unwraps |= self.at("unwrap")
                self._stage()
            else:
                return unwraps

    def labels(self) -> None:
        """A list of labels in parentheses."""
        self.sign("(", "`(` and labels")
        while not self.at(")"):
            self.expect("name", "a label")
            if not self.at(")"):
                self.sign(",", "a comma or `)`")
        self.take()

    def _line_filter(self) -> None:
        operator = self.take()
        while True:
            if self.at("ip") and operator.text in ("|=", "!="):
                self._address()
            else:
                self._regex(operator, self.expect("text", "a text in quotes"))
            if not self.at("or"):
                return
            self.take()

    def _stage(self) -> None:
        name = self.word
        following = self._found[min(self._next + 1, len(self._found) - 1)].key
        if self.at("("):
            self._label_filter()
        elif name.kind != "name":
            raise self.unexpected("a stage")
        elif name.key == "unwrap":
            self._unwrap()
        elif name.key in WITH_TEXT:
            self._stage_with_text()
        elif name.key in WITH_LABELS:
            self._stage_with_labels()
        elif name.key in ALONE:
            self.take()
        elif following in MATCHING | COMPARING:
            self._label_filter()
        else:
            hint = nearest(name.key, STAGES) or f"known are {', '.join(sorted(STAGES))}"
            raise name.fault(f"{name.text!r} is no stage, and no comparison of a label", hint)

    def _stage_with_text(self) -> None:
        stage = self.take()
        value = self.expect("text", "a text in quotes")
        if stage.key == "regexp":
            pattern = _checked(value)
            if not NAMED_GROUP.search(pattern):
                raise value.fault("the expression names no label", "write (?P<label>...)")

    def _stage_with_labels(self) -> None:
        stage = self.take()
        while stage.key == "logfmt" and self.word.kind == "flag":
            self.take()
        if stage.key in ("json", "logfmt") and self.word.kind != "name":
            return
        while True:
            self.expect("name", "a label")
            if stage.key in ("drop", "keep") and self.word.text in MATCHING:
                operator = self.take()
                self._regex(operator, self.expect("text", "a text in quotes"))
            elif stage.key == "label_format" or self.at("="):
                self.sign("=")
                if not (stage.key == "label_format" and self.word.kind == "name"):
                    self.expect("text", "a text in quotes")
                else:
                    self.take()
            if not self.at(","):
                return
            self.take()

    def _unwrap(self) -> None:
        self.take()
        name = self.expect("name", "the label to unwrap")
        if not self.at("("):
            return
        if name.key not in CONVERSIONS:
            hint = nearest(name.key, CONVERSIONS) or f"known are {', '.join(sorted(CONVERSIONS))}"
            raise name.fault(f"nothing is unwrapped with {name.text!r}", hint)
        self.take()
        self.expect("name", "the label to unwrap")
        self.sign(")")

    def _label_filter(self) -> None:
        while True:
            if self.at("("):
                self.take()
                self._label_filter()
                self.sign(")")
            else:
                self._comparison()
            if self.at("and", "or", ","):
                self.take()
            elif self.word.kind != "name" and not self.at("("):
                return

    def _comparison(self) -> None:
        self.expect("name", "a label to compare")
        operator = self._operator(MATCHING | COMPARING)
        if self.at("ip") and operator.text in ("=", "!="):
            self._address()
        elif self.word.kind == "text":
            if operator.text not in MATCHING:
                raise operator.fault(f"{operator.text} compares numbers, and this is a text")
            self._regex(operator, self.take())
        else:
            if self.at("-"):
                self.take()
            self.expect("number", "a text in quotes, or a number")
            if operator.text not in {"=", *COMPARING}:
                raise operator.fault(f"{operator.text} compares texts, and this is a number")

    def _operator(self, known: frozenset[str]) -> Word:
        if self.word.text not in known:
            raise self.unexpected(f"one of {' '.join(sorted(known))}")
        return self.take()

    def _address(self) -> None:
        self.take()
        self.sign("(")
        self.expect("text", "an address in quotes")
        self.sign(")")

    @staticmethod
    def _regex(operator: Word, value: Word) -> str:
        return _checked(value) if operator.text.endswith("~") else unquoted(value.text)


def _checked(value: Word) -> str:
    """The regular expression in a text."""
    pattern = in_python(unquoted(value.text))
    try:
        check_regex(pattern)
    except ValueError as error:
        raise value.fault(str(error)) from None
    return pattern


def _passes_nothing(operator: str, value: str) -> bool:
    """Whether a stream without the label passes."""
    if operator in ("=", "!="):
        return (value == "") is (operator == "=")
    pattern = compiled(value)
    return pattern is not None and (pattern.fullmatch("") is not None) is (operator == "=~")
