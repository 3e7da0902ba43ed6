from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.versions import (
    ALERTMANAGER_SINCE,
    PROMETHEUS_SINCE,
    alertmanager_lacks,
    parse_version,
    prometheus_lacks,
    told_version,
    version_text,
)


@pytest.mark.parametrize(
    ("text", "version"),
    [("2.42", (2, 42)), ("2.42.1", (2, 42)), ("v3.0", (3, 0)), ("0.25.0", (0, 25))],
)
def test_reads_major_and_minor(text: str, version: tuple[int, int]) -> None:
    assert parse_version(text) == version


@pytest.mark.parametrize("text", ["", "3", "latest", "2.x", "2.42-rc.1", " 2.42", "2.42.1.2"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no version; write it like"):
        parse_version(text)


def test_versions_compare_by_number_and_not_as_text() -> None:
    assert prometheus_lacks("scrape_config_files", parse_version("2.5")) == (2, 43)
    assert prometheus_lacks("scrape_config_files", parse_version("2.43")) is None
    assert prometheus_lacks("scrape_config_files", parse_version("10.0")) is None


@pytest.mark.parametrize(
    ("key", "last_without", "first_with"),
    [
        ("webhook_configs.url_file", "0.25", "0.26"),
        ("wechat_configs.api_secret_file", "0.30", "0.31"),
        ("discord_configs.webhook_url_file", "0.26", "0.27"),
        ("inhibit_rules.name", "0.29", "0.30"),
    ],
)
def test_alertmanager_lacks_a_key_before_its_version(
    key: str, last_without: str, first_with: str
) -> None:
    since = alertmanager_lacks(key, parse_version(last_without))
    assert since is not None
    assert version_text(since) == first_with
    assert alertmanager_lacks(key, parse_version(first_with)) is None


def test_a_key_that_is_not_listed_is_in_every_version() -> None:
    assert alertmanager_lacks("route.receiver", (0, 25)) is None
    assert prometheus_lacks("global.scrape_interval", (2, 42)) is None


def test_no_version_is_a_slip_of_the_pen() -> None:
    assert all(since[0] == 0 for since in ALERTMANAGER_SINCE.values())
    assert all(2 <= since[0] <= 3 for since in PROMETHEUS_SINCE.values())


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0.25.0", (0, 25)),
        ("0.28.1+ds", (0, 28)),
        ("2.53.3+ds1", (2, 53)),
        ("3.5.0-rc.1", (3, 5)),
        ("v3.16.0", (3, 16)),
        ("(devel)", None),
        ("", None),
    ],
)
def test_what_a_program_says_of_itself_is_read_leniently(
    text: str, version: tuple[int, int] | None
) -> None:
    assert told_version(text) == version
