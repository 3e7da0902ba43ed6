"""What OpenSLO has no key for, as annotations that begin with `tcmon/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from taskcenter_monitor.spec.base import ReadBy, SpecModel, described, fault
from taskcenter_monitor.spec.shapes import Name
from taskcenter_monitor.spec.slos import AlertStem

PREFIX = "tcmon/"


def _list(value: object) -> list[str]:
    if not isinstance(value, str):
        raise fault("spec/type", f"expected text, found {described(value)}")
    parts = [part.strip() for part in value.split(",")]
    if not all(parts):
        raise fault("spec/value", "expected names with a comma between them, like `fast, slow`")
    return parts


def _whole(value: object) -> int:
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 7:
        raise fault("spec/value", f"expected a whole number, found {described(value)}")
    return int(text)


NameList = Annotated[list[str], ReadBy(_list)]
"""Several names in one text."""
NumberText = Annotated[int, ReadBy(_whole)]
"""A whole number, also as a text: annotations of OpenSLO are texts."""


class Annotations(SpecModel):
    """What `metadata.annotations` may say; all of it may be left out, the team as a rule as well.

    `alert` is what the names of the alerts begin with, by default the name in CamelCase. `team`
    goes before the label `team`, which goes before the one of `slos.yaml`. `windows` are names of
    `windows.yaml`: a short period has no use for the longest of them. `mode` says of a plain
    thresholdMetric with several series whether `any` or `all` of them must be good. Texts of
    OpenSLO have one language and stand for both, which a warning tells of; the other one has keys
    that end in `-zh`.
    """

    alert: AlertStem | None = Field(default=None, alias="tcmon/alert")
    team: str | None = Field(default=None, alias="tcmon/team")
    windows: NameList | None = Field(default=None, alias="tcmon/windows")
    by: NameList | None = Field(default=None, alias="tcmon/by")
    min_failures: NumberText | None = Field(default=None, alias="tcmon/min-failures")
    no_data: Literal["told", "ignored"] | None = Field(default=None, alias="tcmon/no-data")
    mode: Literal["any", "all"] | None = Field(default=None, alias="tcmon/mode")
    dashboard: Name | None = Field(default=None, alias="tcmon/dashboard")
    runbook: str | None = Field(default=None, alias="tcmon/runbook")
    title_zh: str | None = Field(default=None, alias="tcmon/title-zh")
    description_zh: str | None = Field(default=None, alias="tcmon/description-zh")
    runbook_zh: str | None = Field(default=None, alias="tcmon/runbook-zh")
