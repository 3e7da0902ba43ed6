"""Environments: a few values of the specs, replaced by their path.

A path begins with `service`, `routing`, `scrape`, `stack` or `telemetry` for the file of that name,
or with `metrics`, `signals`, `groups`, `alerts`, `slos`, `windows`, `openslo` or `dashboards` and a
name, or with `no_data`. It must lead to a value that is there. A key that has dots itself, as names
of loggers do, may be a part of the path as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.reading import OPENSLO, Path, section_of, stem

Replaced = dict[tuple[str, Path], Origin]
"""File and path of each value that an environment replaced, to where it now comes from."""

_ALERTS = "alerts"
_DASHBOARDS = "dashboards"
_SECTIONS = {"groups": "signals", "no_data": "windows"}
"""Heads of a path that stand in a file of another name."""
_WHOLE = ("service", "routing", "scrape", "stack", "telemetry")
"""Heads that are not repeated as a key within their file."""
_NAMED = ("signals", "groups", "metrics", "slos", "windows", "no_data")
_SPREAD = (_ALERTS, OPENSLO)
"""Heads whose names stand in several files, none of which is named in the path."""
_HEADS = (*_SPREAD, _DASHBOARDS, *_NAMED, *_WHOLE)
_FORMS = {
    **{head: f"{head}.<name>..." for head in _HEADS},
    **{head: f"{head}.<key>..." for head in _WHOLE},
    _DASHBOARDS: f"{_DASHBOARDS}.<name>.rows...",
    "no_data": "no_data.<key>",
}
"""What the path of a value looks like, by its head."""
_WRITE_FIRST = "write it in the spec first: an environment only replaces what stands there"
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
_MOST_DOTS = 16
"""Parts of a key that has dots: names of loggers have five or so."""
_Undo = list[tuple[Any, str | int, Any]]


@dataclass(frozen=True, slots=True)
class _Override:
    """One line of an environment."""

    path: str
    steps: tuple[str, ...]
    value: object


@dataclass(slots=True)
class _Environment:
    """What of an environment still waits for its document, by the section of the specs."""

    origin: Origin
    is_chosen: bool
    waiting: dict[str, list[_Override]] = field(default_factory=dict)

    def due(self, section: str, document: Mapping[str, Any]) -> list[_Override]:
        """The overrides that speak of a document; they wait no longer."""
        waiting = self.waiting.get(section, [])
        if section not in _SPREAD:
            return self.waiting.pop(section, [])
        names = _names(section, document)
        found = [override for override in waiting if override.steps[1] in names]
        if found:
            self.waiting[section] = [one for one in waiting if one.steps[1] not in names]
        return found


class Overlays:
    """The overrides of all environments, which are held against documents as those pass by.

    The values of the chosen environment are put in place. Those of the others are only tried, so
    that an override which matches nothing is found whichever environment is asked for.
    """

    def __init__(self) -> None:
        self.replaced: Replaced = {}
        self._faults: list[tuple[str, str, Diagnostic]] = []
        self._environments: list[_Environment] = []
        self._spread: dict[str, list[str]] = {section: [] for section in _SPREAD}
        self._dashboards: list[str] = []

    def add(self, overrides: Mapping[str, object], origin: Origin, chosen: Origin | None) -> None:
        """Takes the overrides of the environment that was written at `origin`."""
        environment = _Environment(origin, is_chosen=origin == chosen)
        self._environments.append(environment)
        for path, value in overrides.items():
            steps = tuple(path.split("."))
            head = steps[0]
            if head not in _HEADS:
                self._blame(environment, path, _NoMatchError(head, _HEADS))
                continue
            if len(steps) < 2 + (head == _DASHBOARDS):
                self._blame(environment, path, _TooMuchError(path, head))
                continue
            section = _SECTIONS.get(head, head)
            within = steps[1:] if head in _WHOLE else steps
            if head == _DASHBOARDS:
                section, within = f"{head}/{steps[1]}", steps[2:]
            environment.waiting.setdefault(section, []).append(_Override(path, within, value))

    def meet(self, name: str, document: dict[str, Any], origin: Origin) -> None:
        """Holds all overrides against the (not yet validated) document of a file."""
        section = self._met(name, document)
        for environment in self._environments:
            undo: _Undo = []
            for override in environment.due(section, document):
                try:
                    resolved = _replace(document, override, undo)
                except _NoMatchError as error:
                    self._blame(environment, override.path, error)
                else:
                    if environment.is_chosen:
                        place = environment.origin.at(override.path)
                        self.replaced[origin.file, resolved] = place
            if not environment.is_chosen:
                _take_back(undo)

    def _met(self, name: str, document: Mapping[str, Any]) -> str:
        """The section that a file is, or is a part of; remembers what it has names for."""
        section = section_of(name)
        if section == _DASHBOARDS:
            self._dashboards.append(stem(name))
            return name.removesuffix(".yaml")
        if section in _SPREAD and self._environments:
            self._spread[section].extend(_names(section, document))
        return section

    def moved(self, file: str, old: Path, new: Path) -> None:
        """Says where what was met under a name stands in its file."""
        for known, path in [*self.replaced]:
            if known == file and path[: len(old)] == old:
                place = self.replaced.pop((known, path))
                self.replaced[file, (*new, *path[len(old) :])] = place

    def end(self, unreadable: Collection[str], incomplete: Collection[str]) -> list[Diagnostic]:
        """What is wrong with the overrides, once all documents have passed.

        Nobody is blamed for what may stand in an entry, or a section, that has faults of its own.
        """
        for environment in self._environments:
            for section, names in self._spread.items():
                for override in environment.waiting.get(section, ()):
                    error = _NoMatchError(override.steps[1], names)
                    self._blame(environment, override.path, error)
            for section, waiting in environment.waiting.items():
                for override in waiting if section.startswith(f"{_DASHBOARDS}/") else ():
                    error = _NoMatchError(section.partition("/")[2], self._dashboards)
                    self._blame(environment, override.path, error)
        return [
            fault
            for section, name, fault in self._faults
            if section not in incomplete and name not in unreadable
        ]

    def _blame(
        self, environment: _Environment, path: str, error: _NoMatchError | _TooMuchError
    ) -> None:
        head, _, rest = path.partition(".")
        fault = Diagnostic(
            check="environment/no-match",
            message=error.message,
            place=environment.origin.at_key(path),
            help=error.help,
        )
        self._faults.append((_SECTIONS.get(head, head), rest.partition(".")[0], fault))


@dataclass(slots=True)
class _NoMatchError(Exception):
    """A step of a path leads nowhere."""

    missing: str
    known: Iterable[str]
    first: str = ""

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"the override matches nothing: {self.missing!r} is not there"

    @property
    def help(self) -> str:
        """The known name that is nearest, or what must be there for an override to match."""
        return nearest(self.missing, self.known) or self.first


@dataclass(slots=True)
class _TooMuchError(Exception):
    """A path ends at a whole file or section."""

    path: str
    head: str

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"an override replaces a single value, not all of {self.path!r}"

    @property
    def help(self) -> str:
        """The form of a path that goes on."""
        return f"write the path of a value: {_FORMS[self.head]}"


def _names(section: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of a section stands in a file, by its name."""
    named = document.get(section)
    return named if isinstance(named, dict) else {}


def _replace(data: dict[str, Any], override: _Override, undo: _Undo) -> Path:
    """Sets the value at the end of the path; gives the path as keys and indexes."""
    resolved: list[str | int] = []
    current: Any = data
    steps = override.steps
    while steps:
        container = current
        key, steps = _key(container, steps)
        resolved.append(key)
        current = container[key]
    undo.append((container, key, current))
    container[key] = override.value
    return tuple(resolved)


def _take_back(undo: _Undo) -> None:
    """Puts back what was replaced, the latest first."""
    for container, key, value in reversed(undo):
        container[key] = value


def _key(container: object, steps: tuple[str, ...]) -> tuple[str | int, tuple[str, ...]]:
    """The first steps as a key of what stands there, and the steps that are left."""
    step, *_ = steps
    if isinstance(container, dict):
        for count in range(min(len(steps), _MOST_DOTS), 0, -1):
            if (key := ".".join(steps[:count])) in container:
                return key, steps[count:]
        raise _NoMatchError(step, container, _WRITE_FIRST if step else "")
    if isinstance(container, list) and _INDEX.fullmatch(step) and int(step) < len(container):
        return int(step), steps[1:]
    raise _NoMatchError(step, ())
