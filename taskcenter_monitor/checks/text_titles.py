"""Titles and descriptions as they arrive: in one line, of a length, and taken for what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.text import titled_signals, titles, titles_of
from taskcenter_monitor.checks.usage import shown
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.project import Project

_LONGEST = 200
"""Characters of the longest title; a notification shows a tenth of it on a phone."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, ends of lines, and what turns the direction of writing round."""
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*|\$\{\w+|\[\[\w+(?::\w+)?\]\]")


def unreadable(project: Project) -> Iterator[Finding]:
    """Titles with characters that nobody sees, or that nobody reads to the end."""
    for origin, title in titles(project):
        for key, words in (("zh", title.zh), ("en", title.en)):
            place = origin.at("title", key)
            unseen = _UNSEEN.search(words)
            if unseen is not None:
                message = f"the character U+{ord(unseen[0]):04X} has no place in a title"
                yield Finding(place, message, "write one line of plain words")
            if len(words) > _LONGEST:
                message = f"the title has {len(words)} characters, of at most {_LONGEST}"
                yield Finding(place, message, "say more in the description")


def variable(project: Project) -> Iterator[Finding]:
    """Words that Grafana takes for a variable."""
    for place, text in _drawn(project):
        for key, words in (("zh", text.zh), ("en", text.en)):
            found = _VARIABLE.search(words)
            if found is not None:
                message = f"Grafana takes {found[0]} for a variable and writes what it holds"
                yield Finding(place.at(key), message, "say it in words")


def _drawn(project: Project) -> Iterator[tuple[Origin, Text]]:
    """Every text that stands on a dashboard."""
    for dashboard in project.dashboards.values():
        yield dashboard.origin.at("description"), dashboard.value.description
        for origin, title in titles_of(dashboard):
            yield origin.at("title"), title
        for panel in dashboard.panels:
            if panel.value.description is not None:
                yield panel.origin.at("description"), panel.value.description
    asked = shown(project)
    for entry in titled_signals(project):
        if entry.name in asked:
            yield entry.origin.at("title"), entry.value.title


CHECKS = (
    Check(
        id="text/title",
        why="A title that breaks its line, turns the writing round or does not end hides what it "
        "is about.",
        run=unreadable,
    ),
    Check(
        id="text/variable",
        why="Grafana fills variables in wherever a text has a $ and a name, and people read a "
        "sentence with a hole.",
        run=variable,
    ),
)
