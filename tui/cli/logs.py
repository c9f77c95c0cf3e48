"""`stackdeck logs`: the logs of services, once or as they come."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.logchoice import Choose, Wanted
    from tui.cli.loglines import Render
    from tui.cli.parser import Subparsers
    from tui.cli.stream import Stream
    from tui.client import Client
    from tui.connection import Connection
    from tui.models.service import Service

MOST_BYTES = 256 * 1024 * 1024
"""So much of one log is held in memory; of a larger one the newest lines are written."""

_LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")

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
    parser.add_argument("--since", metavar="TIME", help="only lines from TIME on: 5m, 2h, 14:02 or 2026-03-10 14:02")
    parser.add_argument("--grep", metavar="RE", action="append", default=[], help="only lines with RE; each of several")
    parser.add_argument("--hide", metavar="RE", action="append", default=[], help="no lines with RE")
    parser.add_argument("--level", choices=_LEVELS, help="only lines that are at least as grave")
    parser.add_argument(
        "-o",
        "--output",
        choices=("raw", "json"),
        help="raw: the exact bytes, on a terminal too; json: an object a line",
    )
    parser.set_defaults(run=_run)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of lines")
    return int(text)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    """What the options ask for.

    Raises:
        ValueError: a sentence that says what can't be understood.
    """
    from datetime import UTC, datetime

    from tui.cli.logchoice import Wanted
    from tui.logs.levels import Level, level_named
    from tui.logs.moments import moment_of
    from tui.logs.pattern import Pattern

    since = moment_of(arguments.since, datetime.now(UTC)) if arguments.since else None
    if arguments.since and since is None:
        raise ValueError(f"{arguments.since!r} is not a time: 5m, 2h, 14:02 and '2026-03-10 14:02' are.")
    show, hide = ([Pattern(f"/{each}/") for each in each_option] for each_option in (arguments.grep, arguments.hide))
    return Wanted(show, hide, level_named(arguments.level) if arguments.level else Level.UNKNOWN, since)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.ending import complain
    from tui.cli.session import run_connected  # the client: 150 ms

    try:
        wanted = _wanted(arguments)
    except ValueError as error:
        return complain(str(error), ExitCode.USAGE)
    return run_connected(arguments.options, partial(_write_logs, arguments, wanted))


async def _write_logs(arguments: argparse.Namespace, wanted: Wanted, connection: Connection) -> int:
    from tui.cli.logchoice import chooser
    from tui.cli.session import read_fleet
    from tui.cli.stream import Stream
    from tui.state.refs import find_service

    fleet = await read_fleet(connection.client)
    found = {one.id: one for one in (find_service(fleet, reference) for reference in arguments.references)}
    stream = Stream(sys.stdout.fileno())
    services = [
        (
            service,
            _render_for(service, found.values(), arguments.output),
            None if wanted.everything else chooser(wanted),
        )
        for service in found.values()
    ]
    if arguments.follow:
        from tui.cli.following import follow

        await follow(connection.client, services, arguments.lines, stream)
    else:
        await _write_once(connection.client, services, arguments.lines, stream)
    return ExitCode.OK


async def _write_once(
    client: Client, services: Sequence[tuple[Service, Render, Choose | None]], lines: int | None, stream: Stream
) -> None:
    from tui.cli.loglines import exact, last_lines, rendered

    for service, render, choose in services:
        log = await client.services.logs(service.stack_id, service.id, tail=lines or None, max_bytes=MOST_BYTES)
        text = last_lines(log.lstrip(b"\0"), lines)
        if text and (choose is not None or render is not exact):
            text = rendered(filter(choose or _every, text.removesuffix(b"\n").split(b"\n")), render)
        await stream.write(text)


def _every(_line: bytes) -> bool:
    return True


def _render_for(service: Service, services: Collection[Service], output: str | None) -> Render:
    """How the lines of *service* are written among those of *services*: told apart where there are several."""
    from tui.cli import loglines
    from tui.cli.output import wants_colours

    if output == "raw":
        return loglines.exact
    if output == "json":
        return loglines.as_json(service.service_name, service.id)
    render = loglines.exact
    if sys.stdout.isatty():
        render = loglines.coloured if wants_colours(sys.stdout) else loglines.cleaned
    if len(services) == 1:
        return render
    alike = sum(one.service_name == service.service_name for one in services) > 1
    return loglines.prefixed(render, service.short_id if alike else service.service_name)
