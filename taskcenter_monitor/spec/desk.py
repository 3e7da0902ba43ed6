"""What is on the table while the files of a project are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.base import SpecModel, described
from taskcenter_monitor.spec.faults import diagnose, nearest
from taskcenter_monitor.spec.overlays import Overlays
from taskcenter_monitor.spec.reading import OPENSLO, Path, Reading, section_of, stem
from taskcenter_monitor.spec.slos import ALERT_STEM, COMPONENT, alert_names

M = TypeVar("M", bound=SpecModel)

_PROMISING = ("slos", OPENSLO)
"""Sections in which SLOs stand."""


@dataclass(slots=True)
class Desk:
    """The files of the specs folder `root`, and what was said about them.

    A file is read when its turn comes and put away afterwards: a large project has more text
    than should lie here at once. `ahead` gives what somebody has read already. `refused` has the
    names of files that are there, but may not be read; their faults are known.

    `unreadable` are names whose own faults have been reported, and `incomplete` the sections of
    which more than that is missing. `moved` leads from where a value would stand in a spec of our
    own to where it does in a document of another form.
    """

    root: str
    files: Mapping[str, bytes]
    ahead: Callable[[str], dict[str, Any] | None]
    refused: Collection[str] = ()
    overlays: Overlays = field(default_factory=Overlays)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    incomplete: set[str] = field(default_factory=set)
    moved: dict[tuple[str, Path], Origin] = field(default_factory=dict)

    def origin(self, name: str) -> Origin:
        """A file as a whole."""
        return Origin(f"{self.root}/{name}")

    def overrides(self, name: str) -> dict[str, Any] | None:
        """What an environment holds; None, with the reason noted, where that is no mapping."""
        return self._read(name) if name in self.files else None

    def document(self, name: str) -> dict[str, Any] | None:
        """The same of any other file, with the values of the environment in it."""
        data = self._read(name) if name in self.files else None
        if data is None:
            self.lack(name)
        else:
            self.overlays.meet(name, data, self.origin(name))
        return data

    def lack(self, name: str) -> None:
        """Remembers that not all of a file is known."""
        self.incomplete.add(section_of(name))
        if section_of(name) == "alerts":
            self.unreadable.add(stem(name))
        elif section_of(name) in _PROMISING:
            self.incomplete.add("slos")
            self.unreadable.add(COMPONENT)

    def lack_slo(self, name: str, data: object) -> None:
        """Remembers an SLO with faults, and what its alerts are called, if that can be told."""
        self.unreadable.update((name, COMPONENT))
        stem_of_alerts = data.get("alert") if isinstance(data, dict) else None
        if isinstance(stem_of_alerts, str) and ALERT_STEM.fullmatch(stem_of_alerts):
            self.unreadable.update(alert_names(stem_of_alerts))
        else:
            self.incomplete.add("slos")

    def _read(self, name: str) -> dict[str, Any] | None:
        data = self.ahead(name)
        if data is not None:
            return data
        origin = self.origin(name)
        from taskcenter_monitor.spec.reader import read

        data = self._told(name, read(origin.file, self.files[name]))
        if isinstance(data, dict):
            return data
        if data is not None:
            self.say("spec/type", "the file must hold a mapping", origin)
        return None

    def documents(self, name: str) -> list[Any]:
        """The documents of a file that may have several, as they were written."""
        data = self.ahead(name)
        if data is not None:
            return [data]
        from taskcenter_monitor.spec.reader import read_documents

        return self._told(name, read_documents(self.origin(name).file, self.files[name])) or []

    def _told(self, name: str, reading: Reading) -> Any:  # noqa: ANN401 - plain data
        self.diagnostics.extend(reading.diagnostics)
        if reading.diagnostics:
            self.lack(name)
        return reading.data

    def say(self, check: str, message: str, place: Origin, hint: str = "") -> None:
        """Notes a fault."""
        self.diagnostics.append(Diagnostic(check=check, message=message, place=place, help=hint))

    def model(self, model: type[M], data: object, origin: Origin) -> M | None:
        """The validated value; None, and its faults noted, where it has some."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.diagnostics.extend(diagnose(error, model, data, origin))
            return None

    def mapping(self, data: object, origin: Origin) -> dict[str, Any]:
        """The mapping that should be here; empty, with a fault, if it is something else."""
        if isinstance(data, dict):
            return data
        self.say("spec/type", f"expected a mapping, found {described(data)}", origin)
        return {}

    def section(
        self, document: dict[str, Any], name: str, key: str, others: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The mapping under the one key of the file `name`; keys besides `others` are faults."""
        origin, known = self.origin(name), (key, *others)
        for other in document:
            if other not in known:
                hint = nearest(other, known) or f"known keys: {', '.join(known)}"
                self.say("spec/unknown-key", f"unknown key {other!r}", origin.at_key(other), hint)
        if not isinstance(document.get(key), dict):
            self.lack(name)
        if key not in document:
            self.say("spec/missing-key", f"the key {key!r} is missing", origin)
            return {}
        return self.mapping(document[key], origin.at(key))
