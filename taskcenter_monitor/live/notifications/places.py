"""Lines of the notification templates, for those who speak of them."""

from __future__ import annotations

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.live.notifications.blame import definition, sent_line, shipped_line
from taskcenter_monitor.live.notifications.material import Material

_SHARED = "alert"
"""The template that all others use."""


class Places:
    """The sources of templates, each named as in `templates/alertmanager/NAME.tmpl.j2`."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._shipped = {
            artifact.path.rpartition("/")[2].removesuffix(".tmpl"): artifact.text.splitlines()
            for artifact in material.emit(material.monitoring, ("alertmanager",))
            if artifact.path.endswith(".tmpl")
        }

    def defined(self, template: str) -> Span:
        """Where a template begins, by its name such as `chat.title`."""
        file = template.partition(".")[0]
        return self._line(file, definition(self._source(file), template))

    def shipped(self, file: str, number: int) -> Span | None:
        """The source of a line of the shipped template, None where we ship no such template."""
        lines = self._shipped.get(file)
        if lines is None:
            return None
        line = lines[min(number, len(lines)) - 1]
        return self._line(file, shipped_line(self._source(file), line))

    def sent(self, template: str, line: str) -> Span:
        """The source of a line of a message, else where the template begins that wrote it."""
        for file in (template.partition(".")[0], _SHARED):
            number = sent_line(self._source(file), line)
            if number:
                return self._line(file, number)
        return self.defined(template)

    def _source(self, file: str) -> str:
        return self._material.source(_path(file))

    def _line(self, file: str, number: int) -> Span:
        return self._material.place(_path(file), max(number, 1))


def _path(file: str) -> str:
    return f"alertmanager/{file}.tmpl.j2"
