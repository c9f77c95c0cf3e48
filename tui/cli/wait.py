"""`stackdeck wait`: until services have a status, for scripts."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.act import add_timeout
from tui.cli.manual import REFERENCE, add_command, add_output

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.connection import Connection

STATUSES = ("creating", "starting", "running", "stopping", "stopped", "error")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "wait",
        "wait until services have a status",
        "Wait until every one of the services has the status; fail when the time is over. A platform that stops "
        "answering meanwhile is asked again and again.",
        examples={"stackdeck wait web worker --for running --timeout 300": "five minutes for both"},
    )
    parser.add_argument("references", metavar="REF", nargs="+", help=REFERENCE)
    parser.add_argument(
        "--for", dest="status", choices=STATUSES, default="running", help="the status; default: running"
    )
    add_timeout(parser)
    add_output(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_wait, arguments))


async def _wait(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.acting import Wait, targets_of
    from tui.cli.reports import reporter_for
    from tui.cli.session import read_fleet

    fleet = await read_fleet(connection.client)
    targets = targets_of(fleet, arguments.references)
    reporter = reporter_for(arguments.output)
    wait = Wait(connection.client, fleet, arguments.status, reporter)
    return reporter.end(await wait.wait(targets, arguments.timeout))
