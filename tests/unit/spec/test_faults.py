from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, model_validator

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.base import (
    DurationText,
    LabelName,
    QuantityField,
    SelectorField,
    SpecModel,
    Text,
    UnitName,
    Window,
    fault,
)
from taskcenter_monitor.spec.faults import diagnose, nearest
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.spec.routing import Mail, Routing


class Inner(SpecModel):
    word: Literal["one", "two", "three"] = "one"
    wait: DurationText = Field(default="0s", alias="for")

    @model_validator(mode="after")
    def _never_two(self) -> Inner:
        if self.word == "two":
            raise fault("inner/two", "two is not wanted here")
        return self


class Outer(SpecModel):
    text: str = ""
    whole: int = 0
    real: float = 0.0
    flag: bool = False
    items: list[int] = Field(default_factory=list, max_length=3)
    some: list[str] = Field(default_factory=lambda: ["x"], min_length=1)
    named: dict[LabelName, Inner] = Field(default_factory=dict)
    inner: Inner | None = None
    inners: list[Inner] = Field(default_factory=list)
    either: str | list[str] = ""
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    quantity: QuantityField | None = None
    window: Window = "5m"
    unit: UnitName = "count"
    selector: SelectorField | None = None
    help: Text | None = None


class Titled(SpecModel):
    title: Text


def said(data: Any, model: type[SpecModel] = Outer) -> list[str]:
    """Every fault as `path check message`; `key` marks the path of a key."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    lines = []
    for diagnostic in diagnose(caught.value, model, data, Origin("specs/x.yaml", ("top",))):
        place = diagnostic.place
        assert isinstance(place, Origin)
        path = "/".join(map(str, place.path)) + ("(key)" if place.key else "")
        lines.append(f"{path} {diagnostic.check} {diagnostic.message}")
    return lines


def help_of(data: Any, model: type[SpecModel] = Outer) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return diagnose(caught.value, model, data, Origin("specs/x.yaml"))[0].help


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"text": 5}, "top/text spec/type expected text, found the number 5"),
        ({"text": None}, "top/text spec/type expected text, found nothing"),
        ({"text": True}, "top/text spec/type expected text, found true"),
        ({"text": ["a"]}, "top/text spec/type expected text, found a list"),
        ({"text": {"a": 1}}, "top/text spec/type expected text, found a mapping"),
        ({"whole": "5"}, "top/whole spec/type expected a whole number, found the text '5'"),
        ({"whole": 5.5}, "top/whole spec/type expected a whole number, found the number 5.5"),
        ({"whole": True}, "top/whole spec/type expected a whole number, found true"),
        ({"real": "x"}, "top/real spec/type expected a number, found the text 'x'"),
        ({"flag": "yes"}, "top/flag spec/type expected true or false, found the text 'yes'"),
        ({"flag": 1}, "top/flag spec/type expected true or false, found the number 1"),
        ({"items": 1}, "top/items spec/type expected a list, found the number 1"),
        ({"items": {"a": 1}}, "top/items spec/type expected a list, found a mapping"),
        ({"items": [1, "x"]}, "top/items/1 spec/type expected a whole number, found the text 'x'"),
        ({"named": []}, "top/named spec/type expected a mapping, found a list"),
        ({"named": {"a": "x"}}, "top/named/a spec/type expected a mapping, found the text 'x'"),
        ({"inner": "x"}, "top/inner spec/type expected a mapping, found the text 'x'"),
        ("x" * 60, f"top spec/type expected a mapping, found the text '{'x' * 40}…'"),
        (None, "top spec/type expected a mapping, found nothing"),
        ({"quantity": []}, "top/quantity spec/type expected text, found a list"),
        ({"window": 5}, "top/window spec/type expected text, found the number 5"),
        (
            {"inner": {"word": 5}},
            "top/inner/word spec/type expected one, two or three, found the number 5",
        ),
    ],
)
def test_a_wrong_type_says_what_is_expected_and_what_was_found(data: Any, fault: str) -> None:
    assert said(data) == [fault]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"either": 5}, "top/either spec/type expected text or a list, found the number 5"),
        ({"either": ["a", 5]}, "top/either/1 spec/type expected text, found the number 5"),
    ],
)
def test_all_branches_of_a_union_make_one_fault(data: Any, fault: str) -> None:
    assert fault in said(data)


def test_a_number_is_expected_where_whole_and_broken_ones_are_fine() -> None:
    metric = {"type": "histogram", "unit": "seconds", "job": "x", "help": "x", "buckets": ["x"]}
    assert said(metric, Metric) == ["top/buckets/0 spec/type expected a number, found the text 'x'"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"some": []}, "top/some spec/value expected at least 1 of them, found 0"),
        ({"items": [1, 2, 3, 4]}, "top/items spec/value expected at most 3 of them, found 4"),
        ({"count": 0}, "top/count spec/value expected 1 or more, found 0"),
        ({"count": 10}, "top/count spec/value expected less than 10, found 10"),
        ({"share": 0.0}, "top/share spec/value expected more than 0.0, found 0.0"),
        ({"share": 1.5}, "top/share spec/value expected 1.0 or less, found 1.5"),
        (
            {"inner": {"word": "ten"}},
            "top/inner/word spec/value 'ten' is not known here; expected one, two or three",
        ),
        ({"inner": {"word": "two"}}, "top/inner inner/two two is not wanted here"),
        (
            {"inner": {"for": "5x"}},
            "top/inner/for duration/value '5x' is not a duration; write it like 30s, 5m or 1h30m",
        ),
        (
            {"window": "0s"},
            "top/window duration/value a window must be longer than nothing",
        ),
        (
            {"quantity": "80 %"},
            (
                "top/quantity threshold/value '80 %' is no quantity; write it like 80%, 2GiB, 2GB, "
                "500ms, 5m, 1000 or 0.1/s"
            ),
        ),
        (
            {"quantity": -5},
            "top/quantity threshold/value -5 is negative; a threshold is 0 or more",
        ),
        (
            {"quantity": "-5%"},
            "top/quantity threshold/value -5% is negative; a threshold is 0 or more",
        ),
        (
            {"selector": "rate(up[5m])"},
            (
                "top/selector selector/syntax 'rate(up[5m])' is no selector; write a metric name, "
                'then matchers: name{label="value"}'
            ),
        ),
    ],
)
def test_a_value_out_of_range_says_what_is_expected(data: Any, fault: str) -> None:
    assert said(data) == [fault]


def test_an_unknown_unit_names_the_known_ones() -> None:
    (fault,) = said({"unit": "furlongs"})
    assert fault.startswith("top/unit unit/unknown unknown unit 'furlongs'; known are alerts, ")


def test_a_bad_key_is_shown_at_the_key() -> None:
    assert said({"named": {"bad-name": {}}}) == [
        "top/named/bad-name(key) label/name 'bad-name' is no label name; letters, digits and _ only"
    ]


@pytest.mark.parametrize(
    ("data", "fault", "help_text"),
    [
        ({"txt": 1}, "top/txt(key) spec/unknown-key unknown key 'txt'", "did you mean 'text'?"),
        (
            {"inner": {"fro": "5m"}},
            "top/inner/fro(key) spec/unknown-key unknown key 'fro'",
            "did you mean 'for'?",
        ),
        (
            {"inner": {"wait": "5m"}},
            "top/inner/wait(key) spec/unknown-key unknown key 'wait'",
            "known keys: for, word",
        ),
        (
            {"inners": [{}, {"zzz": 1}]},
            "top/inners/1/zzz(key) spec/unknown-key unknown key 'zzz'",
            "known keys: for, word",
        ),
        (
            {"named": {"text": {"wrd": 1}}},
            "top/named/text/wrd(key) spec/unknown-key unknown key 'wrd'",
            "did you mean 'word'?",
        ),
    ],
)
def test_an_unknown_key_comes_with_the_nearest_known(data: Any, fault: str, help_text: str) -> None:
    assert said(data) == [fault]
    assert help_of(data) == help_text


def test_keys_that_are_always_refused_are_never_suggested() -> None:
    assert "auth_password," not in help_of({"smarthost": "a:1", "from": "x", "zzz": 1}, Mail)
    assert said({"smarthost": "a:1", "from": "x", "auth_password": "y"}, Mail) == [
        (
            "top/auth_password secrets/inline a secret must not stand here; name its file with a "
            "*_file key"
        )
    ]


def test_known_keys_are_found_below_lists_in_mappings() -> None:
    data: Any = {
        "timezone": "Asia/Shanghai",
        "root": {
            "receiver": "a",
            "group_by": ["job"],
            "group_wait": "1s",
            "group_interval": "1s",
            "repeat_interval": "1s",
        },
        "routes": {"routes": {"matchers": ['a="b"'], "routes": {"x": {"matcher": 1}}}},
        "inhibitions": {},
        "receivers": {"email": [{"webhok": {}}]},
    }
    with pytest.raises(ValidationError) as caught:
        Routing.model_validate(data)
    helps = {
        diagnostic.place.path[-1]: diagnostic.help
        for diagnostic in diagnose(caught.value, Routing, data, Origin("specs/routing.yaml"))
        if isinstance(diagnostic.place, Origin)
    }
    assert helps["matcher"] == "did you mean 'matchers'?"
    assert helps["webhok"] == "did you mean 'webhook'?"


def test_a_missing_key_is_shown_at_the_mapping_that_lacks_it() -> None:
    assert said({"help": {"zh": "x"}}) == ["top/help spec/missing-key the key 'en' is missing"]
    assert said({"help": {}}) == [
        "top/help spec/missing-key the key 'zh' is missing",
        "top/help spec/missing-key the key 'en' is missing",
    ]
    assert said({"smarthost": "a:1"}, Mail) == ["top spec/missing-key the key 'from' is missing"]


def test_a_text_is_a_mapping_of_two_texts() -> None:
    assert said({"help": "x"}) == ["top/help spec/type expected a mapping, found the text 'x'"]
    assert said({"help": {"zh": 5, "en": "x"}}) == [
        "top/help/zh spec/type expected text, found the number 5"
    ]
    data = {"help": {"zh": "x", "en": "x", "de": "x"}}
    assert said(data) == ["top/help/de(key) spec/unknown-key unknown key 'de'"]
    assert help_of(data) == "known keys: en, zh"


def test_all_faults_of_a_value_are_shown() -> None:
    faults = said({"above": "x", "for": "5x", "fro": 1, "keep_firing_for": 5}, Threshold)
    assert sorted(fault.split()[0] for fault in faults) == [
        *("top/above", "top/for", "top/fro(key)", "top/keep_firing_for")
    ]


def test_a_key_named_like_an_inner_word_of_the_validator_keeps_its_place() -> None:
    data = {"named": {"str": {"word": 5}, "function_x": {"word": 5}}}
    assert [fault.split()[0] for fault in said(data)] == [
        "top/named/str/word",
        "top/named/function_x/word",
    ]


def test_the_nearest_word_is_suggested_only_if_it_is_near() -> None:
    assert nearest("critcal", ["critical", "warning"]) == "did you mean 'critical'?"
    assert nearest("xyz", ["critical", "warning"]) == ""
    assert nearest("", []) == ""
