from __future__ import annotations

import pytest

from taskcenter_monitor.live.notifications.blame import definition, sent_line, shipped_line

SOURCE = """\
<# nothing of this is shipped #>
{{ define "chat.title" }}{{ .Status }} of << service >>{{ end }}
{{ define "chat.text" -}}
<% for tongue in tongues -%>
Since {{ .StartsAt }}: << tongue.word >> {{ .Labels.alertname }}
<% endfor -%>
{{ end }}
"""


@pytest.mark.parametrize(
    ("shipped", "line"),
    [
        ('{{ define "chat.title" }}{{ .Status }} of Task Center{{ end }}', 2),
        ("Since {{ .StartsAt }}: 告警 {{ .Labels.alertname }}", 5),
        ("  Since {{ .StartsAt }}: 告警 {{ .Labels.alertname }}", 5),
        ("{{ .Somewhere.Else }}", 0),
    ],
)
def test_a_shipped_line_leads_to_its_source(shipped: str, line: int) -> None:
    assert shipped_line(SOURCE, shipped) == line


@pytest.mark.parametrize(
    ("sent", "line"),
    [("firing of Task Center", 2), ("Since <no value>: 告警 Down", 5), ("something else", 0)],
)
def test_a_sent_line_leads_to_its_source(sent: str, line: int) -> None:
    assert sent_line(SOURCE, sent) == line


def test_the_line_that_shares_most_is_taken() -> None:
    source = "{{ .A }} of {{ .B }}\n{{ .A }} instances of {{ .B }}\n"
    assert sent_line(source, "3 instances of api") == 2
    assert sent_line(source, "3 of api") == 1


def test_a_template_begins_where_it_is_defined() -> None:
    assert definition(SOURCE, "chat.text") == 3
    assert definition(SOURCE, "nowhere") == 1
