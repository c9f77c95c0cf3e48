"""`stackdeck ls`: projects, stacks or services, as a table or as JSON."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.client import Client
    from tui.connection import Connection
    from tui.state.fleet import Fleet

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
    parser.add_argument(
        "-w", "--watch", action="store_true", help="list again whenever something changes, until ctrl+c"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_list, arguments))


async def _list(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.listing import only_project
    from tui.cli.session import read_fleet

    client = connection.client
    fleet = await read_fleet(client)
    only_project(fleet, arguments.project)  # a project that is not there is told once, at the start
    if arguments.watch:
        from tui.cli.watching import watch

        await watch(client, fleet, partial(_text, arguments, client))
    elif text := _text(arguments, client, fleet):
        sys.stdout.write(text)
    else:
        print(f"There are no {arguments.kind} that this token can see.", file=sys.stderr)
    return ExitCode.OK


def _text(arguments: argparse.Namespace, client: Client, fleet: Fleet) -> str:
    """The list as it is written; empty when a table would have no rows."""
    from tui.cli import listing, output

    fleet = listing.only_project(fleet, arguments.project)
    if arguments.output == "json":
        return output.as_json(listing.objects(fleet, arguments.kind), encoding=sys.stdout.encoding)
    table = listing.table(fleet, arguments.kind, now=client.server_now())
    return output.as_table(table, colours=output.wants_colours(sys.stdout)) if table.rows else ""
