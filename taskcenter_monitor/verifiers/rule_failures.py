"""What promtool says of a failed test, in one readable line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ALERT = re.compile(r"alertname: *(?P<name>[^,]*), time: *(?P<time>[^,]*),")
_QUERY = re.compile(r'expr: *(?P<expr>".*"), time: *(?P<time>[^,]*),')
_STATE = re.compile(
    r'expr: *"ALERTS\{alertname=[^,]*, severity=\\"(?P<severity>\w+)\\"(?P<more>[^}]*)\}", '
    r"time: *(?P<time>[^,]*),"
)
_MORE = re.compile(r'(\w+=)\\"([^"\\]*)\\"')
"""A label with its value, in the quotes of a quoted expression."""
_STATES = re.compile(r'alertstate="(firing|pending)"')
_STATIC = re.compile(r'(?:alertname|component|service|team)="[^"]*"(?:, )?')
"""Labels that every line of an alert has alike."""
_LABELS = re.compile(r"Labels: *(\{.*\})")
_PROGRESS = ("Unit Testing", "Processing test file", "name: ")


def reason(said: str) -> str:
    """Every assertion that does not hold, one after the other; what is unclear stays as it came."""
    blocks = list(_blocks(said))
    told = [_alert(block) or _state(block) or _query(block) or " ".join(block) for block in blocks]
    return "; ".join(dict.fromkeys(told)) or "promtool does not say why"


def _blocks(said: str) -> Iterator[list[str]]:
    """The lines of each assertion."""
    block: list[str] = []
    for line in map(str.strip, said.splitlines()):
        if not line or line == "FAILED:" or line.startswith(_PROGRESS):
            continue
        if block and (_ALERT.match(line) or _QUERY.match(line)):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _alert(block: Sequence[str]) -> str:
    """Which alerts fire, and which should."""
    head = _ALERT.match(block[0])
    if head is None:
        return ""
    split = next((n for n, line in enumerate(block) if line.startswith("got:")), len(block))
    wanted, got = _told(block[1:split]), _told(block[split:])
    if [labels for labels, _ in wanted] == [labels for labels, _ in got]:
        pairs = zip(wanted, got, strict=True)
        expected, found = next((one, other) for one, other in pairs if one != other)
        return f"at {head['time']} it says {found[1]} instead of {expected[1]}"
    return f"at {head['time']} what fires is {_listed(got)} instead of {_listed(wanted)}"


def _state(block: Sequence[str]) -> str:
    """In which state one rule is, and in which it should be."""
    head = _STATE.match(block[0])
    if head is None:
        return ""
    wanted, got = " ".join(block[1:]).partition(" got:")[::2]
    rule = " ".join([head["severity"], *map("".join, _MORE.findall(head["more"]))])
    return f"at {head['time']} {rule} {_word(got)}, where it {_word(wanted)} by the spec"


def _word(answer: str) -> str:
    states = dict.fromkeys(_STATES.findall(answer))
    words = {"firing": "fires", "pending": "waits"}
    return " and ".join(words[state] for state in states) or "stays quiet"


def _query(block: Sequence[str]) -> str:
    """What an expression yields, and what it should."""
    head = _QUERY.match(block[0])
    if head is None:
        return ""
    wanted, got = " ".join(block[1:]).partition(" got:")[::2]
    wanted = wanted.removeprefix("exp:").strip().rstrip(",")
    return f"at {head['time']} {head['expr']} is {got.strip() or 'nothing'} instead of {wanted}"


def _told(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Labels and annotations of each alert."""
    found: list[tuple[str, str]] = []
    for line in lines:
        labels = _LABELS.match(line)
        if labels is not None:
            found.append((labels[1], ""))
        elif line.startswith("Annotations:") and found:
            found[-1] = (found[-1][0], line.removeprefix("Annotations:").strip())
    return found


def _listed(alerts: Sequence[tuple[str, str]]) -> str:
    return " and ".join(_STATIC.sub("", labels) for labels, _ in alerts) or "nothing"
