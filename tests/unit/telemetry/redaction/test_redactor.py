from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.telemetry.policy.document import Pattern, Redaction
from taskcenter_monitor.telemetry.redaction import Masked, Redactor, masked
from taskcenter_monitor.telemetry.redaction.keys import KNOWN, LONGEST_KNOWN
from taskcenter_monitor.telemetry.redaction.redactor import LONGEST
from taskcenter_monitor.telemetry.redaction.walk import DEEPEST, PARTS
from tests.unit.telemetry.redaction.families import KEYS, POLICY


class Colour(Enum):
    PHONE = "13812345678"
    RED = "red"


@dataclass
class Caller:
    name: str
    phone: str
    note: object = None


class Account:
    def __init__(self, shown: object) -> None:
        self.shown = shown

    def __mask__(self) -> object:
        return self.shown


class Stubborn:
    def __mask__(self) -> object:
        raise ValueError

    def __str__(self) -> str:
        raise ValueError


class Written:
    def __str__(self) -> str:
        return "call 13812345678"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"user_token": "x", "n": 1}, {"user_token": "***", "n": 1}),
        ({"token": {"a": [1]}, "password": None}, {"token": "***", "password": "***"}),
        ({"a": {"b": [{"token": 1}]}}, {"a": {"b": [{"token": "***"}]}}),
        ({"a": "call 13812345678"}, {"a": "call ***"}),
        ({"a": 13812345678, "b": 13812345678.0}, {"a": "***", "b": "***.0"}),
        ({"a": 42, "b": 4.5, "c": True, "d": None}, {"a": 42, "b": 4.5, "c": True, "d": None}),
        ({"a": [13812345678, ("x", 4111111111111111)]}, {"a": ["***", ["x", "***"]]}),
        ({"a": {"13812345678": 1}}, {"a": {"***": 1}}),
        ({"disk_bytes": 13812345678}, {"disk_bytes": 13812345678}),
        ({"elapsedNs": 15012345678.5}, {"elapsedNs": 15012345678.5}),
        ({"a": [{"size_2": [13812345678]}]}, {"a": [{"size_2": [13812345678]}]}),
        ({"disk_bytes": "13812345678"}, {"disk_bytes": "***"}),
        ({"caller_number": 13812345678}, {"caller_number": "***"}),
        ({"bytes_of": 13812345678, "2": 13812345678}, {"bytes_of": "***", "2": "***"}),
        ({"phone_used": 13812345678}, {"phone_used": "***"}),
        ({"phone_verified": 13812345678}, {"phone_verified": "***"}),
        ({"max_tokens": 13812345678, "tokens_total": 1}, {"max_tokens": "***", "tokens_total": 1}),
        ({"a": [(b"cookie", b"sid=abc")]}, {"a": [[b"cookie", "***"]]}),
        ({"a": [("x-api-key", "k-1"), ("a", "b")]}, {"a": [["x-api-key", "***"], ["a", "b"]]}),
        ({"a": ("X-Token", ["k"])}, {"a": ["X-Token", "***"]}),
        ({"a": ["phone", "email"]}, {"a": ["phone", "email"]}),
        ({"a": [["token", 1, 2], ["token"]]}, {"a": [["token", 1, 2], ["token"]]}),
        ({"a": ["no token was sent, we are sorry for it: " + "a" * 30, 1]},) * 2,
        ({"a": {13812345678: 1, 2: 3}}, {"a": {"***": 1, "2": 3}}),
        ({"13812345678": 1, "13912345678": 2}, {"***": 1, "****": 2}),
        ({"a": {"13812345678"}}, {"a": ["***"]}),
        ({"user_id": 13812345678}, {"user_id": 13812345678}),
        ({"user_id": ["13812345678"]}, {"user_id": ["13812345678"]}),
        ({"user_id": {"to": "13812345678"}}, {"user_id": {"to": "***"}}),
        ({"user_id": Decimal(13812345678)}, {"user_id": Decimal(13812345678)}),
        ({"a": Decimal(13812345678), "b": Decimal(1)}, {"a": "***", "b": Decimal(1)}),
        ({"a": Colour.PHONE, "b": Colour.RED}, {"a": "***", "b": "red"}),
        (
            {"a": Caller("li", "1", "13812345678")},
            {"a": {"name": "li", "phone": "***", "note": "***"}},
        ),
        ({"a": Account("13812345678")}, {"a": "***"}),
        ({"a": Account({"token": 1})}, {"a": {"token": "***"}}),
        ({"a": Stubborn()}, {"a": "***"}),
        ({"a": Written()}, {"a": "call ***"}),
        ({"a": b"13812345678 "}, {"a": "b'*** '"}),
        ({"a": 10**5000}, {"a": "***"}),
    ],
)
def test_fields(given: Mapping[str, object], shown: Mapping[str, object]) -> None:
    assert Redactor(POLICY).fields(given) == shown


def test_plain_fields_are_hidden_by_their_name_all_the_same() -> None:
    redactor = Redactor(Redaction(keys=("token",), plain=("token",)))

    assert redactor.fields({"token": "x"}) == {"token": "***"}


def test_the_mask_is_that_of_the_policy() -> None:
    redactor = Redactor(Redaction(keys=("token",), mask="[hidden]"))

    assert redactor.fields({"token": "x"}) == {"token": "[hidden]"}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    # In the middle of others.
    | st.sampled_from(["13812345678", 13812345678, "a@b.cn", "?token=1", 4111111111111111]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "token", "user_id", "13812345678"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "token", "task_id"]), VALUES))
def test_what_is_given_stays_as_it_is_and_what_is_shown_is_clean(given: dict[str, object]) -> None:
    before = deepcopy(given)
    redactor = Redactor(POLICY)
    shown = redactor.fields(given)

    assert repr(given) == repr(before)
    again = Redactor(POLICY)
    assert repr(again.fields(shown)) == repr(shown)
    assert set(again.counts.values()) == {0}


def test_what_is_nested_too_deep_or_holds_itself_is_not_shown() -> None:
    deep: object = "13812345678"
    for _ in range(DEEPEST + 1):
        deep = [deep]
    cycle: dict[str, object] = {"token": "x"}
    cycle["me"] = [cycle]
    shown = orjson.dumps(Redactor(POLICY).fields({"deep": deep, "cycle": cycle}))

    assert b"138" not in shown
    assert b'"x"' not in shown
    assert b'["***"]' in shown


def test_as_deep_as_is_allowed_is_shown() -> None:
    deep: object = "x"
    for _ in range(DEEPEST):
        deep = [deep]

    assert Redactor(POLICY).fields({"deep": deep}) == {"deep": deep}
    assert b'"x"' not in orjson.dumps(Redactor(POLICY).fields({"deep": [deep]}))


def test_what_has_too_many_parts_is_shown_in_part() -> None:
    many: object = "x"
    for _ in range(DEEPEST - 1):
        many = [many] * 10
    shown = orjson.dumps(Redactor(POLICY).fields({"many": many}))

    assert shown.count(b'"x"') <= PARTS
    assert len(shown) < 20 * PARTS


def test_fields_may_be_hidden_by_name_alone() -> None:
    given = {"token": 1, "a": {"phone": "x", "n": [{"13812345678": Account("13812345678")}]}}
    redactor = Redactor(POLICY)

    assert redactor.by_name(given) == {
        "token": "***",
        "a": {"phone": "***", "n": [{"13812345678": "13812345678"}]},
    }
    assert redactor.counts["keys"] == 2
    assert redactor.counts["mobile-phone"] == 0


def test_names_that_are_data_are_hidden_each_time_and_not_kept() -> None:
    redactor = Redactor(POLICY)

    for number in range(2 * KNOWN):
        assert redactor.name(f"field_{number}") == f"field_{number}"
        assert redactor.name("a" * (LONGEST_KNOWN + 1 + number % 9))
    assert [redactor.name("to 13812345678") for _ in range(2)] == ["to ***"] * 2
    assert redactor.counts["mobile-phone"] == 2
    assert len(redactor._clean) <= KNOWN
    assert max(map(len, redactor._clean)) <= LONGEST_KNOWN


def test_hidden_parts_are_counted_by_what_hid_them() -> None:
    redactor = Redactor(POLICY)
    redactor.fields({"token": 1, "a": {"phone": "x", "b": "13812345678 13912345678 a@b.cn"}})

    counted = {name: count for name, count in redactor.counts.items() if count}
    assert counted == {"keys": 2, "mobile-phone": 2, "email": 1}
    assert set(redactor.counts) == {"keys", *(pattern.name for pattern in POLICY.patterns)}


def test_what_was_hidden_before_is_not_counted_again() -> None:
    redactor = Redactor(POLICY)
    redactor.fields(redactor.fields({"token": 1, "a": "?token=1"}))

    assert redactor.counts["keys"] == 1
    assert redactor.counts["secret-in-query"] == 1


def test_a_pattern_sees_what_the_one_before_has_left() -> None:
    redactor = Redactor(
        Redaction(
            patterns=(
                Pattern(name="first", match="a", replace="b", words=("a",)),
                Pattern(name="second", match="b+", replace="c", words=("b",)),
                Pattern(name="third", match="a", replace="!", words=("a",)),
            )
        )
    )

    assert redactor.text("xaax") == "xcx"
    assert redactor.counts == {"keys": 0, "first": 2, "second": 1, "third": 0}


def test_groups_stand_in_what_replaces_them() -> None:
    pattern = Pattern(name="card", match=r"(4)1{11}(1{4})", replace=r"\1***\2", checksum="luhn")

    assert Redactor(Redaction(patterns=(pattern,))).text("4111111111111111") == "4***1111"


def test_a_search_goes_on_inside_of_what_has_a_wrong_checksum() -> None:
    pattern = Pattern(name="card", match=r"[0-9]+(?: [0-9]+)?", digits=1, checksum="luhn")
    redactor = Redactor(Redaction(patterns=(pattern,)))

    assert redactor.text("1 4111111111111111, 4111111111111111 ") == "1 ***, *** "
    assert redactor.counts["card"] == 2


def test_one_match_may_follow_another_at_once() -> None:
    pattern = Pattern(name="card", match=r"41{15}", digits=16, checksum="luhn")

    assert Redactor(Redaction(patterns=(pattern,))).text("4111111111111111" * 3) == "***" * 3


def test_an_empty_match_ends_too() -> None:
    pattern = Pattern(name="odd", match=r"(?=00)|0", replace="", checksum="luhn")

    assert Redactor(Redaction(patterns=(pattern,))).text("a0b0") == "ab"


def test_long_texts_without_suspicion_are_whole() -> None:
    text = "a" * (2 * LONGEST)

    assert Redactor(POLICY).text(text) is text


@pytest.mark.parametrize("cut", range(12))
def test_nothing_that_was_not_searched_is_shown(cut: int) -> None:
    text = "密" * (LONGEST - cut) + "13812345678" + "密" * 99 + "13812345678"
    shown = Redactor(POLICY).text(text)

    assert "138" not in shown
    assert shown.endswith("密***")
    assert LONGEST - 2000 < len(shown) <= LONGEST


def test_digits_that_stay_keep_their_width() -> None:
    text = "第１３章，订单202603020930001234"

    assert Redactor(POLICY).text(text) is text


def test_objects_say_what_is_shown_of_them() -> None:
    account = Account("a***")

    assert isinstance(account, Masked)
    assert masked(account) == "a***"
    assert masked(Stubborn()) == "***"
    assert masked(Account) is Account
    assert masked("x") == "x"


def test_expressions_know_ascii_alone() -> None:
    redactor = Redactor(Redaction(patterns=(Pattern(name="word", match=r"\b[a-z]+\b"),)))

    assert redactor.text("手机abc号") == "手机***号"


def test_keys_are_those_of_the_policy() -> None:
    redactor = Redactor(Redaction(keys=KEYS))

    assert redactor.hides("X-Auth-Token")
    assert not redactor.hides("content")


def test_an_excerpt_has_no_half_of_a_secret_wherever_it_is_cut() -> None:
    redactor = Redactor(POLICY)
    for before in range(1340):
        text = "y" * before + " 13812345678 4111111111111111 " + "z" * 1500
        shown = redactor.excerpt(text, 300)
        assert len(shown) <= 300
        assert not set("1345678") & set(shown)


def test_an_excerpt_of_a_text_that_is_long_enough_is_its_beginning() -> None:
    redactor = Redactor(POLICY)
    assert redactor.excerpt("a" * 400, 300) == redactor.excerpt("a" * 4000, 300) == "a" * 300
    assert redactor.excerpt("call 13812345678", 300) == "call ***"
    # Most of it was one secret: what is left cannot be told from the end of another.
    assert redactor.excerpt("a" + "\n?token=" + "b" * 1400, 300) == "***"


def test_what_an_uncounted_one_hides_is_not_counted() -> None:
    redactor = Redactor(POLICY)
    assert redactor.uncounted().text("call 13812345678") == "call ***"
    assert not any(redactor.counts.values())


def test_arguments_are_shown_without_what_keys_hide() -> None:
    redactor = Redactor(POLICY)
    given = ("call 13812345678", {"password": "x", "n": [1]}, [("cookie", "a=b")], 7)
    shown = ("call 13812345678", {"password": "***", "n": [1]}, [["cookie", "***"]], 7)
    assert redactor.arguments(given) == shown
    assert redactor.counts["keys"] == 2
