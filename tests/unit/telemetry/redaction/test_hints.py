"""That looking at the hints first misses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taskcenter_monitor.telemetry.policy.document import Pattern, Redaction
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.redaction.hints import guarded, needs, plain_text
from tests.unit.telemetry.redaction.families import FAMILIES, POLICY

UNHINTED = Redaction(
    patterns=tuple(
        Pattern(name=one.name, match=one.match, replace=one.replace, checksum=one.checksum)
        for one in FAMILIES
    )
)
SEEDS = (
    *("token=", "Token%3D", 'password":"', 'pwd\\":\\"', "secret':'", "sign=", "Authorization: "),
    *("Bearer ", "basic ", "eyJhbGciOi", ".", "a@b.cn", "@", "%40", "://", "example", ".com"),
    *("13812345678", "138 1234 5678", "１３８", "12345678", "110105", "19491231", "002X", "4111"),
    *(" ", "-", '"', "'", "\\", "\n", "\t", "\x00", "\x7f", "机", "é", "ß", "\u212a", "&", "86"),
    *("6222021234567890128", "9aB=", "{", "}", "[", "]", ",", ";", "_"),
    *("x-api-key: ", "X-Auth-", "x-access-", "X-Amz-Security-Token:", "Cookie: ", "secret_key="),
)
TEXTS = st.lists(st.sampled_from(SEEDS) | st.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=400)
@given(TEXTS)
@example("电话１３８１２３４５６７８")
@example('{"m": "{\\"token\\":\\"x\\"}"}')
def test_hints_of_the_families_change_nothing(text: str) -> None:
    hidden = Redactor(UNHINTED).text(text)

    assert Redactor(POLICY).text(text) == hidden
    if hidden != text:
        assert Redactor(POLICY).suspects(orjson.dumps(text))
        assert Redactor(POLICY).suspects(orjson.dumps({"a": 1, "content": [text]}))


CASES: dict[str, Callable[[str], str]] = {"": str, "lower": str.lower, "upper": str.upper}
WORDS = st.text(
    st.sampled_from('aZ0９"\\-_ %=@\n\x1f密éÉßİıſΣ\u212a𝒜') | st.characters(codec="utf-8"),
    min_size=1,
    max_size=5,
)


@settings(max_examples=400)
@given(WORDS, WORDS | st.just(""), WORDS | st.just(""), st.sampled_from(list(CASES)))
@example("k", "\u212a", "", "")
@example("a\\b", "", "", "")
@example("api_key", "", "", "upper")
def test_a_word_is_found_in_any_case(word: str, before: str, after: str, case: str) -> None:
    pattern = Pattern(name="word", match=f"(?i){re.escape(word)}", words=(word,))
    # Between words in another case, and with the case of the whole text changed as well.
    text = CASES[case](before + word + after)
    unhinted = Redactor(Redaction(patterns=(Pattern(name="word", match=pattern.match),)))
    redactor = Redactor(Redaction(patterns=(pattern,)))
    hidden = unhinted.text(text)

    assert redactor.text(text) == hidden
    if hidden != text:
        assert redactor.suspects(orjson.dumps(text))


@given(st.integers(1, 20), st.text(st.sampled_from("0123456789９ -a"), max_size=40))
def test_a_run_of_digits_is_found_with_spaces_and_hyphens(digits: int, text: str) -> None:
    match = rf"(?:[0-9][ -]*){{{digits - 1}}}[0-9]"
    unhinted = Redactor(Redaction(patterns=(Pattern(name="run", match=match),)))
    redactor = Redactor(Redaction(patterns=(Pattern(name="run", match=match, digits=digits),)))
    hidden = unhinted.text(text)

    assert redactor.text(text) == hidden
    assert redactor.suspects(orjson.dumps(text)) == (hidden != text)


@pytest.mark.parametrize(
    ("words", "digits", "found"),
    [
        ((), 0, {""}),
        ((), 3, {"000"}),
        (("Bearer ", "X-Key"), 0, {"bearer", "xkey"}),
        (("oauth2",), 2, {"oauth0", "00"}),
        (('token"',), 0, {"token\\"}),
        # The longest part whose case and escape are sure.
        (("z\nbcd",), 0, {"bcd"}),
        (("É",), 0, {""}),
        (("straße",), 0, {"stra"}),
        ((" -",), 0, {""}),
    ],
)
def test_needs(words: tuple[str, ...], digits: int, found: set[str]) -> None:
    assert needs(Pattern(name="x", match="x", words=words, digits=digits)) == found


def test_a_need_that_holds_another_is_not_looked_for() -> None:
    assert guarded(["000000", "000", "token=", "pwd=", "token", "@", "eyj"]) == (
        ("@", ("@",)),
        ("j", ("eyj",)),
        ("=", ("pwd=",)),
        ("000", ("000",)),
        ("token", ("token",)),
    )
    assert guarded(["", "a"]) == (("", ("",)),)
    assert guarded([]) == ()


def test_texts_without_a_character_of_their_own_are_no_obstacle() -> None:
    assert "\\" in plain_text('\ud800"')
    assert Redactor(POLICY).text("\ud800 13812345678") == "\ud800 ***"


def test_lines_are_only_suspected_for_what_they_hold() -> None:
    redactor = Redactor(POLICY)

    assert not redactor.suspects(b'{"token":"x","content":"token of 2026-08-07T12:34:56"}')
    assert redactor.suspects(b'{"content":"{\\"token\\":\\"x\\"}"}')
    assert not Redactor(Redaction()).suspects(b'{"content":"13812345678"}')
    assert Redactor(Redaction(patterns=(Pattern(name="x", match="x"),))).suspects(b"{}")
