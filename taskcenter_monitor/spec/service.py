"""The service as a whole: its name, its languages, and what it is deployed on."""

from __future__ import annotations

from typing import Literal

from taskcenter_monitor.spec.base import LabelName, SpecModel, Text, Window


class Versions(SpecModel):
    """What a deployment runs; output and checks follow it."""

    prometheus: str
    alertmanager: str
    grafana: str


class Links(SpecModel):
    """Addresses that notifications lead to, without a slash at the end."""

    runbooks: str
    dashboards: str
    prometheus: str
    alertmanager: str


class Team(SpecModel):
    """Who looks after a component."""

    title: Text


class Service(SpecModel):
    """`specs/service.yaml`."""

    service: str
    title: Text
    locales: list[Literal["zh-CN", "en"]]
    versions: Versions
    retention: Window
    links: Links
    external_labels: dict[LabelName, str]
    teams: dict[str, Team]
