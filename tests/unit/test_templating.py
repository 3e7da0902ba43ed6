"""Templates with delimiters of their own, and faults at their lines."""

from __future__ import annotations

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
