from __future__ import annotations

import pytest

from taskcenter_monitor.telemetry.policy.document import Redaction
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.redaction.keys import (
    KNOWN,
    LONGEST_KNOWN,
    Names,
    words,
)

KEYS = ("token", "password", "Authorization", "api_key", "card_no", "expires_at", "oauth2", "密码")


@pytest.mark.parametrize(
    "name",
    [
        *("token", "TOKEN", "Token", "user_token", "accessToken", "access-token", "auth.token"),
        *("token_hash", "token_value", "tokenId", "password2", "password_1", "db.password"),
        *("PassWord", "X-Api-Key", "userApiKey", "APIKey", "apikey", "api key", "authorization"),
        *("Proxy-Authorization", "bankCardNo", "expires_at", "expiresAt2", "oauth2", "user_oauth2"),
        *("用户密码", "密码", "token密码", "has_token"),
    ],
)
def test_a_name_that_holds_an_entry_is_hidden(name: str) -> None:
    assert Redactor(Redaction(keys=KEYS)).hides(name)


@pytest.mark.parametrize(
    "name",
    [
        *("tokens", "max_tokens", "tokens_total", "token_count", "tokenCount", "token_count_2"),
        *("password_changed_at", "token_expires", "token_type", "tokenizer", "accesstoken"),
        *(
            "api",
            "key",
            "key_api",
            "card",
            "number",
            "",
            "_",
            "expires",
            "at",
            "密",
            "码密",
            "oauth",
        ),
    ],
)
def test_a_name_that_only_tells_of_it_is_readable(name: str) -> None:
    assert not Redactor(Redaction(keys=KEYS)).hides(name)


@pytest.mark.parametrize(
    "name",
    [
        *("bytes", "disk_bytes", "elapsed_us", "durationMs", "http.response.body.size", "ns2"),
        *("tasks_total", "count", "expires_in_seconds", "offset", "created_at"),
    ],
)
def test_a_name_of_what_is_counted(name: str) -> None:
    assert Redactor(Redaction(keys=KEYS)).counted(name)


@pytest.mark.parametrize(
    "name",
    [
        *("number", "caller", "id", "to", "contact", "sum", "value", "", "2", "bytes_of", "buses"),
        *("card_no_count", "token_used", "password_verified", "verified", "status", "type"),
    ],
)
def test_a_name_of_what_may_be_a_secret(name: str) -> None:
    assert not Redactor(Redaction(keys=KEYS)).counted(name)


def test_without_keys_nothing_is_hidden() -> None:
    assert not any(map(Redactor(Redaction(keys=("", "-"))).hides, ("password", "", "-")))


def test_names_split_at_signs_and_humps() -> None:
    assert words("userAPIKey_v2.HTTPServer-x") == [
        *("user", "api", "key", "v", "2", "http", "server", "x")
    ]


def test_what_is_known_stays_bounded() -> None:
    names = Names(KEYS)

    for number in range(2 * KNOWN):
        assert not names[f"field_{number}x"]
        assert names[f"{'a' * LONGEST_KNOWN}_token_{number}"]

    assert len(names) <= KNOWN
    assert max(map(len, names)) <= LONGEST_KNOWN
    assert names["token"]
