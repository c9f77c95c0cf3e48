"""`stackdeck ls`: projects, stacks, services, registries, domains or volumes, as a table or as JSON."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.manual import add_command
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.belongings import Belongings
    from tui.cli.output import Table
    from tui.cli.parser import Subparsers
    from tui.client import Client
    from tui.connection import Connection
    from tui.state.fleet import Fleet

FLEET_KINDS = ("projects", "stacks", "services")
"""What is read with the fleet; the others are asked for on their own."""
KINDS = (*FLEET_KINDS, "registries", "domains", "volumes")
WATCH_EVERY = 5.0
"""Seconds between two readings of what is not read with the fleet; more where there are many projects."""
_A_SECOND = 2.0
"""Requests a second that these readings may come to."""
_DESCRIPTION = """\
List what the token can see, by name. JSON has the objects of the platform's API, untouched.

  projects, stacks   with how many of their services run and how many are broken
  services           with their status, image, and what is changed and not deployed yet
  registries         with who logs in there, and whether the registry accepts it
  domains            a line for each path, with its target and what keeps the domain from working
  volumes            with their size, and the services that mount them

A project that may not be asked about is named on stderr; the exit code is then 4."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "ls",
        "list projects, stacks, services, registries, domains or volumes",
        _DESCRIPTION,
        examples={
            "stackdeck ls services --watch": "again whenever one changes",
            "stackdeck ls volumes --project shop -o json": "for a program",
        },
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
    from tui.cli.session import read_fleet

    client = connection.client
    fleet = await read_fleet(client)
    if arguments.kind in FLEET_KINDS:
        return await _list_fleet(arguments, client, fleet)
    return await _list_belongings(arguments, client, fleet)


async def _list_fleet(arguments: argparse.Namespace, client: Client, fleet: Fleet) -> int:
    from tui.cli.listing import only_project

    only_project(fleet, arguments.project)  # a project that is not there is told once, at the start
    if arguments.watch:
        from tui.cli.watching import watch

        await watch(client, fleet, partial(_text, arguments, client))
    else:
        _write(_text(arguments, client, fleet), arguments.kind)
    return ExitCode.OK


def _text(arguments: argparse.Namespace, client: Client, fleet: Fleet) -> str:
    from tui.cli import listing, output

    fleet = listing.only_project(fleet, arguments.project)
    if arguments.output == "json":
        return output.as_json(listing.objects(fleet, arguments.kind), encoding=sys.stdout.encoding)
    return _table_text(listing.table(fleet, arguments.kind, now=client.server_now()))


async def _list_belongings(arguments: argparse.Namespace, client: Client, fleet: Fleet) -> int:
    from tui.cli.belongings import read_belongings
    from tui.cli.ending import complain
    from tui.state.refs import find_project

    kind = arguments.kind
    project_id = find_project(fleet, arguments.project).id if arguments.project else None
    belongings = await read_belongings(client, fleet, kind, project_id=project_id)
    for project, why in belongings.untold:
        complain(f"{project}: {why}", ExitCode.REFUSED)
    if arguments.watch:
        from tui.cli.watching import watch_reading

        read = partial(_read_again, client.with_patience(0), kind, project_id)
        await watch_reading(
            read, partial(_belongings_text, arguments, client), first=belongings, every=_pause(fleet, kind)
        )
    else:
        _write(_belongings_text(arguments, client, belongings), kind)
    return ExitCode.REFUSED if belongings.untold else ExitCode.OK


async def _read_again(client: Client, kind: str, project_id: str | None) -> Belongings:
    from tui.cli.belongings import read_belongings
    from tui.cli.session import read_fleet

    return await read_belongings(client, await read_fleet(client), kind, project_id=project_id)


def _pause(fleet: Fleet, kind: str) -> float:
    """Seconds between two readings: a platform that has to be asked about each project is asked less often."""
    return WATCH_EVERY if kind == "domains" else max(WATCH_EVERY, len(fleet.projects) / _A_SECOND)


def _belongings_text(arguments: argparse.Namespace, client: Client, belongings: Belongings) -> str:
    from tui.cli import output

    if arguments.output == "json":
        return output.as_json(belongings.things, encoding=sys.stdout.encoding)
    return _table_text(belongings.table(now=client.server_now()))


def _table_text(table: Table) -> str:
    """The table as it is written; empty when it would have no rows."""
    from tui.cli import output

    return output.as_table(table, colours=output.wants_colours(sys.stdout)) if table.rows else ""


def _write(text: str, kind: str) -> None:
    if text:
        sys.stdout.write(text)
    else:
        print(f"There are no {kind} that this token can see.", file=sys.stderr)
