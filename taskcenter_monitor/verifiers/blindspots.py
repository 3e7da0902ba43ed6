"""What promtool and amtool do not notice, or only notice where the files are used.

Nothing here starts a program, so all of it also holds offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.rules import AlertingRule, Pairs, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.config_parts import of_alertmanager, of_prometheus
from taskcenter_monitor.verifiers.layout import (
    ALERTMANAGER,
    ALERTMANAGER_CONFIG,
    PROMETHEUS_CONFIG,
    RULES,
    TEMPLATES,
)
from taskcenter_monitor.verifiers.parts import Part, below, mapping, unquoted

SECRETS = "/run/secrets/"

_SECRET = re.compile(r"^[ -]*(\w+_file): (.+)$", re.MULTILINE)
_DEFINED = re.compile(r'\{\{-? *(?:define|block) +"([^"]+)"')
_USED = re.compile(r'\{\{-? *(?:template|block) +"([^"]+)"')
_BUILT_IN = re.compile(
    r"__.*|(?:slack|email|pagerduty|pushover|opsgenie|wechat|victorops|sns|telegram|discord|webex"
    r"|msteams|msteamsv2|jira|rocketchat|mattermost|incidentio)\.default\..*"
)
"""Templates that every Alertmanager brings along."""


def verify(artifacts: Sequence[Artifact], groups: Sequence[RuleGroup]) -> tuple[Diagnostic, ...]:
    """All that is wrong beyond what the tools see; `groups` are the rules in the artifacts."""
    return (
        *_duplicates(groups),
        *_globs(artifacts, PROMETHEUS_CONFIG, "rule_files", RULES),
        *_globs(artifacts, ALERTMANAGER_CONFIG, "templates", TEMPLATES),
        *_undefined_templates(artifacts),
        *_secrets(artifacts),
    )


def _duplicates(groups: Sequence[RuleGroup]) -> Iterator[Diagnostic]:
    """Rules that write the same series; promtool compares only those of one file."""
    first: dict[tuple[str, Pairs], str] = {}
    for group in groups:
        for rule in group.rules:
            key = _series(rule)
            if key in first:
                yield _duplicate(rule, key[0], first[key])
            first.setdefault(key, group.component)


def _series(rule: RecordingRule | AlertingRule) -> tuple[str, Pairs]:
    name = rule.record if isinstance(rule, RecordingRule) else rule.alert
    return name, tuple(sorted(rule.labels))


def _duplicate(rule: RecordingRule | AlertingRule, name: str, component: str) -> Diagnostic:
    return Diagnostic(
        check="rules/duplicate",
        message=f"a rule of {component} already writes {name} with the same labels",
        place=rule.origin,
        help="only one of them may be there; give this one another name or severity",
    )


def _globs(artifacts: Sequence[Artifact], path: str, key: str, folder: str) -> Iterator[Diagnostic]:
    """Patterns in a configuration that take no file, and files that no pattern takes."""
    config = next((artifact for artifact in artifacts if artifact.path == path), None)
    if config is None:
        return
    base = path.rpartition("/")[0] + "/"
    files = [artifact for artifact in artifacts if artifact.path.startswith(folder)]
    lines = below(mapping(config.text.splitlines()).get(key, [""]))
    patterns = [unquoted(line.removeprefix("- ").strip()) for line in lines if line.strip()]
    unread = {artifact.path: artifact for artifact in files}
    for number, pattern in enumerate(patterns):
        taken = [file for file in files if _takes(pattern, file.path.removeprefix(base))]
        if not taken:
            yield _takes_nothing(config, key, number, pattern)
        for file in taken:
            unread.pop(file.path, None)
    if unread:
        yield _unread(config, key, list(unread.values()), base)


def _unread(config: Artifact, key: str, files: Sequence[Artifact], base: str) -> Diagnostic:
    first, others = files[0].path, len(files) - 1
    told = f"{first} and {others} more files are" if others else f"{first} is"
    return Diagnostic(
        check="files/unread",
        message=f"{told} generated, but no entry of {key} in {config.path} takes "
        + ("them" if others else "it"),
        place=config.origin.at(key),
        help=f"name {first.removeprefix(base)} or a pattern that takes it",
    )


def _takes_nothing(config: Artifact, key: str, number: int, pattern: str) -> Diagnostic:
    return Diagnostic(
        check="files/missing",
        message=f"{pattern!r} in {key} takes none of the generated files",
        place=config.origin.at(key, number),
        help=f"paths are relative to {config.path}; nothing would be loaded, without any error",
    )


def _takes(pattern: str, path: str) -> bool:
    """Whether a pattern takes a path; as in Go, `*` and `?` stop at a slash."""
    parts = re.split(r"(\*|\?|\[[^\]]+\])", pattern)
    known = {"*": "[^/]*", "?": "[^/]"}
    expression = "".join(
        known.get(part, part if part.startswith("[") and part.endswith("]") else re.escape(part))
        for part in parts
    )
    return re.fullmatch(expression, path) is not None


def _undefined_templates(artifacts: Sequence[Artifact]) -> Iterator[Diagnostic]:
    """Notification templates that are used and defined nowhere: a message would never leave."""
    mine = [artifact for artifact in artifacts if artifact.path.startswith(ALERTMANAGER)]
    defined = {
        name
        for artifact in mine
        if artifact.path.endswith(".tmpl")
        for name in _DEFINED.findall(artifact.text)
    }
    for artifact in mine:
        pieces = of_alertmanager(artifact) if artifact.path == ALERTMANAGER_CONFIG else ()
        texts = [(part.artifact.origin, part.artifact.text) for part in pieces]
        for origin, text in texts or [(artifact.origin, artifact.text)]:
            for name in dict.fromkeys(_USED.findall(text.replace('\\"', '"'))):
                if name not in defined and not _BUILT_IN.fullmatch(name):
                    yield _undefined(name, artifact, origin)


def _undefined(name: str, artifact: Artifact, origin: Origin) -> Diagnostic:
    return Diagnostic(
        check="templates/undefined",
        message=f"the notification template {name!r} is used in {artifact.path}, but not defined",
        place=origin,
        help="Alertmanager would drop the notification; define it or use one that is there",
    )


def _secrets(artifacts: Sequence[Artifact]) -> Iterator[Diagnostic]:
    """Secret files outside of the folder where deployments mount them."""
    for artifact in artifacts:
        if artifact.path == PROMETHEUS_CONFIG:
            yield from _misplaced(of_prometheus(artifact))
        elif artifact.path == ALERTMANAGER_CONFIG:
            yield from _misplaced(of_alertmanager(artifact))


def _misplaced(parts: Sequence[Part]) -> Iterator[Diagnostic]:
    """The first part is what all others begin with, so what it names is told once."""
    told: set[tuple[str, str]] = set()
    for number, part in enumerate(parts):
        found = dict.fromkeys(_SECRET.findall(part.artifact.text))
        for key, written in found:
            path = unquoted(written.strip())
            right = path.startswith(SECRETS) and ".." not in path
            if not right and (key, written) not in told:
                yield _outside(key, path, part.artifact.origin)
        told.update(found if number == 0 else ())


def _outside(key: str, path: str, place: Origin) -> Diagnostic:
    return Diagnostic(
        check="secrets/place",
        message=f"{key} is {path!r}, which is not in {SECRETS}",
        place=place,
        help=f"mount the file there and name it {SECRETS}{path.rpartition('/')[2]}",
    )
