"""`stackdeck serve`: the local platform on a TCP port of this machine, for tests and other clients of the API."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.manual import add_command
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers
    from tui.platform.serving import Started

_DESCRIPTION = """\
Run the local platform on loopback TCP until ctrl+c or SIGTERM. Prints where it listens and where its token is; the
token is new at each start. Programs with the profile `local` join it when the data folder is the same."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "serve",
        "run the local platform on a port",
        _DESCRIPTION,
        examples={"stackdeck serve --data DIR --empty --rate-limit 100": "a small one to test a client with"},
    )
    parser.add_argument("--data", metavar="DIR", type=Path, help="the data folder (default: your local platform's)")
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="the port (default: a free one)")
    parser.add_argument("--empty", action="store_true", help="start a new platform with one empty project")
    parser.add_argument("--lag", metavar="S", type=_seconds, help="seconds by which reads trail writes")
    parser.add_argument("--rate-limit", metavar="N", type=_count, help="requests a minute before a 429")
    parser.add_argument(
        "--allow-remote",
        metavar="HOST",
        help="listen on this name or address of this machine too, unencrypted; then no commands are run",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import asyncio
    import logging
    import os

    from tui.cli.ending import complain
    from tui.platform.errors import PlatformError
    from tui.platform.importing import without_looking_for_cycles
    from tui.platform.places import default_data

    with without_looking_for_cycles():
        from tui.platform.serving import ServeOptions, serve  # the server and FastAPI: half a second

    os.umask(0o077)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    chosen = {name: getattr(arguments, name) for name in ("lag", "rate_limit") if getattr(arguments, name) is not None}
    options = ServeOptions(
        data=arguments.data or default_data(),
        port=arguments.port,
        remote=arguments.allow_remote,
        empty=arguments.empty,
        linger=None,
        **chosen,
    )
    try:
        asyncio.run(serve(options, ready=_announce))
    except PlatformError as error:
        return complain(str(error), ExitCode.FAILURE)
    return ExitCode.OK


def _announce(started: Started) -> None:
    """Say where it listens: what scripts wait for."""
    for origin in started.origins:
        print(f"listening on {origin}")
    print(f"token in {started.token_file}")
    sys.stdout.flush()


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: 0 to 65535")
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text} is out of range: 0 to 3600 seconds")
    return seconds


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few: 1 or more")
    return number
