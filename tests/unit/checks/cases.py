"""Cases of checks: an edit of the frozen specs, and what is to be said about it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.frozen import frozen_files

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Values to set in a file of the specs, and values to remove from it."""

    file: str
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case file; `expect` is part of the message, `at` the text under the carets."""

    check: str
    edits: tuple[Edit, ...]
    expect: str = ""
    at: str = ""


def case_of(path: Path) -> Case:
    """Reads `<family>/<rule>.bad.yaml` or `.good.yaml`."""
    data = yaml.safe_load(path.read_text("utf-8"))
    more = data.pop("more", [])
    expect, at = data.pop("expect", ""), data.pop("at", "")
    edits = tuple(
        Edit(file=one["file"], set=one.get("set", {}), remove=tuple(one.get("remove", ())))
        for one in (data, *more)
    )
    return Case(check=check_of(path), edits=edits, expect=expect, at=at)


def check_of(path: Path) -> str:
    """The id of the check that a case file belongs to."""
    return f"{path.parent.name}/{path.name.split('.')[0]}"


def case_files(ending: str) -> list[Path]:
    """All case files with this ending, `bad` or `good`."""
    return sorted(CASES.glob(f"*/*.{ending}.yaml"))


def edited(case: Case) -> dict[str, bytes]:
    """The frozen specs with the edits of a case."""
    files = dict(_frozen())
    documents: dict[str, Any] = {}
    for edit in case.edits:
        if edit.file not in documents:
            documents[edit.file] = copy.deepcopy(frozen_document(edit.file))
        for path in edit.remove:
            container, key = _container(documents[edit.file], path)
            del container[key]
        for path, value in edit.set.items():
            container, key = _container(documents[edit.file], path)
            container[key] = value
    for file, document in documents.items():
        text = yaml.dump(
            document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000
        )
        files[file] = text.encode()
    return files


@cache
def _frozen() -> Mapping[str, bytes]:
    return frozen_files()


@cache
def frozen_document(file: str) -> Any:
    """A frozen spec as plain data, not to be changed; an empty one for a new file."""
    raw = _frozen().get(file)
    return yaml.load(raw, Loader=yaml.CSafeLoader) if raw is not None else {}


def _container(document: Any, path: str) -> tuple[Any, Any]:
    """The mapping or list that holds the end of a dotted path, and the key in it."""
    *steps, last = path.split(".")
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document, int(last) if isinstance(document, list) else last
