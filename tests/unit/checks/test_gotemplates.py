from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.checks.gotemplates import placeholders, read

WORDS = "{{ }} { } $labels.job $value ` /* */ if end | - := humanize .Value << >> value $x ( ) 任务"
PIECES = st.sampled_from([*WORDS.split(), '"', "\n"])


@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    lines = text.split("\n")
    for _, (line, column, length) in read(text).faults:
        assert 1 <= line <= len(lines)
        assert column >= 1
        assert length >= 1
    placeholders(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ $labels.job", "`{{` is never closed"),
        ("{{ $labels.job }", "`{{` is never closed"),
        ("{{ $labels.job {{ $value }}", "`{{` is never closed"),
        ("job }}", "`}}` closes nothing"),
        ("{{ }}", "there is nothing between the braces"),
        ("{{ if $value }}a", "this block has no {{ end }}"),
        ("a{{ end }}", "`end` closes nothing"),
    ],
)
def test_broken_templates(text: str, fault: str) -> None:
    assert [message for message, _ in read(text).faults] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "{{ $labels.job }} and {{- $value | humanize -}}",
        '{{ if eq $labels.job "}}" }}a{{ else }}b{{ end }}',
        "{{/* a comment }} */}}",
        '{{ range query `up{job="a"}` }}{{ .Labels.job }}{{ end }}',
        '{{ printf "%.2f" $value }}%',
    ],
)
def test_sound_templates(text: str) -> None:
    found = read(text)
    assert (found.faults, found.unknown, found.bare) == ((), (), ())


def test_labels_are_found_with_their_place() -> None:
    found = read("a {{ $labels.job }} {{ .Labels.queue }} {{ $externalLabels.cluster }}")
    assert [(word.text, word.position) for word in found.labels] == [
        ("job", (1, 6, 11)),
        ("queue", (1, 24, 13)),
    ]
    assert [word.text for word in found.external] == ["cluster"]


def test_variables_that_a_template_defines_are_known() -> None:
    assert read("{{ $a := $labels.job }}{{ $a }}{{ $b }}").unknown[0].text == "$b"


def test_bare_values() -> None:
    text = "{{ $value }} {{ .Value }} {{ $value | humanize }}"
    assert [word.text for word in read(text).bare] == ["$value", ".Value"]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("{{ with $value }}{{ . }}{{ end }}", "."),
        ("{{ with .Value }}{{ if true }}{{ . }}{{ end }}{{ end }}", "."),
        ('{{ printf "%v" $value }}', "$value"),
        ('{{ printf "%g" $value }}', "$value"),
        ("{{ $value | print }}", "$value"),
        ("{{ .Value | toUpper }}", ".Value"),
        ("{{ ($value) }}", "$value"),
        ("{{ $.Value }}", "$.Value"),
        ("{{ $a := $value }}{{ $a }}", "$a"),
        ("{{ with $a := $value }}{{ $a }}{{ end }}", "$a"),
        ("{{ range query `up` }}{{ .Value }}{{ end }}", ".Value"),
        ("{{ with $labels }}{{ $value }}{{ end }}", "$value"),
    ],
)
def test_a_bare_value_is_found_under_every_name(text: str, bare: str) -> None:
    assert [word.text for word in read(text).bare] == [bare]


@pytest.mark.parametrize(
    "text",
    [
        "{{ with $value }}{{ . | humanize }}{{ end }}",
        "{{ with $value }}a{{ else }}{{ . }}{{ end }}",
        "{{ with $value }}a{{ end }}{{ . }}",
        "{{ with $labels.job }}{{ . }}{{ end }}",
        "{{ if gt $value 1.0 }}a{{ end }}",
        "{{ $a := $value }}{{ $a | humanizePercentage }}",
        "{{ $a := $value | humanize }}{{ $a }}",
        '{{ printf "%.1f%%" $value }}',
        "{{ printf `%3.0f` .Value }}",
        "{{ humanizeDuration .Value }}",
    ],
)
def test_a_formatted_value_is_not_bare(text: str) -> None:
    assert (read(text).bare, read(text).unknown) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        '{{ index $labels "queue" }}',
        "{{ index .Labels `queue` | toUpper }}",
        '{{ if index $.Labels "queue" }}a{{ end }}',
        "{{ $.Labels.queue }}",
        "{{ $all := $labels }}{{ $all.queue }}",
        "{{ with $labels }}{{ .queue }}{{ end }}",
        "{{ with .Labels }}{{ index . `queue` }}{{ end }}",
    ],
)
def test_a_label_is_found_however_it_is_read(text: str) -> None:
    found = read(text)
    assert [word.text for word in found.labels] == ["queue"]
    assert found.unknown == ()


@pytest.mark.parametrize(
    "text",
    [
        "{{ range query `up` }}{{ .Labels.queue }}{{ end }}",
        '{{ index $other "queue" }}',
        "{{ with $value }}{{ .queue }}{{ end }}",
        '{{ range $k, $v := $labels }}{{ $v }}{{ index . "queue" }}{{ end }}',
    ],
)
def test_labels_of_something_else_are_left_alone(text: str) -> None:
    assert read(text).labels == ()


def test_external_labels_are_found_by_index_too() -> None:
    found = read('{{ index $externalLabels "cluster" }}{{ $.ExternalLabels.region }}')
    assert [word.text for word in found.external] == ["cluster", "region"]


def test_comments_without_an_end_take_no_time() -> None:
    assert read("{{ " + "/* */" * 5000).faults[0][0] == "`{{` is never closed"
