"""Renders the templates of `templates/`: PromQL, annotations, runbooks, notifications.

Jinja has its own delimiters here, because Prometheus and Alertmanager own the usual ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jinja2 import (
    FileSystemBytecodeCache,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

_UNNAMED = "<template>"
_HTML = ".html.j2"
"""Ends the name of a template whose values are text to a browser, whatever stands in them."""


class TemplateFault(Exception):
    """A template that is missing, broken, or asks for a value that there is not.

    `path` is relative to the templates folder; `line` counts from 1, 0 where none is to blame.
    """

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.line = line


class Templates:
    """All templates, by their path relative to the templates folder.

    A template is compiled when it is first needed: compiling costs as much as a hundred renders.
    `cache` is a folder in which compiled ones are kept from run to run, "" for none.
    """

    def __init__(self, texts: Mapping[str, str], cache: str = "") -> None:
        self._texts = texts
        self._known: dict[str, Template] = {}
        self._environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(texts.get),
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<<",
            variable_end_string=">>",
            comment_start_string="<#",
            comment_end_string="#>",
            undefined=StrictUndefined,
            autoescape=_is_html,
            auto_reload=False,
            cache_size=-1,
            keep_trailing_newline=True,
            bytecode_cache=FileSystemBytecodeCache(cache, "template-%s.jinja") if cache else None,
        )

    def source(self, path: str) -> str:
        """A template as it was written; "" where there is none."""
        return self._texts.get(path, "")

    def line(self, path: str, number: int) -> str:
        """A line of a template, counted from 1; "" where there is none."""
        lines = self.source(path).splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def render(self, path: str, variables: Mapping[str, Any]) -> str:
        """A whole template as text. Raises TemplateFault."""
        with _located(path):
            return self._template(path).render(variables)

    def promql(self, kind: str, block: str, variables: Mapping[str, Any]) -> str:
        """One named block of a signal kind's template, as PromQL. Raises TemplateFault."""
        path = f"promql/{kind}.promql.j2"
        with _located(path):
            template = self._template(path)
            render = template.blocks.get(block)
            if render is None:
                raise TemplateFault(path, 0, f"the block {block!r} is missing")
            context = template.new_context(dict(variables))
            return "".join(render(context))

    def _template(self, path: str) -> Template:
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._environment.get_template(path)
            # A chain of mappings by default, which every single render would copy step by step.
            known.globals = dict(known.globals)
        return known


def _is_html(path: str | None) -> bool:
    return path is not None and path.endswith(_HTML)


@contextmanager
def _located(path: str) -> Iterator[None]:
    try:
        yield
    except TemplateNotFound as error:
        raise TemplateFault(str(error), 0, "the template is missing") from None
    except TemplateSyntaxError as error:
        raise TemplateFault(error.name or path, error.lineno, str(error.message)) from None
    except TemplateFault:
        raise
    except TemplateError as error:
        raise TemplateFault(path, _line_of(error), str(error.message)) from None
    except Exception as error:  # noqa: BLE001 - a template may divide by zero: its own fault
        raise TemplateFault(path, _line_of(error), f"{type(error).__name__}: {error}") from None


def _line_of(error: BaseException) -> int:
    """The template line of a fault while rendering: Jinja rewrites the traceback to lead there."""
    line = 0
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == _UNNAMED:
            line = _written(step.tb_frame.f_globals.get("debug_info", ""), step.tb_lineno)
        step = step.tb_next
    return line


def _written(table: str, line: int) -> int:
    """The line of a template that a line of its compiled code was made of.

    `table` is what Jinja keeps for that, like `1=13&2=15`; where it has rewritten the traceback
    already there is none.
    """
    pairs = [pair.split("=") for pair in table.split("&") if pair]
    found = [int(written) for written, made in pairs if int(made) <= line]
    return found[-1] if found else line
