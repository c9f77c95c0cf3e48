"""Hands the terminal to another program for a while; this one goes on behind it and draws nothing meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from textual.app import App


class OutsideError(Exception):
    """The terminal can't be handed over; says so in a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


async def run_outside(
    app: App[Any], command: Sequence[str], environ: Mapping[str, str], *, feed: Iterable[bytes] | None = None
) -> int:
    """Run *command* in the terminal until it ends, and give its exit code.

    With *feed* it reads that on its stdin, a piece at a time as it takes them; it may end before it has read all.
    *environ* is all it gets of the environment.

    Raises:
        OutsideError: the terminal can't be handed over.
        OSError: the command can't be started.
    """
    child = _Child(feed)
    try:
        # Nothing may be raised while the app is suspended: it would stay so.
        with app.batch_update(), app.suspend(), child.owning_the_keyboard():
            running = asyncio.ensure_future(child.run(command, environ))
            is_given_up = await _ended(running, app)
    except SuspendNotSupported as error:
        raise OutsideError("This terminal can't be handed to another program.") from error
    if is_given_up:
        raise asyncio.CancelledError
    return running.result()


async def _ended(running: asyncio.Future[int], app: App[Any]) -> bool:
    """Wait for the end in any case; gives whether whoever waits was told to give up, which the program is told too.

    Raises:
        CancelledError: the app ends, and does not want its terminal back.
    """
    is_given_up = False
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            running.cancel()
            if app.return_code is not None:
                raise
            is_given_up = True
    return is_given_up


class _Child:
    """The program, and the keys that the terminal sends to both programs as signals while it is in its normal mode."""

    def __init__(self, feed: Iterable[bytes] | None) -> None:
        self._feed = feed
        self._process: asyncio.subprocess.Process | None = None
        self._going_on: asyncio.TimerHandle | None = None

    async def run(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        """Runs until it ends; gives its exit code. Raises `OSError` when it can't be started."""
        stdin = None if self._feed is None else asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(*command, env=environ, stdin=stdin)
        self._signal(signal.SIGCONT)
        feeding = asyncio.ensure_future(_write(process.stdin, self._feed or ()))
        try:
            return await process.wait()
        except asyncio.CancelledError:
            self._signal(signal.SIGHUP)
            raise
        finally:
            feeding.cancel()
            await asyncio.wait({feeding})

    @contextmanager
    def owning_the_keyboard(self) -> Iterator[None]:
        """Leaves ctrl+c to the program, and lets ctrl+z stop neither: nobody could bring them back.

        Signals are handled and not ignored, as the child would inherit the latter.
        """
        before = {
            number: signal.signal(number, handler)
            for number, handler in (
                (signal.SIGINT, _do_nothing),
                (signal.SIGTSTP, lambda *_: self._go_on()),
                (signal.SIGCONT, _do_nothing),
            )
        }
        try:
            yield
        finally:
            if self._going_on is not None:
                self._going_on.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _go_on(self) -> None:
        """Continues the program and what it started in turn, also when they stop a moment later."""
        os.kill(0, signal.SIGCONT)
        self._going_on = asyncio.get_running_loop().call_later(0.2, os.kill, 0, signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            # Not its own `send_signal`, which takes the exit code of one that has just ended from who waits for it.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)


def _do_nothing(*_: object) -> None:
    """Takes note of a signal."""


async def _write(stdin: asyncio.StreamWriter | None, pieces: Iterable[bytes]) -> None:
    """Writes as fast as the program reads, until it has had enough."""
    if stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        for piece in pieces:
            stdin.write(piece)
            await stdin.drain()
    stdin.close()
