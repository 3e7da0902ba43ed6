"""That the patterns find what they are made for, and nothing that only looks like it."""

from __future__ import annotations

import time

import orjson
import pytest

from taskcenter_monitor.telemetry.policy import read_policy, write_policy
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.redaction import Redactor
from tests.unit.telemetry.redaction.families import POLICY

HIDDEN = {
    "GET /v1/tasks?access_token=mF_9.B5f-4.1JqM&page=2 200": (
        "GET /v1/tasks?access_token=***&page=2 200"
    ),
    "POST /cb?token=abc%2F123&sign=9f86d081&next=1": "POST /cb?token=***&sign=***&next=1",
    "to=https%3A%2F%2Fa.cn%2F%3Ftoken%3Dabc%26page%3D2": (
        "to=https%3A%2F%2Fa.cn%2F%3Ftoken%3D***%26page%3D2"
    ),
    "login with password='hunter2', attempt 3": "login with password='***', attempt 3",
    "?X-Api-Key=k42&accessKey=LTAI": "?X-Api-Key=***&accessKey=***",
    "token%3Dabc": "token%3D***",
    "?session=a1b2&sessionid=c3&passphrase=x&private_key=y&credential=z&page=2": (
        "?session=***&sessionid=***&passphrase=***&private_key=***&credential=***&page=2"
    ),
    "?token[]=abc&tokens[0]=d&api_key[x]=e": "?token[]=***&tokens[0]=d&api_key[x]=***",
    "token = abc, n = 3": "token = ***, n = 3",
    "if password == 'hunter2':": "if password == '***':",
    "key -----BEGIN EC PRIVATE KEY-----\nProc-Type: 4\n\nMHcC\n-----END EC PRIVATE KEY-----\nb": (
        "key ***\nb"
    ),
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOY": "***",
    "/oss?page=2&accessKey=LTAI5tQx&Expires=1772443800": (
        "/oss?page=2&accessKey=***&Expires=1772443800"
    ),
    "SECRET_KEY=9x#b": "SECRET_KEY=***#b",
    '{"secret_key": "9xb"}': '{"secret_key": "***"}',
    '{"user": "li", "password": "correct \\"horse\\"", "n": 1}': (
        '{"user": "li", "password": "***", "n": 1}'
    ),
    '{\\"refresh_token\\":\\"8xLO\\",\\"n\\":1}': '{\\"refresh_token\\":\\"***\\",\\"n\\":1}',
    "{'api_key': 'it\\'s', 'n': 1}": "{'api_key': '***', 'n': 1}",
    "{'user': {'password': 'hunter2', 'pwd': 123456}, 'n': 1}": (
        "{'user': {'password': '***', 'pwd': ***}, 'n': 1}"
    ),
    '{"pwd":123456,"n":1}': '{"pwd":***,"n":1}',
    '{\\"pwd\\":123456}': '{\\"pwd\\":***}',
    "Authorization: Basic dXNlcjpwYXNz": "Authorization: Basic ***",
    "Authorization:[Bearer 2YotnFZFEjr1] Accept:[*/*]": "Authorization:[Bearer ***] Accept:[*/*]",
    'authorization: Digest username="li", response="6629"\nnext': "authorization: ***\nnext",
    "Proxy-Authorization: Digest realm=\"a\", nonce='dcd98b', qop=auth": (
        "Proxy-Authorization: ***"
    ),
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2026, Signature=fe5f": "Authorization: ***",
    "X-Api-Key: k-42, Accept: */*": "X-Api-Key: ***, Accept: */*",
    "X-Auth-Token:[k-42] X-Access-Key: k-43": "X-Auth-Token:[***] X-Access-Key: ***",
    "x-amz-security-token: FwoGZXIv\nnext": "x-amz-security-token: ***\nnext",
    "{'x-auth-key': 'k-42', 'n': 1}": "{'x-auth-key': '***', 'n': 1}",
    "Cookie: sessionid=38afes7a8; theme=dark\nnext": "Cookie: ***\nnext",
    'Cookie: theme="dark"; sessionid=38afes7a8': "Cookie: ***",
    "{'Set-Cookie': 'sid=31d4; Path=/', 'n': 1}": "{'Set-Cookie': '***', 'n': 1}",
    '{"cookie":"sid=31d4==","n":1}': '{"cookie":"***","n":1}',
    '{"Authorization": "k-1234", "n": 1}': '{"Authorization": "***", "n": 1}',
    "sent Bearer 2YotnFZFEjr1zCsicMWpAA to it": "sent Bearer *** to it",
    "claims of eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln stale": "claims of *** stale",
    "redis://:s3cr3t@10.0.0.5:6379/0": "redis://***@10.0.0.5:6379/0",
    "mysql+pymysql://task:p@ss@db:3306/t": "mysql+pymysql://***@db:3306/t",
    "身份证11010519491231002X校验": "身份证***校验",
    "id 440524 18800101 0014.": "id ***.",
    "id 110105-19491231-002x": "id ***",
    "card 4111111111111111 declined": "card *** declined",
    "5555-5555-5555-4444 after 200 ms": "*** after 200 ms",
    "4111 1111 1111 1111 200": "*** 200",
    "12 4111111111111111": "12 ***",
    "6222 0212 3456 7890 128 paid": "*** paid",
    "6222021234567890128": "***",
    "3782 822463 10005": "***",
    "短信发往13812345678失败": "短信发往***失败",
    "短信发往１３８１２３４５６７８失败": "短信发往***失败",
    "call +86 138-1234-5678 or 008613912345678": "call *** or ***",
    "?phone=%2B8613812345678&a=1": "?phone=***&a=1",
    "?to=%2B86-138-1234-5678": "?to=***",
    "q%3D13812345678%26": "q%3D***%26",
    "\\u8bdd13812345678": "\\u8bdd***",
    '{"m":"\\u7535\\u8bdd13812345678\\n13912345678"}': '{"m":"\\u7535\\u8bdd***\\n***"}',
    "phone_13812345678": "phone_***",
    "li.lei+task@mail.example.com bounced": "*** bounced",
    "邮箱han@example.cn无效": "邮箱***无效",
    "han%40example.cn": "***",
    "?mail=han%40example.cn&b": "?mail=***&b",
}
KEPT = [
    "GET /v1/tasks?max_tokens=4096&page=2",
    "the token expired 5m ago",
    "password= user=li",
    "max_tokens = 4096, sessions=3",
    "no PRIVATE KEY in it, -----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
    "?design=flat&key=task:42",
    '{"max_tokens": 4096, "token_type": "none"}',
    "authorization of the business failed",
    "bearer authentication is off, basic authentication is on",
    "the header X-Api-Key is missing, X-Request-Id: 7f3c2a91",
    "the cookie jar is empty",
    "http://10.0.0.1:6060/debug/pprof",
    "http://task-center-api:8080/v1/tasks?at=@now",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
    "trace 13812345678ba902b713812345678aaa",
    "aa13812345678ba902b7138123456780a0",
    "550e8400-e29b-41d4-a716-446655440000",
    "order 110105194912310021",
    "snowflake 1541815603606036480 or 202603020930001234",
    "at 1772443800123 ms, 1772443800123456 us, 1772443800123456789 ns, 1772443800 s",
    "2026-03-02 09:30:00.123 on 10.0.0.1:6060",
    "2026-08-07T12:34:56.123+08:00",
    "order 20260302138123456789",
    "task-center 1.13.12345678 of 2026, took 0.13812345678 s",
    "card 4111111111111112",
    "loki@sha256:4bf92f35, worker@10.0.0.1:6060, left-pad@1.3.0 @2026-03-02",
    "13812345678.25 bytes",
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN.items())
def test_secrets_are_hidden(text: str, shown: str) -> None:
    redactor = Redactor(POLICY)

    assert redactor.text(text) == shown
    assert redactor.suspects(orjson.dumps({"content": text}))
    assert sum(redactor.counts.values()) >= 1


@pytest.mark.parametrize("text", KEPT)
def test_what_looks_like_a_secret_stays(text: str) -> None:
    redactor = Redactor(POLICY)

    assert redactor.text(text) == text
    assert set(redactor.counts.values()) == {0}


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "task finished for the caller", "duration": "12.3ms", "rows": 15},
        {"content": "GET /v1/tasks/42/export 200", "method": "GET", "status": 200, "size": 48213},
        {"content": "request", "path": "/v1/tasks?page=2&key=task:42", "max_tokens": 4096},
        {"content": "couldn't find the index, next try in 5 s", "key": "task:42", "hit": False},
        {"content": "bought at C:\\jobs\\42 by task 1024", "expires_at": 1772443800},
        {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "request_id": "01JQ8X7Z5D"},
        {"content": "token refreshed", "password": "***", "user_token": "***", "x": "x" * 99},
    ],
)
def test_a_usual_line_is_not_suspected(fields: dict[str, object]) -> None:
    assert not Redactor(POLICY).suspects(orjson.dumps(fields))


def test_the_policy_may_have_them() -> None:
    policy = Policy(redaction=POLICY)

    assert read_policy(write_policy(policy)) == policy


@pytest.mark.parametrize(
    "text",
    [
        "@" + "a" * 32_000,
        "a@" * 16_000,
        "a@a." * 8_000,
        "eyJ" * 10_000,
        "://" * 10_000 + "@",
        "1" * 32_000,
        "1 " * 16_000,
        "4111 " * 6_000,
        "62-" * 10_000,
        "token=" * 5_000,
        'token":"' * 4_000,
        'token":"\\' * 3_000,
        "Authorization:" * 2_000,
        "bearer " * 4_500,
        "Bearer " + "a" * 32_000,
        "cookie:" * 4_500,
        "cookie:" + 'a="' * 10_000,
        "cookie:" + '="a" ' * 6_000,
        "x-api-key:" * 3_000,
        "x-auth-token" + " " * 32_000,
        "%3D" * 10_000,
        "1" * 10 + "%3D138" * 5_000,
        "-----BEGIN PRIVATE KEY-----" * 1_200,
        "-----BEGIN " * 1_500 + "PRIVATE KEY",
        "-----BEGIN PRIVATE KEY-----" + "-" * 32_000,
        "token[" * 5_000 + "]=",
        "token" + " " * 32_000 + "=",
    ],
    ids=lambda text: text[:8],
)
def test_no_text_takes_long(text: str) -> None:
    redactor = Redactor(POLICY)
    begun = time.thread_time()

    redactor.text(text)

    # 30 ms at most here; what grows with the square takes seconds.
    assert time.thread_time() - begun < 0.5
