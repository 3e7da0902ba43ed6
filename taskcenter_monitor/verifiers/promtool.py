"""Has promtool check the rule files and `prometheus.yml`.

The configuration is checked with `--syntax-only`. Without it promtool wants every credentials and
certificate file to exist, which they do only where Prometheus runs, and reads all rule files once
more. What that leaves out, `blindspots` checks: where secrets are, and what the globs match.

Exit codes are not trusted: promtool 2.42 ends with 0 although it has written FAILED, and counts no
rules where a file is empty by mistake. So every line it writes is read, and the rules it has
accepted are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin, has_errors
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.complaints import (
    Complaint,
    answered,
    faults,
    of_promtool,
    sound_rules,
)
from taskcenter_monitor.verifiers.config_parts import of_prometheus
from taskcenter_monitor.verifiers.duplicates import duplicates
from taskcenter_monitor.verifiers.findings import finding, silent, spread, unexplained
from taskcenter_monitor.verifiers.layout import PROMETHEUS, PROMETHEUS_CONFIG, RULES
from taskcenter_monitor.verifiers.parts import Part, cut, rule_by_rule, rule_count
from taskcenter_monitor.verifiers.process import Command, Finished, run

SPLIT = 2000
"""Rules from which on a process for each core is worth its start (25 ms against 0.25 ms a rule)."""
FILES = 5000
"""Files for one process at most: the system limits the length of a command line."""

_CHECK_CONFIG = ("check", "config", "--syntax-only")
_CHECK_RULES = ("check", "rules", "--lint=all", "--lint-fatal")
_THRIFTY = (("GOGC", "400"), ("GOMAXPROCS", "1"))
"""A process that has a core for itself and lives a second should not collect garbage."""
_RULE = re.compile(
    r'(?:\d+:\d+: )*group "(?:[^"\\]|\\.)*", rule (\d+), "((?:[^"\\]|\\.)*)": (.*)', re.DOTALL
)
_INNER = re.compile(r"could not parse expression: (\d+):(\d+): (?:parse error: )?")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What promtool has said about these parts."""

    parts: Sequence[Part]
    finished: Finished
    complaints: Sequence[tuple[Part | None, Complaint]]


def verify(artifacts: Sequence[Artifact], bench: Bench) -> tuple[Diagnostic, ...]:
    """All that promtool finds wrong. Raises EnvironmentFault when it cannot do its work."""
    config = [Part(artifact=one, whole=one) for one in artifacts if one.path == PROMETHEUS_CONFIG]
    rules = [artifact for artifact in artifacts if artifact.path.startswith(RULES)]
    answers = _asked(config, _batches(rules, bench.runtime.jobs), bench)
    found = [diagnostic for answer in answers for diagnostic in _open_faults(answer)]
    # Asked twice, promtool says some things twice.
    return tuple(dict.fromkeys((*found, *_hidden_faults(answers, bench))))


def _open_faults(answer: _Answer) -> list[Diagnostic]:
    """What is wrong with single rules, and what is about no file."""
    found = list(_rule_faults(_about_parts(answer)))
    for part, complaint in answer.complaints:
        if part is None:
            known = duplicates(complaint.text, answer.parts)
            found += known or [unexplained("promtool", complaint.text, answer.finished)]
    if all(part is None for part, _ in answer.complaints) and not has_errors(found):
        found += _doubts(answer)
    return found


def _rule_faults(said: Sequence[tuple[Part, Complaint]]) -> Iterator[Diagnostic]:
    """What is wrong with single rules; complaints about a whole file are passed over."""
    origins: dict[str, dict[str, Origin]] = {}
    for part, complaint in said:
        match = _RULE.fullmatch(complaint.text)
        if match is None:
            continue
        path = part.artifact.path
        if path not in origins:
            origins[path] = dict(part.artifact.origins)
        origin = origins[path].get(f"rule {match[1]}", part.artifact.origin)
        inner = _INNER.match(match[3])
        if inner is None:
            yield finding("promtool/rule", f"{match[2]}: {match[3]}", origin, part.whole)
            continue
        written = origins[path].get(f"expression {match[1]}")
        if written is not None:
            origin = written.within(int(inner[1]), int(inner[2]))
        message = f"{match[2]}: promtool cannot parse the PromQL: {match[3][inner.end() :]}"
        yield finding("promtool/rule", message, origin, part.whole)


def _doubts(answer: _Answer) -> Iterator[Diagnostic]:
    """Promtool names no fault; has it looked at everything?"""
    finished = answer.finished
    rules = sum(rule_count(part.artifact) for part in answer.parts)
    if finished.out.count("SUCCESS") != len(answer.parts):
        yield silent("promtool", finished, f"did not accept all of {len(answer.parts)} files")
    elif not answer.complaints and (finished.code or sound_rules(finished) != rules):
        doubt = f"accepted {sound_rules(finished)} of {rules} rules"
        yield silent("promtool", finished, doubt)


def _hidden_faults(answers: Sequence[_Answer], bench: Bench) -> Iterator[Diagnostic]:
    """Every fault of the files that promtool gave up on, by asking about each of their parts."""
    broken: dict[str, tuple[Artifact, list[str]]] = {}
    for answer in answers:
        for part, complaint in answer.complaints:
            if part is not None and not _RULE.fullmatch(complaint.text):
                _, said = broken.setdefault(part.whole.path, (part.whole, []))
                said.extend(faults(complaint))
    for whole, said in broken.values():
        found = [pair for answer in _apart(whole, bench) for pair in _about_parts(answer)]
        yield from _rule_faults(found)
        others = [pair for pair in found if not _RULE.fullmatch(pair[1].text)]
        yield from spread("promtool/file", whole, said, others)


def _apart(whole: Artifact, bench: Bench) -> Sequence[_Answer]:
    if whole.path == PROMETHEUS_CONFIG:
        return _asked(of_prometheus(whole), [], bench)
    parts = rule_by_rule(whole)
    return _asked([], [parts[at : at + FILES] for at in range(0, len(parts), FILES)], bench)


def _about_parts(answer: _Answer) -> list[tuple[Part, Complaint]]:
    return [(part, complaint) for part, complaint in answer.complaints if part is not None]


def _batches(rules: Sequence[Artifact], jobs: int) -> list[list[Part]]:
    """The rule files, shared out among the processes so that all have about the same to read."""
    total = sum(map(rule_count, rules))
    processes = jobs if total > SPLIT else 1
    share = total // processes + 1
    parts = [
        part
        for artifact in rules
        for part in (processes > 1 and rule_count(artifact) > share and cut(artifact, share))
        or (Part(artifact=artifact, whole=artifact),)
    ]
    batches: list[list[Part]] = [[] for _ in range(max(processes, len(parts) // FILES + 1))]
    sizes = [0] * len(batches)
    for part in sorted(parts, key=lambda part: -len(part.artifact.text)):
        smallest = sizes.index(min(sizes))
        batches[smallest].append(part)
        sizes[smallest] += len(part.artifact.text)
    return batches


def _asked(
    configs: Sequence[Part], batches: Sequence[Sequence[Part]], bench: Bench
) -> list[_Answer]:
    """What promtool says about configurations and rule files, one process a batch."""
    alone = len(batches) == 1
    questions = [(_CHECK_CONFIG, configs), *((_CHECK_RULES, batch) for batch in batches)]
    questions = [question for question in questions if question[1]]
    if not questions:
        return []
    artifacts = [part.artifact for _, parts in questions for part in parts]
    with bench.stage(artifacts) as folder:
        commands = [
            Command(
                args=(bench.tool.path, *arguments, *map(_path, parts)),
                folder=f"{folder}/{PROMETHEUS}",
                settings=() if alone else _THRIFTY,
            )
            for arguments, parts in questions
        ]
        finished = run(commands, bench.runtime)
    return [
        _answer(parts, answered(bench.tool, each, (0, 1, 3)))
        for (_, parts), each in zip(questions, finished, strict=True)
    ]


def _answer(parts: Sequence[Part], finished: Finished) -> _Answer:
    paths = {_path(part): part for part in parts}
    said = [(paths.get(one.path), one) for one in of_promtool(finished, paths)]
    return _Answer(parts, finished, said)


def _path(part: Part) -> str:
    return part.artifact.path.removeprefix(PROMETHEUS)
