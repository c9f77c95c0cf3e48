"""`stackdeck logs`: the logs of services, once or as they come."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.logchoice import Wanted
    from tui.cli.logsource import Keep, Source
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
    parser.add_argument(
        "-n", "--lines", metavar="N", type=_count, help="the last N lines of those wanted; default: all"
    )
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
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--keep", action="store_true", help="keep what is read on disk as well")
    where.add_argument("--offline", action="store_true", help="what is kept on disk, without asking the platform")
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
    if arguments.offline and arguments.follow:
        return complain("Nothing comes while --offline: leave out -f.", ExitCode.USAGE)
    if arguments.offline:
        from tui.cli.keptlogs import write_kept

        return write_kept(arguments, wanted)
    return run_connected(arguments.options, partial(_write_logs, arguments, wanted))


async def _write_logs(arguments: argparse.Namespace, wanted: Wanted, connection: Connection) -> int:
    from tui.cli.logchoice import chooser_for
    from tui.cli.logsource import Named, Source, keeping, renders
    from tui.cli.session import read_fleet
    from tui.cli.stream import Stream
    from tui.state.refs import find_service

    fleet = await read_fleet(connection.client)
    found = {one.id: one for one in (find_service(fleet, reference) for reference in arguments.references)}
    named = [Named(one.service_name, one.short_id, one.id) for one in found.values()]
    sources = [
        Source(service, render, chooser_for(wanted))
        for service, render in zip(found.values(), renders(named, arguments.output), strict=True)
    ]
    stream = Stream(sys.stdout.fileno())
    if not arguments.keep:
        await _write_sources(arguments, connection.client, sources, stream, None)
        return ExitCode.OK
    async with keeping(connection.profile.name, fleet, tell=_tell) as keep:
        await _write_sources(arguments, connection.client, sources, stream, keep)
    return ExitCode.OK


def _tell(sentence: str) -> None:
    print(f"stackdeck: {sentence}", file=sys.stderr, flush=True)


async def _write_sources(
    arguments: argparse.Namespace, client: Client, sources: Sequence[Source], stream: Stream, keep: Keep | None
) -> None:
    from tui.cli.tasks import first_end_of

    if arguments.follow:
        from tui.cli.following import follow

        await follow(client, sources, arguments.lines, stream, keep=keep)
        return
    await first_end_of([stream.reader_gone(), _write_once(client, sources, arguments.lines, stream)])
    if keep is not None:
        await _keep_once(client, sources, keep)


async def _write_once(client: Client, sources: Sequence[Source], lines: int | None, stream: Stream) -> None:
    from tui.cli.loglines import exact, last_lines, rendered

    for source in sources:
        service, choose = source.service, source.choose
        tail = lines or None if choose is None else None
        log = await client.services.logs(service.stack_id, service.id, tail=tail, max_bytes=MOST_BYTES)
        text = last_lines(log.lstrip(b"\0"), lines if choose is None else None)
        if text and (choose is not None or source.render is not exact):
            chosen = filter(choose or _every, text.removesuffix(b"\n").split(b"\n"))
            text = rendered(chosen if choose is None else deque(chosen, lines), source.render)
        await stream.write(text)


async def _keep_once(client: Client, sources: Sequence[Source], keep: Keep) -> None:
    """Read each log into what is kept of it."""
    from tui.logs.follow import FollowedLog
    from tui.logs.store import LogStore

    for service in (source.service for source in sources):
        store = LogStore()
        await keep.open(service, store)

        async def fetch(tail: int | None, service: Service = service) -> bytes:
            return await client.services.logs(service.stack_id, service.id, tail=tail)

        await FollowedLog(fetch, store, first=None, errors=()).poll()
        await keep.write(store)


def _every(_line: bytes) -> bool:
    return True
