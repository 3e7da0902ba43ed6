"""Templates with delimiters of their own, and faults at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskcenter_monitor.templating import TemplateFault, Templates


def test_the_delimiters_leave_prometheus_its_own() -> None:
    templates = Templates({"a.j2": "{{ $labels.job }} << x >><# gone #><% if x %>!<% endif %>\n"})
    assert templates.render("a.j2", {"x": 1}) == "{{ $labels.job }} 1!\n"


def test_a_block_of_a_kind_is_rendered_alone() -> None:
    text = "<% block signal -%>\nrate(<< metric >>[[[x]]])\n<%- endblock %>"
    text += "<% block other %>no<% endblock %>"
    templates = Templates({"promql/rate.promql.j2": text})
    assert templates.promql("rate", "signal", {"metric": "m"}) == "rate(m[[[x]]])"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("one\n<< x", 2, "unexpected end of template"),
        ("one\n<% if %>\n", 2, "Expected an expression"),
        ("one\n\n<< y >>\n", 3, "'y' is undefined"),
        ("<< x.attribute >>", 1, "has no attribute 'attribute'"),
    ],
)
def test_a_broken_template_is_a_fault_at_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(TemplateFault, match=message) as caught:
        Templates({"a.j2": text}).render("a.j2", {"x": 1})
    assert (caught.value.path, caught.value.line) == ("a.j2", line)


def test_a_missing_template_is_a_fault() -> None:
    with pytest.raises(TemplateFault, match="missing"):
        Templates({}).render("a.j2", {})


def test_a_missing_block_is_a_fault() -> None:
    templates = Templates({"promql/rate.promql.j2": "nothing"})
    with pytest.raises(TemplateFault, match="'signal' is missing"):
        templates.promql("rate", "signal", {})


def test_a_fault_of_python_is_a_fault_of_the_template() -> None:
    with pytest.raises(TemplateFault, match="ZeroDivisionError") as caught:
        Templates({"a.j2": "one\n<< 1 / x >>"}).render("a.j2", {"x": 0})
    assert caught.value.line == 2


def test_a_template_cannot_get_at_python() -> None:
    with pytest.raises(TemplateFault, match="unsafe"):
        Templates({"a.j2": "<< ''.__class__.__mro__ >>"}).render("a.j2", {})


def test_compiled_templates_are_kept_and_faults_keep_their_lines(tmp_path: Path) -> None:
    texts = {"a.j2": "one\n\n<< y >>\n"}
    for _ in range(2):
        with pytest.raises(TemplateFault) as caught:
            Templates(texts, str(tmp_path)).render("a.j2", {})
        assert caught.value.line == 3
    assert [path.suffix for path in tmp_path.iterdir()] == [".jinja"]


def test_values_are_escaped_in_templates_of_html_alone() -> None:
    text = "<< x >><% include 'style.css.j2' %>"
    templates = Templates({"a.html.j2": text, "a.j2": text, "style.css.j2": "a > b"})
    assert templates.render("a.html.j2", {"x": "<&\"'"}) == "&lt;&amp;&#34;&#39;a > b"
    assert templates.render("a.j2", {"x": "<&\"'"}) == "<&\"'a > b"
