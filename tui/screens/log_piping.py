"""Gives what is shown of a log to another program, the pager at first: it has the terminal until it ends."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tui.presentation.texts import plain
from tui.screens.outside_program import OutsideError, run_outside
from tui.settings import child_environment

if TYPE_CHECKING:
    from tui.logs.excerpt import Extract
    from tui.screens.main import MainScreen

_STAYING: Final = frozenset(
    (
        *("less", "more", "most", "moor", "moar", "bat", "lnav", "fzf", "tig"),
        *("vi", "vim", "nvim", "view", "nano", "emacs", "helix", "hx"),
    )
)
"""Programs that keep the terminal until somebody has read what they show."""
_RUN: Final = 'trap : INT; eval "$1"'
"""ctrl+c is for the programs in the command, not for the shell that waits for them."""
_RUN_AND_WAIT: Final = f"""{_RUN}; code=$?
printf '\\n[%s ended with %s; enter goes back]' "$2" "$code" >/dev/tty; read -r _ </dev/tty; exit "$code\""""
"""What other programs print would be gone at once."""


def pager_command(environ: Mapping[str, str]) -> str:
    """The pager of `$PAGER`, else the usual one with colours; the one that every system has where that is missing."""
    if pager := environ.get("PAGER", "").strip():
        return pager
    return "less -R" if shutil.which("less") else "more"


class LogPiping:
    """Pipes on behalf of the main screen."""

    def __init__(self, screen: MainScreen, wanted: Callable[[], Extract | None]) -> None:
        """Pipe what is *wanted* at the moment."""
        self._screen = screen
        self._wanted = wanted
        self._last = ""
        """The command that was typed last."""

    def proposal(self) -> str:
        """The command of the last time, at first the pager."""
        return self._last or pager_command(os.environ)

    def pipe(self, command: str) -> None:
        """Run *command* with what is shown, or the range, on its stdin."""
        if (excerpt := self._wanted()) is not None and command.strip():
            self._last = command
            self._screen.run_worker(self._pipe(command, excerpt), group="outside", name="pipe a log")

    async def _pipe(self, command: str, excerpt: Extract) -> None:
        app = self._screen.app
        environ = child_environment(os.environ, app.profile.tokens)
        program = _last_program(command)
        stays = program in _STAYING or program == _last_program(pager_command(environ))
        name = plain(program) or "the command"
        argv = ["sh", "-c", _RUN if stays else _RUN_AND_WAIT, "stackdeck", command, name]
        try:
            code = await run_outside(app, argv, environ, feed=_texts(excerpt))
        except OutsideError as error:
            app.notify(error.message, severity="error", markup=False)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            app.notify(f"{name} can't be run: {reason}.", severity="error", markup=False)
        else:
            if code:
                told = f"{name} {'ended with' if code > 0 else 'was ended by signal'} {abs(code)}."
                app.notify(told, severity="warning", markup=False)


def _texts(excerpt: Extract) -> Iterator[bytes]:
    return (text for _, text in excerpt.pieces())


def _last_program(command: str) -> str:
    """The name of the last program in a pipeline, which is the one that shows something."""
    try:
        words = shlex.split(command.rpartition("|")[2])
    except ValueError:
        return ""
    while words and "=" in words[0]:
        words.pop(0)
    return PurePath(words[0]).name if words else ""
