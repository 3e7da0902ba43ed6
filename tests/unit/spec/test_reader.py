from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.spec.reader import places, places_in, read, read_documents
from taskcenter_monitor.spec.reading import LARGEST


def data_of(text: str) -> Any:
    reading = read("specs/x.yaml", text.encode())
    assert reading.diagnostics == []
    return reading.data


def said(text: str | bytes) -> list[str]:
    """Every fault as `line:column check message`."""
    raw = text.encode() if isinstance(text, str) else text
    return [line_of(diagnostic) for diagnostic in read("specs/x.yaml", raw).diagnostics]


def line_of(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    assert isinstance(place, Span)
    return f"{place.line}:{place.column} {diagnostic.check} {diagnostic.message}"


@pytest.mark.parametrize(
    "text",
    [
        *("on", "off", "yes", "no", "y", "n", "On", "1:30", "12:30:45", "010", "0x1F", "0o17"),
        *(
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "1_000",
            "+5",
            ".5",
            "5.",
            "--",
            "1e",
            "=",
            ".",
        ),
        *(".inf", "-.inf", ".nan", "nan", "1e400", "5%", "2GiB", "0.1/s", "NULL0", "0b1", "٥"),
    ],
)
def test_plain_text_stays_what_was_written(text: str) -> None:
    assert data_of(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None)),
        *(("true", True), ("True", True), ("false", False), ("FALSE", False)),
        *(("0", 0), ("-0", -0.0), ("1000", 1000), ("-5", -5), ("0.5", 0.5), ("1e3", 1000.0)),
        *(("'5'", "5"), ('"true"', "true"), ("'~'", "~")),
    ],
)
def test_only_null_booleans_and_decimal_numbers_are_more_than_text(text: str, value: Any) -> None:
    found = data_of(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


def test_digits_beyond_a_machine_number_stay_text() -> None:
    assert data_of(f"key: {'9' * 5000}") == {"key": "9" * 5000}


def test_keys_are_always_text() -> None:
    text = "1: a\ntrue: b\n~: c\n2024-01-01: d\n? e\n: f\n"
    assert data_of(text) == {"1": "a", "true": "b", "~": "c", "2024-01-01": "d", "e": "f"}


def test_reads_every_layout() -> None:
    text = (
        "a: {b: [1, 'x', {c: d}]}\n"
        "e:\n  - f\n  - g: |\n      h\n       i\n    j: >-\n      k\n      l\n"
    )
    assert data_of(text) == {
        "a": {"b": [1, "x", {"c": "d"}]},
        "e": ["f", {"g": "h\n i\n", "j": "k l"}],
    }


def test_windows_line_ends_and_a_byte_order_mark_are_fine() -> None:
    assert data_of("\ufeffa: 1\r\nb:\r\n  c: 2\r\n") == {"a": 1, "b": {"c": 2}}
    assert said("\ufeffa: &x 1\r\n") == [
        "1:4 yaml/alias anchors and aliases are not part of the spec language"
    ]


def test_the_first_of_a_duplicate_key_counts_and_both_lines_are_named() -> None:
    reading = read("specs/x.yaml", b"a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert [line_of(diagnostic) for diagnostic in reading.diagnostics] == [
        "4:3 yaml/duplicate-key the key 'c' stands here again; it was first set in line 3",
        "5:1 yaml/duplicate-key the key 'a' stands here again; it was first set in line 1",
    ]
    assert reading.data == {"a": 1, "b": {"c": 1}}


def test_a_key_may_stand_in_two_mappings() -> None:
    assert data_of("a: {x: 1}\nb: {x: 1}\n") == {"a": {"x": 1}, "b": {"x": 1}}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: &x 1\nb: *x\n", ["1:4 yaml/alias", "2:4 yaml/alias"]),
        ("a: &x {b: 1}\n", ["1:4 yaml/alias"]),
        ("&x a: 1\n", ["1:1 yaml/alias"]),
        ("a: &x 1\n*x : 2\n", ["1:4 yaml/alias", "2:1 yaml/alias"]),
        ("a: &x 1\nb: {*x : {c: [*x]}}\n", ["1:4 yaml/alias", "2:5 yaml/alias", "2:15 yaml/alias"]),
        ("a: !!str 1\n", ["1:4 yaml/tag"]),
        ("a: !secret [1]\n", ["1:4 yaml/tag"]),
        ("a: ! b\n", ["1:4 yaml/tag"]),
        ("a: !!python/object/apply:os.system [ls]\n", ["1:4 yaml/tag"]),
        ("a:\n  <<: {b: 1}\n", ["2:3 yaml/alias"]),
    ],
)
def test_anchors_aliases_tags_and_merge_keys_are_refused(text: str, faults: list[str]) -> None:
    assert [" ".join(fault.split()[:2]) for fault in said(text)] == faults
    assert read("specs/x.yaml", text.encode()).data is None


def test_a_tag_is_named_as_it_was_written() -> None:
    assert said("a: !!str 1\nb: !mine 2\n") == [
        "1:4 yaml/tag the tag !!str is not part of the spec language",
        "2:4 yaml/tag the tag !mine is not part of the spec language",
    ]


def test_aliases_that_would_explode_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    faults = said("\n".join(lines))
    assert len(faults) == 12 + 11 * 9
    assert all(" yaml/alias " in fault for fault in faults)


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert data_of("'<<': 1\n") == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a:\n\tb: 1\n", "2:1 yaml/syntax a tab stands in the indentation"),
        ("a:\n  b: 1\n \tc: 2\n", "3:2 yaml/syntax a tab stands in the indentation"),
        ("\ta: 1\n", "1:1 yaml/syntax a tab stands in the indentation"),
        ("a: b: c\n", "1:5 yaml/syntax broken YAML: mapping values are not allowed"),
        ("a: [1, 2\nb: 3\n", "2:2 yaml/syntax broken YAML: did not find expected ',' or ']'"),
        ("a: {b: 1\n", "1:9 yaml/syntax broken YAML: did not find expected ',' or '}'"),
        ('a: "b\n', "1:6 yaml/syntax broken YAML: found unexpected end of stream"),
        ("a: 'b\nc: d\n", "2:5 yaml/syntax broken YAML: found unexpected end of stream"),
        ("a: %b\n", "1:4 yaml/syntax broken YAML: found character that cannot start any token"),
        ("a: @b\n", "1:4 yaml/syntax broken YAML: found character that cannot start any token"),
        ("a: *\n", "1:5 yaml/syntax broken YAML"),
        ("a: *nowhere\n", "1:4 yaml/alias anchors and aliases are not part of the spec language"),
        ("a: 1\n  b: 2\n", "2:4 yaml/syntax broken YAML: mapping values are not allowed"),
        ("a: 1\n b\nc\n", "3:2 yaml/syntax broken YAML: could not find expected ':'"),
        ("a: 1\n- b\n", "2:1 yaml/syntax broken YAML: did not find expected key"),
        ('a: "\\z"\n', "1:5 yaml/syntax broken YAML: found unknown escape character"),
        ("%YAML 3.0\n---\na: 1\n", "1:1 yaml/syntax broken YAML: found incompatible YAML document"),
        ("[a]: 1\n", "1:1 yaml/syntax a key must be plain text"),
        ("? {a: b}\n: 1\n", "1:3 yaml/syntax a key must be plain text"),
        ("a: 1\n---\nb: 2\n", "2:1 yaml/syntax a second document starts here"),
        ("a: 1\n...\n---\n", "3:1 yaml/syntax a second document starts here"),
    ],
)
def test_broken_yaml_is_shown_where_it_breaks(text: str, fault: str) -> None:
    faults = said(text)
    assert len(faults) == 1
    assert faults[0].startswith(fault)
    assert read("specs/x.yaml", text.encode()).data is None


def test_broken_yaml_comes_with_help() -> None:
    helps = [
        read("specs/x.yaml", text).diagnostics[0].help
        for text in (b"a:\n\tb: 1\n", b"a: b: c\n", b'a: "b\n', b"a: @b\n")
    ]
    assert helps == [
        "indent with spaces",
        "quote a text that holds ': '",
        "a quote or bracket is not closed",
        "quote a text that begins with this character",
    ]


def test_faults_before_a_break_are_shown_as_well() -> None:
    assert [fault.split()[1] for fault in said("a: 1\na: 2\nb: !t 1\nc: &d 1\ne: [\n")] == [
        "yaml/tag",
        "yaml/alias",
        "yaml/syntax",
        "yaml/duplicate-key",
    ]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"a: 1\nb: \xff\n", "2:4 yaml/encoding byte 0xff is not UTF-8"),
        (b"\xef\xbb\xbfa: \xe4\xbb\n", "1:4 yaml/encoding byte 0xe4 is not UTF-8"),
        ("标题: 任务".encode("gb18030"), "1:1 yaml/encoding byte 0xb1 is not UTF-8"),
        ("a: 1".encode("utf-16"), "1:1 yaml/encoding byte 0xff is not UTF-8"),
        (b"a: \xed\xa0\x80\n", "1:4 yaml/encoding byte 0xed is not UTF-8"),
    ],
)
def test_bytes_that_are_not_utf8_are_shown(raw: bytes, fault: str) -> None:
    assert said(raw) == [fault]


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x1b", "\x7f", "\x80", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\r"],
)
def test_characters_that_nobody_sees_are_refused(character: str) -> None:
    name = f"U+{ord(character):04X}"
    assert said(f"a: 1\nb: x{character}y\n") == [
        f"2:5 yaml/syntax the character {name} is not allowed"
    ]


def test_people_may_write_any_language() -> None:
    assert data_of("a: 任务中心 é 🙂 “x”\n") == {"a": "任务中心 é 🙂 “x”"}


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "~", "null\n"]
)
def test_an_empty_file_is_a_fault(text: str) -> None:
    assert said(text) == ["1:1 yaml/empty the file is empty"]


def test_the_depth_is_bounded() -> None:
    assert data_of("[" * 32 + "]" * 32)
    assert said("[" * 33 + "]" * 33) == ["1:33 yaml/syntax values nest deeper than 32 levels"]
    assert said("[" * 1_000_000) == ["1:33 yaml/syntax values nest deeper than 32 levels"]


def test_the_size_is_bounded() -> None:
    line = b"# " + b"x" * 97 + b"\n"
    full = b"a: 1\n" + line * (LARGEST // 100)
    assert len(full) <= LARGEST + 100
    assert read("specs/x.yaml", full[:LARGEST].rpartition(b"\n")[0]).data == {"a": 1}
    assert said(b"x" * (LARGEST + 1)) == [
        "1:1 yaml/size the file has 4.2 MB; a spec may have 4.2 MB"
    ]
    assert said(b"x" * 10_000_000) == ["1:1 yaml/size the file has 10.0 MB; a spec may have 4.2 MB"]


def test_many_faults_in_a_large_file_are_found_in_one_go() -> None:
    text = "".join(f"k{n}: 1\nk{n}: 2\n" for n in range(20_000))
    reading = read("specs/x.yaml", text.encode())
    assert len(reading.diagnostics) == 20_000
    assert line_of(reading.diagnostics[-1]).startswith("40000:1 yaml/duplicate-key")


def test_a_fault_shows_its_line() -> None:
    (fault,) = read("specs/x.yaml", b"a: 1\r\nb: !t x\r\n").diagnostics
    assert fault.place == Span(
        file="specs/x.yaml", line=2, column=4, end_line=2, end_column=8, source="b: !t x"
    )


LAYOUTS = """\
plain: a b
single: 'a b'
double: "a b"
empty:
folded plain: a
  b
literal: |
  a
  b
folded: >
  a
mapping: {k: v, l: [1, {m: n}]}
block:
  - x
  -   y: z
      w:
        - 1
last: "a
  b"
"""


@pytest.mark.parametrize(
    ("path", "box"),
    [
        (("plain",), (1, 8, 1, 11)),
        (("single",), (2, 9, 2, 14)),
        (("double",), (3, 9, 3, 14)),
        (("empty",), (4, 7, 4, 7)),
        (("folded plain",), (5, 15, 6, 4)),
        (("literal",), (7, 10, 10, 1)),
        (("folded",), (10, 9, 12, 1)),
        (("mapping",), (12, 10, 12, 32)),
        (("mapping", "k"), (12, 14, 12, 15)),
        (("mapping", "l"), (12, 20, 12, 31)),
        (("mapping", "l", 0), (12, 21, 12, 22)),
        (("mapping", "l", 1, "m"), (12, 28, 12, 29)),
        (("block",), (14, 3, 18, 1)),
        (("block", 0), (14, 5, 14, 6)),
        (("block", 1), (15, 7, 18, 1)),
        (("block", 1, "y"), (15, 10, 15, 11)),
        (("block", 1, "w", 0), (17, 11, 17, 12)),
        (("last",), (18, 7, 19, 5)),
    ],
)
def test_every_value_has_a_place(path: tuple[str | int, ...], box: tuple[int, ...]) -> None:
    assert places(LAYOUTS).values[path] == box


@pytest.mark.parametrize(
    ("path", "box"),
    [
        (("plain",), (1, 1, 1, 6)),
        (("folded plain",), (5, 1, 5, 13)),
        (("mapping", "k"), (12, 11, 12, 12)),
        (("mapping", "l", 1, "m"), (12, 25, 12, 26)),
        (("block", 1, "w"), (16, 7, 16, 8)),
    ],
)
def test_every_key_has_a_place(path: tuple[str | int, ...], box: tuple[int, ...]) -> None:
    assert places(LAYOUTS).keys[path] == box


def test_columns_count_characters_and_not_bytes() -> None:
    found = places("标题: {zh: 任务🙂, en: x}\n")
    assert found.values["标题", "en"] == (1, 19, 1, 20)


def test_the_places_of_a_duplicate_are_those_of_the_first() -> None:
    found = places("a: {b: 1}\na:\n  b: 2\n  c: 3\n")
    assert found.keys["a",] == (1, 1, 1, 2)
    assert found.values["a",] == (1, 4, 1, 10)
    assert found.values["a", "b"] == (1, 8, 1, 9)


def test_styles_tell_scalars_apart() -> None:
    styles = places(LAYOUTS).styles
    assert [styles[key,] for key in ("plain", "single", "double", "literal", "folded")] == [
        *("", "'", '"', "|", ">")
    ]


DOCUMENTS = "a: 1\n---\n- b\n---\n---\nc: {d: 2}\n"


def test_documents_are_a_list_in_which_nothing_is_nothing() -> None:
    reading = read_documents("specs/openslo/x.yaml", DOCUMENTS.encode())
    assert reading.diagnostics == []
    assert reading.data == [{"a": 1}, ["b"], None, {"c": {"d": 2}}]


@pytest.mark.parametrize("text", ["a: 1\n", "---\na: 1\n", "\ufeffa: 1\n", "a: 1\r\n"])
def test_a_single_document_is_a_list_of_one(text: str) -> None:
    assert read_documents("specs/openslo/x.yaml", text.encode()).data == [{"a": 1}]


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_file_without_documents_is_empty(text: str) -> None:
    reading = read_documents("specs/openslo/x.yaml", text.encode())
    assert [fault.check for fault in reading.diagnostics] == ["yaml/empty"]


def test_the_places_of_documents_begin_with_their_number() -> None:
    found = places_in("specs/openslo/x.yaml", DOCUMENTS)
    assert found.values[0, "a"] == (1, 4, 1, 5)
    assert found.values[1, 0] == (3, 3, 3, 4)
    assert found.keys[3, "c"] == (6, 1, 6, 2)
    assert found.values[3, "c", "d"] == (6, 8, 6, 9)
    assert places_in("specs/slos.yaml", "a: 1\n").keys == {("a",): (1, 1, 1, 2)}


def test_a_key_that_stands_twice_is_told_of_in_its_document() -> None:
    reading = read_documents("specs/openslo/x.yaml", b"a: 1\n---\na: 2\na: 3\n")
    (fault,) = reading.diagnostics
    assert fault.message == "the key 'a' stands here again; it was first set in line 3"
