"""`stackdeck doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tui.cli.manual import add_command, add_output
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.findings import Finding
    from tui.cli.parser import Subparsers

_DESCRIPTION = """\
Look at everything that has to work: settings, profile, token, the platform and its rate limit, this terminal, and the
versions. The exit code is that of the first thing that fails."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(subparsers, "doctor", "say what works, what does not, and what to do", _DESCRIPTION)
    add_output(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_to_end

    return run_to_end(_look(arguments))


async def _look(arguments: argparse.Namespace) -> int:
    from tui.cli.connection_checks import check_connection
    from tui.cli.machine_checks import check_editor, check_terminal, check_versions

    show = _show if arguments.output == "text" else _keep
    found = [show(finding) for finding in check_versions()]
    found += [show(finding) async for finding in check_connection(arguments.options, os.environ)]
    found += [show(finding) for finding in (*check_terminal(os.environ, sys.stdout), *check_editor(os.environ))]
    if arguments.output == "json":
        from tui.cli.output import json_text

        sys.stdout.write(json_text([finding.as_object() for finding in found], encoding=sys.stdout.encoding))
    return next((finding.code for finding in found if finding.code), ExitCode.OK)


def _show(finding: Finding) -> Finding:
    from tui.cli.output import wants_colours

    print(finding.line(colours=wants_colours(sys.stdout)), flush=True)
    return finding


def _keep(finding: Finding) -> Finding:
    """JSON is written whole, at the end."""
    return finding
