"""What every command that asks the platform shares: connect, work, leave, and say what went wrong."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tui.cli.ending import complain
from tui.client import ApiError, Client, Forbidden, Misconfigured, NotFound, ReadOnly, TokenRefused, Unreachable
from tui.connection import Connection, open_connection
from tui.platform.errors import PlatformError
from tui.settings import ExitCode, Options, load_settings, profile_for
from tui.state.fleet import Fleet
from tui.state.refs import UnresolvedReferenceError

Work = Callable[[Connection], Awaitable[int]]
"""What a command does with its connection; gives the exit code."""


def run_connected(options: Options, work: Work) -> int:
    """Connect to the profile that *options* ask for, do *work*, leave again, and give the exit code."""
    return run_to_end(_connected(options, work))


def run_to_end(work: Coroutine[Any, Any, int]) -> int:
    """Do *work* until it is done or a signal ends it; an error of the platform becomes a line and an exit code."""
    try:
        return asyncio.run(_until_terminated(work))
    except UnresolvedReferenceError as error:
        return complain(str(error), ExitCode.NOT_FOUND)
    except ApiError as error:
        return complain(error.message, exit_code_of(error))
    except PlatformError as error:
        return complain(str(error), ExitCode.UNREACHABLE)


def exit_code_of(error: ApiError) -> ExitCode:
    """The exit code that tells scripts what kind of error it was."""
    match error:
        case Unreachable():
            return ExitCode.UNREACHABLE
        case TokenRefused() | Forbidden() | ReadOnly():
            return ExitCode.REFUSED
        case NotFound():
            return ExitCode.NOT_FOUND
        case Misconfigured():
            return ExitCode.USAGE
        case _:
            return ExitCode.FAILURE


async def read_fleet(client: Client) -> Fleet:
    """Everything the token can see, read once."""
    projects, stacks = await asyncio.gather(client.projects.list().all(), client.stacks.list_all().all())
    return Fleet(
        projects={project.id: project for project in projects},
        stacks={stack.id: stack for stack in stacks},
        complete=True,
    )


async def _connected(options: Options, work: Work) -> int:
    profile = profile_for(options, load_settings(), environ=os.environ)
    connection = await open_connection(profile, environ=os.environ)
    try:
        return await work(connection)
    finally:
        await connection.leave()


async def _until_terminated(work: Coroutine[Any, Any, int]) -> int:
    """The exit code of *work*, or that of SIGTERM: the work is cancelled and cleans up, as after ctrl+c.

    A terminal that is closed counts as SIGTERM.
    """
    task = asyncio.ensure_future(work)
    terminated = asyncio.Event()

    def terminate() -> None:
        terminated.set()
        task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, terminate)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as `nohup` has it
        loop.add_signal_handler(signal.SIGHUP, terminate)
    try:
        return await task
    except asyncio.CancelledError:
        if terminated.is_set():
            return ExitCode.TERMINATED
        raise
