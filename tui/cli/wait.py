"""`stackdeck wait`: until services have a status, for scripts."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.act import add_timeout
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.connection import Connection

STATUSES = ("creating", "starting", "running", "stopping", "stopped", "error")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "wait",
        help="wait until services have a status",
        description="Wait until every one of the services has the status; fail when the time is over.",
        allow_abbrev=False,
    )
    parser.add_argument("references", metavar="REF", nargs="+", help="a service, as for `stackdeck logs`")
    parser.add_argument(
        "--for", dest="status", choices=STATUSES, default="running", help="the status; default: running"
    )
    add_timeout(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_wait, arguments))


async def _wait(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.acting import targets_of, wait_for
    from tui.cli.session import read_fleet

    fleet = await read_fleet(connection.client)
    targets = targets_of(fleet, arguments.references)
    codes = await wait_for(connection.client, fleet, targets, arguments.status, arguments.timeout)
    return next((code for code in codes if code), ExitCode.OK)
