"""Versions of Prometheus and Alertmanager, and what each of them understands.

Both programs refuse a whole file over one key that they do not know, so whatever a version lacks
must be found before anything is written. The numbers are from the changelogs of both projects;
what Prometheus 2.42 and Alertmanager 0.25 refuse was tried with their own checkers.
"""

from __future__ import annotations

import re

Version = tuple[int, int]
"""Major and minor: nothing that is generated depends on a patch release."""

OLDEST_PROMETHEUS: Version = (2, 42)
OLDEST_ALERTMANAGER: Version = (0, 25)

_VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,4})(?:\.\d{1,6})?")
_TOLD = re.compile(r"v?(\d+)\.(\d+)(?!\d)")

ALERTMANAGER_SINCE: dict[str, Version] = {
    "global.smtp_auth_password_file": (0, 25),
    "inhibit_rules.name": (0, 30),
    "time_intervals": (0, 24),
    "time_intervals.location": (0, 25),
    "discord_configs": (0, 25),
    "discord_configs.webhook_url_file": (0, 27),
    "email_configs.auth_password_file": (0, 25),
    "msteamsv2_configs": (0, 28),
    "msteamsv2_configs.webhook_url_file": (0, 28),
    "pagerduty_configs.routing_key_file": (0, 25),
    "slack_configs.api_url_file": (0, 22),
    "webhook_configs.url_file": (0, 26),
    "wechat_configs.api_secret_file": (0, 31),
    "templates.tz": (0, 28),
}
"""Keys of `alertmanager.yml`, and functions of its templates (`templates.NAME`), with the first
version that knows them; others are older."""

PROMETHEUS_SINCE: dict[str, Version] = {
    "rules.keep_firing_for": (2, 42),
    "rules.limit": (2, 31),
    "rules.query_offset": (2, 53),
    "rules.labels": (3, 0),
    "global.rule_query_offset": (2, 53),
    "scrape_config_files": (2, 43),
    "scrape_configs.keep_dropped_targets": (2, 47),
    "scrape_configs.scrape_protocols": (2, 49),
    "scrape_configs.fallback_scrape_protocol": (3, 0),
    "storage.exemplars.max_exemplars": (2, 29),
    "storage.tsdb.out_of_order_time_window": (2, 39),
    # 3.8 reads it too, but takes the number for a million times as long until 3.11.
    "storage.tsdb.retention": (3, 11),
}
"""Keys of `prometheus.yml` and of rule files with the first version to trust with them."""


def parse_version(text: str) -> Version:
    """Major and minor of `2.42`, `2.42.1` or `v3.0`; raises ValueError with a sentence."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no version; write it like 2.42 or 3.5.1")
    return int(match[1]), int(match[2])


def told_version(text: str) -> Version | None:
    """What a program says of itself, like `0.28.1+ds`; None where that is unclear."""
    match = _TOLD.match(text)
    return (int(match[1]), int(match[2])) if match else None


def version_text(version: Version) -> str:
    """A version as people write it."""
    return f"{version[0]}.{version[1]}"


def alertmanager_lacks(key: str, version: Version) -> Version | None:
    """The first version that knows `key`, where `version` is older than that."""
    return _lacking(ALERTMANAGER_SINCE, key, version)


def prometheus_lacks(key: str, version: Version) -> Version | None:
    """The first version that knows `key`, where `version` is older than that."""
    return _lacking(PROMETHEUS_SINCE, key, version)


def _lacking(table: dict[str, Version], key: str, version: Version) -> Version | None:
    since = table.get(key)
    return since if since is not None and version < since else None


def patch_version(text: str) -> str:
    """`2.42` as the tag of a release, `2.42.0`; what names its patch release stays."""
    bare = text.removeprefix("v")
    return bare if bare.count(".") > 1 else f"{bare}.0"
