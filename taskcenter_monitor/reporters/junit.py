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


def render_cases(cases: Sequence[tuple[str, Diagnostic]], diagnostics: Sequence[Diagnostic]) -> str:
    """Every single case that was tried, in a suite for each file, then what else was found.

    A case is the name and a diagnostic that says where it was written; one without a message has
    passed. What the cases say already is not told again.
    """
    root = Element("testsuites", name="tcmon")
    suites: dict[str, Element] = {}
    told = {(case.place, case.check) for _, case in cases if case.message}
    others = [(one.check, one) for one in diagnostics if (one.place, one.check) not in told]
    for name, case in [*cases, *others]:
        span = span_of(case)
        file = span.file if span else _NOWHERE
        if file not in suites:
            suites[file] = SubElement(root, "testsuite", name=_xml(file))
        element = SubElement(suites[file], "testcase", name=_xml(name), classname=_xml(file))
        if span is not None:
            element.set("line", str(span.line))
        _result(element, [case] if case.message else [])
    for suite in suites.values():
        _count(suite)
    return _document(root)


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
    return _document(root)


def _document(root: Element) -> str:
    _count(root)
    indent(root)
    # Numbers instead of all that is not ASCII: then no encoding can go wrong on the way.
    body = tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: Element, check: str, found: Sequence[Diagnostic]) -> None:
    case = SubElement(suite, "testcase", name=check, classname=suite.get("name", ""))
    _result(case, found)


def _result(case: Element, found: Sequence[Diagnostic]) -> None:
    errors = [diagnostic for diagnostic in found if diagnostic.level is Level.ERROR]
    others = [diagnostic for diagnostic in found if diagnostic.level is not Level.ERROR]
    if errors:
        failure = SubElement(case, "failure", type=errors[0].check, message=_xml(errors[0].message))
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
