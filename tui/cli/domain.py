"""`stackdeck domain`: connect a domain to a service, look whether it is proven, or remove it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.manual import REFERENCE, add_command, add_output
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.connection import Connection
    from tui.models.ingress import Ingress
    from tui.state.fleet import Fleet

_CONNECT = """\
Let a path of a domain lead to a port of a service. A domain that is not there yet is connected to the service's
project. One that leads somewhere else already is left as it is, unless --replace is given; its other paths always are.

Prints the address, and the TXT record where the domain has to be proven to be yours first."""
_VERIFY = """\
Have the platform look for the TXT record that proves a domain to be yours. Fails and prints the record where it is
not there yet."""
_REMOVE = "Disconnect a domain with all its paths; services are left as they are. A project's default domain stays."
_PORT = re.compile(r"(?P<number>[0-9]{1,5})(?:/tcp)?")


def add_parser(subparsers: Subparsers) -> None:
    """Add the commands to the command line."""
    parser = add_command(
        subparsers,
        "domain",
        "connect a domain to a service, verify or remove it",
        "Connect a domain to a service, verify or remove it. `stackdeck ls domains` lists them.",
        examples={
            "stackdeck domain connect shop.localhost shop/web 8080": "http://shop.localhost:PORT/ on this machine",
            "stackdeck domain connect shop.example shop/api 80 --path /api": "one path; the others stay",
            "stackdeck domain remove shop.localhost": "asks first",
        },
    )
    actions: Subparsers = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    connect = _add_action(actions, "connect", "let a domain lead to a port of a service", _CONNECT)
    connect.add_argument("reference", metavar="REF", help=REFERENCE)
    connect.add_argument("port", metavar="PORT", type=_port, help="one of its ports, such as 8080")
    connect.add_argument("--path", metavar="PATH", type=_path, default="/", help="the path of the domain; default: /")
    connect.add_argument("--replace", action="store_true", help="also where the path leads somewhere else already")
    _add_action(actions, "verify", "look for the record that proves a domain to be yours", _VERIFY)
    remove = _add_action(actions, "remove", "disconnect a domain", _REMOVE)
    for action in (connect, remove):
        action.add_argument("--yes", action="store_true", help="do not ask, not in protected projects either")


def _add_action(actions: Subparsers, name: str, summary: str, description: str) -> argparse.ArgumentParser:
    action = add_command(actions, name, summary, *description.split("\n\n"))
    action.add_argument("hostname", metavar="HOST", type=_hostname, help="the domain, such as shop.localhost")
    add_output(action)
    action.set_defaults(run=partial(_run, name))
    return action


def _port(text: str) -> int:
    match = _PORT.fullmatch(text)
    if match is None or not 0 < int(match["number"]) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port such as 8080; domains lead to TCP ports alone")
    return int(match["number"])


def _path(text: str) -> str:
    from tui.definitions.domains import path_problem

    if problem := path_problem(text):
        raise argparse.ArgumentTypeError(problem)
    return text


def _hostname(text: str) -> str:
    from tui.definitions.domains import hostname_problem

    if problem := hostname_problem(text):
        raise argparse.ArgumentTypeError(problem)
    return text


def _run(action: str, arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_ACT[action], arguments))


async def _connect(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.domains import Connecting, LeadsElsewhereError, described
    from tui.cli.ending import complain
    from tui.cli.session import read_fleet
    from tui.models.ingress import IngressPath
    from tui.state.domains import lead_to_service
    from tui.state.refs import find_service

    fleet = await read_fleet(connection.client)
    service = find_service(fleet, arguments.reference)
    if not _agreed(arguments, connection, fleet, service.project_id):
        return ExitCode.REFUSED
    path = IngressPath(path=arguments.path, target=lead_to_service(service.id, arguments.port))
    connecting = Connecting(connection.client, fleet, service.project_id)
    act = connecting.replace if arguments.replace else connecting.connect
    try:
        ingress = await act(arguments.hostname, path)
    except LeadsElsewhereError as error:
        return complain(str(error), ExitCode.FAILURE)
    _show(arguments, ingress, described(ingress, fleet, path, os.environ))
    return ExitCode.OK


async def _verify(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.domains import find_domain, missing

    client = connection.client
    ingress = await find_domain(client, arguments.hostname)
    if not ingress.ownership.verified:
        await client.ingresses.verify_ownership(ingress.id)
        ingress = await client.ingresses.get(ingress.id)
    _show(arguments, ingress, (f"{ingress.hostname} is verified", *missing(ingress)))
    return ExitCode.OK if ingress.ownership.verified else ExitCode.FAILURE


async def _remove(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.domains import find_domain
    from tui.cli.ending import complain
    from tui.cli.session import read_fleet

    client = connection.client
    fleet, ingress = await read_fleet(client), await find_domain(client, arguments.hostname)
    if not _agreed(arguments, connection, fleet, ingress.project_id):
        return ExitCode.REFUSED
    if not arguments.yes and not _sure(f"Disconnect {ingress.hostname} with all its paths?"):
        return complain("Nothing was disconnected; --yes does it without asking.", ExitCode.FAILURE)
    await client.ingresses.delete(ingress.id)
    _show(arguments, ingress, (f"{ingress.hostname} is disconnected from {fleet.project_name(ingress.project_id)}",))
    return ExitCode.OK


_ACT = {"connect": _connect, "verify": _verify, "remove": _remove}


def _agreed(arguments: argparse.Namespace, connection: Connection, fleet: Fleet, project_id: str) -> bool:
    """Whether it may be done: the name of a protected project is asked for."""
    from tui.cli.acting import agreed

    return arguments.yes or agreed(connection.profile, fleet, [project_id], f"{arguments.action} {arguments.hostname}")


def _sure(question: str) -> bool:
    """Ask on a terminal; elsewhere nobody can agree."""
    from tui.logs.clean import printable

    if not sys.stdin.isatty():
        return False
    print(f"{printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _show(arguments: argparse.Namespace, ingress: Ingress, lines: Iterable[str]) -> None:
    from tui.cli.output import as_given, json_text
    from tui.logs.clean import printable

    if arguments.output == "json":
        sys.stdout.write(json_text(as_given(ingress), encoding=sys.stdout.encoding))
    else:
        print("\n".join(map(printable, lines)))
