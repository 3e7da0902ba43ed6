"""Puts the commands together."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from taskcenter_monitor import __version__
from taskcenter_monitor.cli import COMMANDS

_ABOUT = "Monitoring as code for Task Center: specs in, Prometheus and Alertmanager files out."


def run() -> int:
    """Runs the command that was asked for; its exit code."""
    try:
        _app()(prog_name="tcmon")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def _app() -> typer.Typer:
    app = typer.Typer(
        name="tcmon",
        help=_ABOUT,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name, line in COMMANDS.items():
        module = import_module(f"taskcenter_monitor.cli.{name}")
        command = getattr(module, name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, short_help=line)
        else:
            app.command(name, short_help=line)(command)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"tcmon {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    del version
