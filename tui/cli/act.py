"""`stackdeck start`, `stop`, `restart`, `recreate` and `pull`: actions on services, from scripts."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.manual import REFERENCE, add_command, add_output
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.connection import Connection

_SUMMARIES = {
    "start": "start services",
    "stop": "stop services",
    "restart": "stop services and start them again as they are",
    "recreate": "replace services by what is declared for them",
    "pull": "pull the images of services and recreate them",
}
_DESCRIPTION = """\
The platform is told at once and does it later; --wait follows each service until it came to rest and fails where one
does not get there. A service that is already where it should be is left alone."""
_TOGETHER = """\
One reference that names nothing, and nothing is done at all. Where the platform takes the order for some services and
not for others, each is told, and the exit code is that of the first that failed."""
_PROTECTED = """\
In a project that the profile protects its name has to be typed first; where nobody can type, nothing is done without
--yes."""
PATIENCE = 60.0
"""Seconds that --wait waits unless told otherwise."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the commands to the command line."""
    for name, summary in _SUMMARIES.items():
        about = f"{summary[0].upper()}{summary[1:]}. {_DESCRIPTION}"
        examples = {
            f"stackdeck {name} web --wait": "the one service that is called web",
            f"stackdeck {name} shop/web shop/worker": "two services of a project",
        }
        parser = add_command(subparsers, name, summary, about, _TOGETHER, _PROTECTED, examples=examples)
        parser.add_argument("references", metavar="REF", nargs="+", help=REFERENCE)
        parser.add_argument("--wait", action="store_true", help="wait until it is done, and fail where it fails")
        add_timeout(parser)
        add_output(parser)
        parser.add_argument("--yes", action="store_true", help="act in protected projects without asking")
        parser.set_defaults(run=_run, kind=name)


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """Add the option that says how long to wait."""
    parser.add_argument(
        "--timeout", metavar="S", type=_seconds, default=PATIENCE, help=f"seconds to wait; default: {PATIENCE:g}"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_act, arguments))


async def _act(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.acting import Deed, agreed, targets_of
    from tui.cli.reports import reporter_for
    from tui.cli.session import read_fleet

    fleet = await read_fleet(connection.client)
    targets = targets_of(fleet, arguments.references)
    projects = [target.project_id for target in targets]
    if not arguments.yes and not agreed(connection.profile, fleet, projects, arguments.kind):
        return ExitCode.REFUSED
    reporter = reporter_for(arguments.output)
    deed = Deed(connection.client, fleet, arguments.kind, reporter)
    return reporter.end(await (deed.do_and_wait(targets, arguments.timeout) if arguments.wait else deed.order(targets)))
