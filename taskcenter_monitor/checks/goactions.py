"""What the actions of a template, read one after the other, speak of.

The same value has many names: `$value`, `.Value`, `$.Value`, a variable that was set to it, the dot
inside of `with $value`. All of them are followed, so that none gets by unseen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Position = tuple[int, int, int]
"""Line, column and length inside a text."""

_BUILTIN = """
and or not index slice len print printf println html js urlquery call eq ne lt le gt ge
"""
_PROMETHEUS = """
query first value label strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink
tableLink sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration
humanizePercentage humanizeTimestamp toTime pathPrefix externalURL parseDuration
"""
BUILTIN = frozenset(_BUILTIN.split())
"""Functions of Go's template language."""
PROMETHEUS = frozenset(_PROMETHEUS.split())
"""Functions that every supported Prometheus adds."""

_VALUE, _LABELS, _EXTERNAL = "$value", "$labels", "$externalLabels"
VARIABLES = frozenset((_LABELS, _EXTERNAL, "$externalURL", _VALUE))
"""What Prometheus defines before a template of an alert starts."""
_ROOT, _SAMPLE, _OTHER = "$", "sample", ""
"""What a dot can be besides: all there is, a result of `query`, something else."""
_FIELDS = {
    _ROOT: {"Value": _VALUE, "Labels": _LABELS, "ExternalLabels": _EXTERNAL},
    _SAMPLE: {"Value": _VALUE},
}

OPENING = frozenset(("if", "range", "with", "block", "define"))
"""Words that begin what `end` ends."""
_KEYWORDS = OPENING | frozenset(
    ("else", "end", "template", "break", "continue", "nil", "true", "false")
)
_KNOWN = _KEYWORDS | BUILTIN | PROMETHEUS
_HUMAN = frozenset(word for word in PROMETHEUS if word.startswith("humanize")) | {"toTime"}
_ROUNDED = re.compile(r"%[-+ #0]*\d*(?:\.\d+[eEfFgG]|[fFd])")
"""A verb of printf that says how many digits there are."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a template, and where it stands."""

    text: str
    position: Position


class Actions:
    """Collects what a text reads: `labels` and `external` of the alert, `bare` values without a
    format, and `unknown` functions and variables.
    """

    def __init__(self) -> None:
        self.labels: list[Word] = []
        self.external: list[Word] = []
        self.bare: list[Word] = []
        self.unknown: list[Word] = []
        self.defined: set[str] = set()
        self._meaning = {name: name for name in VARIABLES} | {"$": _ROOT}
        self._dots = [_ROOT]

    def read(self, words: Sequence[Word], place: Position) -> None:
        """Takes the words of one action, which stands at `place`."""
        texts = [word.text for word in words]
        self._define(texts)
        values = [word.text for word in words if self._stands_for(word.text)[0] == _VALUE]
        for number, word in enumerate(words):
            self._word(word)
            if word.text == "index":
                self._index(words[number + 1 : number + 3])
        is_output = ":=" not in texts and "=" not in texts and texts[0] not in _KEYWORDS
        if is_output and values and not _is_formatted(texts):
            self.bare.append(Word(values[0], place))
        self._enter(texts)

    def leave(self) -> None:
        """A block ends."""
        if len(self._dots) > 1:
            self._dots.pop()

    def _define(self, texts: Sequence[str]) -> None:
        """Notes what a variable is set to; of several in one action none is followed."""
        if ":=" not in texts:
            return
        at = texts.index(":=")
        names = [text for text in texts[:at] if text.startswith("$")]
        self.defined.update(names)
        for name in names:
            self._meaning[name] = _OTHER
        if len(names) == 1:
            self._meaning[names[0]] = self._whole(texts[at + 1 :])

    def _enter(self, texts: Sequence[str]) -> None:
        """Follows what the dot becomes in a block, and in its `else`."""
        first = texts[0]
        if first in OPENING:
            pipeline = texts[texts.index(":=") + 1 :] if ":=" in texts else texts[1:]
            inner = {"if": self._dots[-1], "with": self._whole(pipeline), "range": _SAMPLE}
            self._dots.append(inner.get(first, _OTHER))
        elif first == "else" and len(self._dots) > 1:
            self._dots[-1] = self._dots[-2]

    def _whole(self, texts: Sequence[str]) -> str:
        """What a pipeline that is nothing but one name stands for."""
        names = [text for text in texts if text not in "()-"]
        meaning, field = self._stands_for(names[0]) if len(names) == 1 else (_OTHER, "")
        return _OTHER if field else meaning

    def _stands_for(self, text: str) -> tuple[str, str]:
        """What a name stands for, and the field that is read of it."""
        if text.startswith("$"):
            name, _, field = text.partition(".")
            meaning = self._meaning.get(name, _OTHER)
        elif text.startswith("."):
            meaning, field = self._dots[-1], text[1:]
        else:
            return _OTHER, ""
        known = _FIELDS.get(meaning)
        if known is not None and field:
            first, _, field = field.partition(".")
            meaning = known.get(first, _OTHER)
        return meaning, field

    def _word(self, word: Word) -> None:
        text = word.text
        if text.startswith("$") and len(text) > 1:
            name = text.partition(".")[0]
            if name not in self._meaning:
                self.unknown.append(Word(name, word.position))
        elif (text[0].isalpha() or text[0] == "_") and text not in _KNOWN:
            self.unknown.append(word)
        meaning, field = self._stands_for(text)
        self._label(meaning, field.partition(".")[0], word.position)

    def _index(self, following: Sequence[Word]) -> None:
        """A label that is read by `index $labels "name"`."""
        if len(following) == 2 and following[1].text[0] in '"`':
            meaning, field = self._stands_for(following[0].text)
            if not field:
                self._label(meaning, following[1].text[1:-1], following[1].position)

    def _label(self, meaning: str, label: str, place: Position) -> None:
        if label and meaning == _LABELS:
            self.labels.append(Word(label, place))
        elif label and meaning == _EXTERNAL:
            self.external.append(Word(label, place))


def _is_formatted(texts: Sequence[str]) -> bool:
    """Whether an action says how a number is to be shown."""
    if not _HUMAN.isdisjoint(texts):
        return True
    return "printf" in texts and any(text[0] in '"`' and _ROUNDED.search(text) for text in texts)
