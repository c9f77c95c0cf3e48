"""`stackdeck logs`: the logs of services, once or as they come."""

from __future__ import annotations

import argparse
import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.loglines import Render
    from tui.cli.parser import Subparsers
    from tui.client import Client
    from tui.connection import Connection
    from tui.models.service import Service

MOST_BYTES = 256 * 1024 * 1024
"""So much of one log is held in memory; of a larger one the newest lines are written."""

_DESCRIPTION = """\
Write the logs of services to stdout: the exact bytes where a program reads them, without control characters on a
terminal. What there is to say about a log goes to stderr. With several services each line begins with its service."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "logs",
        help="write the logs of services",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "references", metavar="REF", nargs="+", help="project/stack/service, a unique part of it, c-xxxxxx or an id"
    )
    parser.add_argument("-n", "--lines", metavar="N", type=_count, help="only the last N lines; default: all")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what comes, until ctrl+c")
    parser.set_defaults(run=_run)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of lines")
    return int(text)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.session import run_connected  # the client: 150 ms

    return run_connected(arguments.options, partial(_write_logs, arguments))


async def _write_logs(arguments: argparse.Namespace, connection: Connection) -> int:
    from tui.cli.session import read_fleet
    from tui.state.refs import find_service

    fleet = await read_fleet(connection.client)
    found = {one.id: one for one in (find_service(fleet, reference) for reference in arguments.references)}
    await _write_once(connection.client, list(found.values()), arguments.lines)
    return ExitCode.OK


async def _write_once(client: Client, services: list[Service], lines: int | None) -> None:
    from tui.cli import loglines
    from tui.cli.stream import Stream

    stream = Stream(sys.stdout.fileno())
    reads = (client.services.logs(one.stack_id, one.id, tail=lines or None, max_bytes=MOST_BYTES) for one in services)
    for service, log in zip(services, await asyncio.gather(*reads), strict=True):
        text = loglines.last_lines(log.lstrip(b"\0"), lines)
        render = _render_for(service, services)
        if render is loglines.exact:
            await stream.write(text)
        elif text:
            whole = text.removesuffix(b"\n")
            await stream.write(loglines.rendered(whole.split(b"\n"), render))


def _render_for(service: Service, services: list[Service]) -> Render:
    from tui.cli import loglines, output

    render = loglines.exact
    if sys.stdout.isatty():
        render = loglines.coloured if output.wants_colours(sys.stdout) else loglines.cleaned
    return loglines.prefixed(render, service.service_name) if len(services) > 1 else render
