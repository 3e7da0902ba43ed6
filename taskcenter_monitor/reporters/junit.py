"""Diagnostics as JUnit XML, which CI systems list as tests: a suite a file, a case a check.

Only errors are failures; warnings and notes stand in the output of their case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from taskcenter_monitor.diagnostics import Diagnostic, Level
from taskcenter_monitor.reporters import text
from taskcenter_monitor.reporters.totals import span_of

_NOWHERE = "tcmon"
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """The report; a run without a fault is one test that has passed."""
    suites: dict[str, dict[str, list[Diagnostic]]] = {}
    for diagnostic in diagnostics:
        span = span_of(diagnostic)
        cases = suites.setdefault(span.file if span else _NOWHERE, {})
        cases.setdefault(diagnostic.check, []).append(diagnostic)
    root = Element("testsuites", name="tcmon")
    for file, cases in (suites or {_NOWHERE: {"validate": []}}).items():
        suite = SubElement(root, "testsuite", name=_xml(file))
        for check, found in cases.items():
            _case(suite, check, found)
        _count(suite)
    _count(root)
    indent(root)
    # Numbers instead of all that is not ASCII: then no encoding can go wrong on the way.
    body = tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: Element, check: str, found: Sequence[Diagnostic]) -> None:
    case = SubElement(suite, "testcase", name=check, classname=suite.get("name", ""))
    errors = [diagnostic for diagnostic in found if diagnostic.level is Level.ERROR]
    others = [diagnostic for diagnostic in found if diagnostic.level is not Level.ERROR]
    if errors:
        failure = SubElement(case, "failure", type=check, message=_xml(errors[0].message))
        failure.text = _xml(text.described(errors))
    if others:
        SubElement(case, "system-out").text = _xml(text.described(others))


def _count(element: Element) -> None:
    element.set("tests", str(len(element.findall(".//testcase"))))
    element.set("failures", str(len(element.findall(".//failure"))))
    element.set("errors", "0")


def _xml(text: str) -> str:
    """Text that XML can hold."""
    return _NO_XML.sub("\ufffd", text)
