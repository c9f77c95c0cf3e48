"""`stackdeck doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.findings import Finding
    from tui.cli.parser import Subparsers

_DESCRIPTION = """\
Look at everything that has to work: settings, profile, token, the platform and its rate limit, this terminal, and the
versions. The exit code is that of the first thing that fails."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "doctor",
        help="say what works, what does not, and what to do",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_to_end

    return run_to_end(_look(arguments))


async def _look(arguments: argparse.Namespace) -> int:
    from tui.cli.connection_checks import check_connection
    from tui.cli.machine_checks import check_editor, check_terminal, check_versions

    codes = [_show(finding) for finding in check_versions()]
    codes += [_show(finding) async for finding in check_connection(arguments.options, os.environ)]
    codes += [_show(finding) for finding in (*check_terminal(os.environ, sys.stdout), *check_editor(os.environ))]
    return next((code for code in codes if code), ExitCode.OK)


def _show(finding: Finding) -> ExitCode:
    from tui.cli.output import wants_colours

    print(finding.line(colours=wants_colours(sys.stdout)), flush=True)
    return finding.code
