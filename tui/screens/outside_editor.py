"""Hands a text to the person's own editor: the terminal is theirs meanwhile, and the program goes on behind it."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import App

FALLBACKS = ("sensible-editor", "nano", "vi")
MAX_BYTES = 4 * 1024 * 1024


class OutsideEditorError(Exception):
    """The editor could not be used, or gave nothing back; says why, in a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor of `$VISUAL` or `$EDITOR`, else one that is installed. Raises `OutsideEditorError`."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError as error:
            raise OutsideEditorError(f"${name} can't be read: {error}.") from error
        if words:
            return words
    for name in FALLBACKS:
        if shutil.which(name):
            return [name]
    raise OutsideEditorError("No editor is known: set $EDITOR.")


async def edit_outside(app: App[object], text: str, environ: Mapping[str, str]) -> str:
    """What `text` became in the person's own editor. Raises `OutsideEditorError`.

    Nothing is drawn while it runs, but everything else goes on: the child is waited for without holding the loop.
    `environ` is all it gets of the environment. When it fails, nothing is taken over; when the program has to end
    meanwhile, the file stays where it is.
    """
    command = editor_command(environ)
    ending = False
    folder: Path | None = None
    try:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="stackdeck-"))
        path = folder / "definition.yaml"
        await asyncio.to_thread(_write_private, path, text)
        await _run(app, [*command, str(path)], environ)
        return await asyncio.to_thread(_read, path)
    except OSError as error:
        raise OutsideEditorError(
            f"{Path(command[0]).name} can't be used: {(error.strerror or str(error)).lower()}."
        ) from error
    except asyncio.CancelledError:
        ending = True
        raise
    finally:
        if folder is not None and not ending:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _run(app: App[object], command: list[str], environ: Mapping[str, str]) -> None:
    """Runs the editor in the terminal. Nothing may be raised while the app is suspended: it would stay so."""
    child = _Child()
    try:
        with app.batch_update(), app.suspend(), child.owning_the_keyboard():
            (outcome,) = await asyncio.gather(child.run(command, environ), return_exceptions=True)
    except SuspendNotSupported as error:
        raise OutsideEditorError("This terminal can't be handed to another program.") from error
    if isinstance(outcome, BaseException):
        raise outcome
    if outcome != 0:
        raise OutsideEditorError(f"{Path(command[0]).name} ended with {outcome}: nothing was taken over.")


class _Child:
    """The editor, and the keys that the terminal sends to both programs as signals while it is in its normal mode."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def run(self, command: list[str], environ: Mapping[str, str]) -> int:
        """Runs until it ends; gives its exit code. Raises `OSError` when it can't be started."""
        self._process = await asyncio.create_subprocess_exec(*command, env=environ)
        self._signal(signal.SIGCONT)
        try:
            return await self._process.wait()
        except asyncio.CancelledError:
            self._signal(signal.SIGHUP)
            raise

    @contextmanager
    def owning_the_keyboard(self) -> Iterator[None]:
        """Leaves ctrl+c to the editor, and lets ctrl+z stop neither: nobody could bring them back.

        Signals are handled and not ignored, as the child would inherit the latter.
        """
        interrupt = signal.signal(signal.SIGINT, lambda *_: None)
        stop = signal.signal(signal.SIGTSTP, lambda *_: self._go_on())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, interrupt)
            signal.signal(signal.SIGTSTP, stop)

    def _go_on(self) -> None:
        """Continues the editor, also when it stops a moment later."""
        self._signal(signal.SIGCONT)
        asyncio.get_running_loop().call_later(0.2, self._signal, signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)


def _read(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise OutsideEditorError(f"The file is larger than {MAX_BYTES // 1024**2} MiB: nothing was taken over.")
    return path.read_text(encoding="utf-8", errors="replace")
