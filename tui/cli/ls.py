"""`stackdeck ls`: projects, stacks or services, as a table or as JSON."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.connection import Connection

KINDS = ("projects", "stacks", "services")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "ls",
        help="list projects, stacks or services",
        description="List what the token can see, by name. JSON has the objects of the platform's API, untouched.",
        allow_abbrev=False,
    )
    parser.add_argument("kind", choices=KINDS, help="what to list")
    parser.add_argument("--project", metavar="NAME", help="only what is in this project: its name, short id or id")
    parser.add_argument("-o", "--output", choices=("table", "json"), default="table", help="default: table")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_list, arguments))


async def _list(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli import listing, output
    from tui.cli.session import read_fleet

    fleet = listing.only_project(await read_fleet(connection.client), arguments.project)
    if arguments.output == "json":
        sys.stdout.write(output.as_json(listing.objects(fleet, arguments.kind), encoding=sys.stdout.encoding))
        return ExitCode.OK
    table = listing.table(fleet, arguments.kind, now=connection.client.server_now())
    if table.rows:
        sys.stdout.write(output.as_table(table, colours=output.wants_colours(sys.stdout)))
    else:
        print(f"There are no {arguments.kind} that this token can see.", file=sys.stderr)
    return ExitCode.OK
