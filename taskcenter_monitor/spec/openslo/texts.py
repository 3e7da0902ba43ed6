"""What people read of an SLO that was written in OpenSLO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from taskcenter_monitor.spec.openslo.documents import IndicatorSpec, Metadata, SloDocument
from taskcenter_monitor.spec.openslo.measuring import measured
from taskcenter_monitor.spec.openslo.own_keys import Annotations
from taskcenter_monitor.spec.openslo.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the beginning of a runbook is made of, in one language."""

    told: str
    check: str
    parts: Mapping[str, str]
    since: str
    colon: str


_WORDS = {
    "zh": _Words(
        told="由 OpenSLO 文档 `{name}`（{file}）定义。",
        check="### 排查",
        parts={"good": "好事件", "bad": "坏事件", "total": "全部事件", "value": "测量值"},
        since="何时开始：在总览仪表板查看消耗速度，与发布记录对照",
        colon="：",
    ),
    "en": _Words(
        told="Written as the OpenSLO document `{name}` in {file}.",
        check="### Check",
        parts={"good": "Good events", "bad": "Bad events", "total": "All events", "value": "Value"},
        since="Since when: the burn rate on the overview, beside the list of releases",
        colon=": ",
    ),
}


class Means(Protocol):
    """What an SLO measures."""

    @property
    def spec(self) -> IndicatorSpec:
        """The indicator."""

    @property
    def metadata(self) -> Metadata | None:
        """Its texts, where it has some."""


def texts(
    written: Written[SloDocument], own: Annotations, means: Means
) -> Mapping[str, Mapping[str, str]]:
    """Title, description and runbook; a text that has one language stands for both."""
    title = _title(written)
    description = written.document.spec.description or title
    return {
        "title": {"zh": own.title_zh or title, "en": title},
        "description": {"zh": own.description_zh or description, "en": description},
        "runbook": {
            "zh": _runbook(written, means, "zh", own.runbook_zh or own.runbook),
            "en": _runbook(written, means, "en", own.runbook),
        },
    }


def _title(written: Written[SloDocument]) -> str:
    """The name that people know it by, with that of its objective."""
    title = written.document.metadata.display_name or written.name
    objective = written.document.spec.objectives[0].display_name
    return f"{title} ({objective})" if objective else title


def _runbook(written: Written[SloDocument], means: Means, language: str, own: str | None) -> str:
    """What the document tells and has no other place, then what to do: as it says, or in short."""
    words = _WORDS[language]
    told = words.told.format(name=written.name, file=written.origin.file)
    steps = [own] if own is not None else [words.check, *_steps(means, words)]
    return "\n".join([told, "", *_notes(written, means), *steps, ""])


def _steps(means: Means, words: _Words) -> Iterator[str]:
    number = 1
    for number, (part, query) in enumerate(measured(means.spec), 1):
        yield f"{number}. {words.parts[part]}{words.colon}`{' '.join(query.split())}`"
    yield f"{number + 1}. {words.since}"


def _notes(written: Written[SloDocument], means: Means) -> list[str]:
    """Texts of the indicator, and the labels of both, as a list with a line behind it."""
    notes = []
    for metadata in (written.document.metadata, means.metadata):
        for label, value in metadata.labels.items() if metadata is not None else ():
            notes.append(f"{label}: {value if isinstance(value, str) else ', '.join(value)}")
    about = means.metadata.display_name if means.metadata is not None else ""
    notes += [text for text in (about, means.spec.description) if text]
    return [*(f"- {note}" for note in notes), ""] if notes else []
