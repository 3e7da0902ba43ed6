"""Takes generated files apart, so that a tool can be asked about each part on its own.

A tool that stops at the first fault of a file hides the others, and often does not say where the
fault is. Asked about the parts it names every one, and the part says where it was written. Only
the layout that our own emitters write is understood: blocks, each key on a line of its own. A
file of another layout has no parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.artifact import Artifact

_RULE = re.compile(r"^( *)- (?:alert|record): ", re.MULTILINE)
_ANY_GROUP = "groups:\n- name: any\n  rules:\n"
"""Rules under it may be indented as they like."""
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?: |$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of `whole` that is a file of its own, ready to be staged."""

    artifact: Artifact
    whole: Artifact


def rule_count(artifact: Artifact) -> int:
    """The number of rules in a rule file."""
    return sum(name.startswith("rule ") for name, _ in artifact.origins)


def cut(artifact: Artifact, size: int) -> tuple[Part, ...]:
    """A rule file as several, of at most `size` rules each; none if its layout is unknown."""
    starts = _rule_starts(artifact)
    return _slices(artifact, artifact.text[: starts[0]], starts, size) if starts else ()


def rule_by_rule(artifact: Artifact) -> tuple[Part, ...]:
    """What a rule file says of the group, then each rule alone, none if its layout is unknown."""
    starts = _rule_starts(artifact)
    if not starts:
        return ()
    group = _part(artifact, 0, artifact.text[: starts[0]], ())
    return (group, *_slices(artifact, _ANY_GROUP, starts, 1))


def rule_texts(artifact: Artifact) -> tuple[str, list[str]]:
    """What stands above the rules of a rule file, and the text of each rule."""
    starts = _rule_starts(artifact)
    text = artifact.text
    if not starts:
        return text, []
    ends = [*starts[1:], len(text)]
    return text[: starts[0]], [text[a:b] for a, b in zip(starts, ends, strict=True)]


def mapping(lines: Sequence[str]) -> dict[str, list[str]]:
    """The keys of a block mapping at the margin, each with all its lines, the key's own first."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        key = _KEY.match(line)
        if key:
            current = found.setdefault(key[1], [])
        current.append(line)
    return found


def below(lines: Sequence[str]) -> list[str]:
    """What stands under a key, moved to the margin; `lines` begins with the key's own."""
    return _dedented(lines[1:])


def items(lines: Sequence[str]) -> list[list[str]]:
    """The items of a block list at the margin, each moved to the margin without its dash."""
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("- "):
            found.append([])
        if found:
            found[-1].append(line[2:])
    return found


def scalar(lines: Sequence[str], key: str) -> str:
    """The one-line value of a key at the margin, as written, "" if there is none."""
    return mapping(lines).get(key, [""])[0].partition(":")[2].strip()


def unquoted(text: str) -> str:
    """A one-line scalar without its quotes."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _rule_starts(artifact: Artifact) -> list[int]:
    """Offsets of the rules: what looks like one but stands deeper is part of a text."""
    found = list(_RULE.finditer(artifact.text))
    starts = [match.start() for match in found if match[1] == found[0][1]]
    return starts if len(starts) == rule_count(artifact) else []


def _slices(whole: Artifact, head: str, starts: Sequence[int], size: int) -> tuple[Part, ...]:
    origins = dict(whole.origins)
    rules = [
        (origins[f"rule {number}"], origins.get(f"expression {number}"))
        for number in range(1, rule_count(whole) + 1)
    ]
    ends = [*starts[size::size], len(whole.text)]
    return tuple(
        _part(
            whole,
            first + 1,
            head + whole.text[starts[first] : end],
            rules[first : first + size],
        )
        for first, end in zip(range(0, len(starts), size), ends, strict=True)
    )


def _part(
    whole: Artifact, number: int, text: str, rules: Sequence[tuple[Origin, Origin | None]]
) -> Part:
    """A part beside the whole file, under a name that no glob of the configuration takes."""
    origins: list[tuple[str, Origin]] = []
    for place, (origin, written) in enumerate(rules, 1):
        origins.append((f"rule {place}", origin))
        if written is not None:
            origins.append((f"expression {place}", written))
    artifact = Artifact(
        path=f"{whole.path.removesuffix('.rules.yml')}.{number}.part",
        text=text,
        origin=rules[0][0] if len(rules) == 1 else whole.origin,
        origins=tuple(origins),
    )
    return Part(artifact=artifact, whole=whole)


def _dedented(lines: Sequence[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]
