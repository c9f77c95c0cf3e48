"""Puts text where the user can paste it: the terminal's clipboard, tmux's, or a file where neither takes it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

MOST: Final = 100_000
"""Bytes that are given to a terminal's clipboard: it takes them in one piece, and drops what is more than it likes."""
_NO_CLIPBOARD: Final = frozenset({"", "dumb", "linux"})
"""Terminals (`TERM`) that are known to have none."""
_PATIENCE: Final = 5.0


class Copied(NamedTuple):
    """Where a text went."""

    to: str
    """In words that go on after `Copied 3 lines`; empty for the terminal's clipboard."""


class Clipboard:
    """Takes texts.

    Args:
        terminal: hands a text to the terminal (OSC 52).
        environ: says which terminal it is; children get it, so that it holds no token.
        folder: where the file is put that takes the clipboard's place.
    """

    def __init__(self, terminal: Callable[[str], None], *, environ: Mapping[str, str], folder: Path) -> None:
        self._terminal = terminal
        self._environ = environ
        self._folder = folder

    async def put(self, text: bytes) -> Copied:
        """Copy *text*.

        Raises:
            OSError: it could go nowhere, not even into a file.
        """
        if self._environ.get("TMUX") and await self._to_tmux(text):
            return Copied(" to tmux's clipboard" if len(text) <= MOST else " to tmux's buffer")
        if len(text) <= MOST and self._reaches_clipboard:
            self._terminal(text.decode("utf-8", "replace"))
            return Copied("")
        path = self._folder / "copied.txt"
        await asyncio.to_thread(_write_private, path, text)
        why = "too much for the clipboard" if len(text) > MOST else "this terminal has no clipboard"
        return Copied(f" to {path}: {why}")

    @property
    def _reaches_clipboard(self) -> bool:
        """Whether OSC 52 can arrive: GNU screen swallows it, and so does a tmux that could not be asked."""
        taken = self._environ.get("STY") or self._environ.get("TMUX")
        return not taken and self._environ.get("TERM", "") not in _NO_CLIPBOARD

    async def _to_tmux(self, text: bytes) -> bool:
        """Hand *text* to tmux, which passes it on to the terminal; programs in it may not do so by themselves."""
        try:
            process = await asyncio.create_subprocess_exec(
                *("tmux", "load-buffer", "-w", "-"),
                env=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return False
        try:
            await asyncio.wait_for(process.communicate(text), _PATIENCE)
        except TimeoutError:
            return False
        finally:
            if process.returncode is None:
                process.kill()
        return process.returncode == 0


def _write_private(path: Path, text: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
