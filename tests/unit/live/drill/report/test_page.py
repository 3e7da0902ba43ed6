"""The page of a fire drill, which may be opened anywhere and holds texts of others."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.live.drill.report.page import page
from taskcenter_monitor.live.drill.results import (
    NOT_FIRED,
    Drill,
    Notice,
    Undrilled,
    Unexpected,
)
from taskcenter_monitor.templating import Templates
from tests.drills import VERSIONS, alert, drill, five, many

FOLDER = Path(__file__).parents[5] / "templates"
TEMPLATES = Templates(
    {file.relative_to(FOLDER).as_posix(): file.read_text() for file in FOLDER.glob("drill/*.j2")}
)
NASTY = """</title></style></svg><script>alert(1)</script><img src=x onerror=alert(1)>"'`&<!--"""
HOSTILE = (NASTY, "{{7*7}}<< 7*7 >><% x %>", "\ud800\x00\x1b[31m\u202e\r\n\t", "x" * 5000, "]]>")


def shown(made: Drill, versions: Mapping[str, str] = VERSIONS) -> str:
    return page(made, TEMPLATES.render, versions)


class Seen(HTMLParser):
    """The tags with the names of their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def of(text: str) -> Drill:
    """A drill in which everything that others write is this text."""
    notice = Notice(receiver=text, at=12.0, status="firing", title=text)
    return drill(
        alert(text, text, fault=text, notices=(notice,), inhibited=(text,), note=text),
        alert(text, outcome=NOT_FIRED, notices=(), note=text),
        undrilled=(Undrilled(alert=text, severity=text, why=text),),
        unexpected=(Unexpected(alert=text, severity=text, fired=1.0, resolved=2.0, note=text),),
        machine={text: 1.0},
        complaints=(text,),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=["html", "jinja", "control", "long", "cdata"])
def test_text_of_others_makes_no_element_and_no_attribute(text: str) -> None:
    assert Seen(shown(of(text), {text: text})).tags == Seen(shown(of("plain"), {"x": "x"})).tags


@given(st.text(min_size=1).filter(lambda text: not text.isspace()))
def test_no_text_at_all_does(text: str) -> None:
    made = Seen(shown(of(f".{text}"), {f".{text}": text}))
    assert made.tags == Seen(shown(of("plain"), {"x": "x"})).tags
    assert not re.search("[\x00\x1b\x7f-\x9f\u202a-\u202e\ud800-\udfff]", "".join(made.texts))


def test_text_of_others_is_read_as_it_was_written() -> None:
    texts = Seen(shown(of(NASTY), {NASTY: NASTY})).texts
    assert sum(NASTY in text for text in texts) >= 15


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    made = Seen(shown(five()))
    assert not {tag for tag, _ in made.tags} & {"script", "link", "img", "iframe", "object", "a"}
    names = {name for name, _ in made.values}
    assert not names & {"src", "href", "xlink:href", "style", "srcset", "action"}
    assert not [name for name in names if name.startswith("on")]
    outside = re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", shown(five()))
    assert outside == []


def test_the_policy_of_the_page_allows_its_own_style_alone() -> None:
    text = shown(five())
    style = text[text.index("<style>") + len("<style>") : text.index("</style>")]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert style.strip()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; " in text


def test_what_is_drawn_has_colours_where_styles_are_forbidden() -> None:
    for made in (five(), many()):
        for element in drawings(made):
            for each in element.iter():
                tag = each.tag.rpartition("}")[2]
                if tag in ("rect", "path", "text", "line"):
                    assert {"fill", "stroke"} & set(each.attrib), each.attrib


def drawings(made: Drill) -> list[Any]:
    """Each picture, which must be well-formed."""
    found = re.findall(r"<svg xmlns.*?</svg>", shown(made), re.DOTALL)
    return [ET.fromstring(text) for text in found]  # noqa: S314 - made a line above


def test_pictures_are_told_of_to_those_who_do_not_see_them() -> None:
    elements = drawings(many())
    assert len(elements) == 2
    space = "{http://www.w3.org/2000/svg}"
    for element in elements:
        names = element.attrib["aria-labelledby"].split()
        title, desc = element.find(f"{space}title"), element.find(f"{space}desc")
        assert [title.attrib["id"], desc.attrib["id"]] == names
        assert element.attrib["role"] == "img"
        assert "30 alerts" in desc.text
        assert all(group.find(f"{space}title").text for group in element.findall(f"{space}g"))
    ids = [value for name, value in Seen(shown(many())).values if name == "id"]
    assert len(ids) == len(set(ids))


def test_everything_of_the_drill_is_on_the_page() -> None:
    made = five()
    text = " ".join(" ".join(Seen(shown(made)).texts).split())
    for each in made.drilled:
        for part in (each.alert, each.severity, each.fault, each.outcome, each.note):
            assert part in text
        assert all(notice.title in text and notice.receiver in text for notice in each.notices)
    assert all(each.alert in text and each.why in text for each in made.undrilled)
    assert "TaskCenterCPUHigh (warning)" in text
    assert "21s until 25.5s" in text
    assert "Prometheus missed 3 evaluations" in text
    assert "60: a second here is 60 s to the servers" in text
    for name, version in VERSIONS.items():
        assert f"{name} {version}" in text


def test_receivers_have_their_messages_in_order() -> None:
    text = " ".join(" ".join(Seen(shown(five())).texts).split())
    chat = text[text.index("chat 4 messages") : text.index("critical-pager 2 messages")]
    places = [chat.index(at) for at in ("15.6s", "25.5s", "36.6s", "46.5s")]
    assert places == sorted(places)


def test_a_drill_of_nothing_has_a_page() -> None:
    texts = "".join(Seen(shown(drill())).texts)
    assert "No alert was drilled." in texts
    assert "Nobody got any." in texts
    assert "Every alert was drilled." in texts
