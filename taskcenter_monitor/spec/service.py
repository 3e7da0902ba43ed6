"""The service as a whole: its name, its languages, and what it is deployed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from taskcenter_monitor.spec.base import LabelName, SpecModel, Text, Window, fault
from taskcenter_monitor.spec.shapes import matching, parsed_by
from taskcenter_monitor.vocabulary.versions import (
    OLDEST_ALERTMANAGER,
    OLDEST_PROMETHEUS,
    Version,
    parse_version,
    version_text,
)


def _supported(oldest: Version) -> Callable[[str], None]:
    """Refuses versions for which nothing can be generated."""

    def check(text: str) -> None:
        if parse_version(text) < oldest:
            raise ValueError(f"{text} is too old; the oldest supported is {version_text(oldest)}")

    return check


def _different(locales: list[str]) -> list[str]:
    if len(set(locales)) < len(locales):
        raise fault("service/locales", "a locale stands here twice")
    return locales


def _not_empty(value: str) -> str:
    if not value:
        raise fault(
            "spec/value", "Prometheus drops a label without a value, as if it was not there"
        )
    return value


PrometheusVersion = Annotated[str, parsed_by("service/version", _supported(OLDEST_PROMETHEUS))]
AlertmanagerVersion = Annotated[str, parsed_by("service/version", _supported(OLDEST_ALERTMANAGER))]
GrafanaVersion = Annotated[str, parsed_by("service/version", parse_version)]
Base = Annotated[
    str,
    matching(
        r"https?://[^\s/?#]+(?:/[^\s/?#]+)*",
        "an address without a slash, ? or # at its end, like https://grafana.example.com/d",
        "spec/address",
    ),
]
"""An address that more is appended to."""
LabelValue = Annotated[str, AfterValidator(_not_empty)]
"""The value of a label that must be there."""
Locales = Annotated[list[Literal["zh-CN", "en"]], Field(min_length=1), AfterValidator(_different)]


class Versions(SpecModel):
    """What a deployment runs; output and checks follow it."""

    prometheus: PrometheusVersion
    alertmanager: AlertmanagerVersion
    grafana: GrafanaVersion


class Links(SpecModel):
    """Addresses that notifications lead to, without a slash at the end."""

    runbooks: Base
    dashboards: Base
    prometheus: Base
    alertmanager: Base


class Team(SpecModel):
    """Who looks after a component."""

    title: Text


class Service(SpecModel):
    """`specs/service.yaml`.

    `rule_tests` says whether `tcmon build` writes the tests of all rules (`written`), or whether
    they are only run (`run`): of a very large project they are more than anybody wants to commit.
    """

    service: str
    title: Text
    locales: Locales
    versions: Versions
    retention: Window
    links: Links
    external_labels: dict[LabelName, LabelValue]
    teams: dict[str, Team]
    rule_tests: Literal["written", "run"] = "written"
