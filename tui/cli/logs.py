"""`stackdeck logs`: the logs of services, once or as they come."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.loglines import Render
    from tui.cli.parser import Subparsers
    from tui.cli.stream import Stream
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
    from tui.cli.stream import Stream
    from tui.state.refs import find_service

    fleet = await read_fleet(connection.client)
    found = {one.id: one for one in (find_service(fleet, reference) for reference in arguments.references)}
    stream = Stream(sys.stdout.fileno())
    services = [(service, _render_for(service, found.values())) for service in found.values()]
    if arguments.follow:
        from tui.cli.following import follow

        await follow(connection.client, services, arguments.lines, stream)
    else:
        await _write_once(connection.client, services, arguments.lines, stream)
    return ExitCode.OK


async def _write_once(
    client: Client, services: Sequence[tuple[Service, Render]], lines: int | None, stream: Stream
) -> None:
    from tui.cli.loglines import exact, last_lines, rendered

    for service, render in services:
        log = await client.services.logs(service.stack_id, service.id, tail=lines or None, max_bytes=MOST_BYTES)
        text = last_lines(log.lstrip(b"\0"), lines)
        if text and render is not exact:
            text = rendered(text.removesuffix(b"\n").split(b"\n"), render)
        await stream.write(text)


def _render_for(service: Service, services: Collection[Service]) -> Render:
    """How the lines of *service* are written among those of *services*: told apart where there are several."""
    from tui.cli import loglines, output

    render = loglines.exact
    if sys.stdout.isatty():
        render = loglines.coloured if output.wants_colours(sys.stdout) else loglines.cleaned
    if len(services) == 1:
        return render
    alike = sum(one.service_name == service.service_name for one in services) > 1
    return loglines.prefixed(render, service.short_id if alike else service.service_name)
