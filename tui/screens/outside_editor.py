"""Hands a text to the person's own editor: the terminal is theirs meanwhile, and the program goes on behind it."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tui.screens.outside_program import OutsideError, run_outside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

FALLBACKS = ("editor", "nano", "vi")
MAX_BYTES = 4 * 1024 * 1024


class OutsideEditorError(OutsideError):
    """The editor could not be used, or gave nothing back; says why, in a sentence."""


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
    try:
        code = await run_outside(app, command, environ)
    except OutsideError as error:
        raise OutsideEditorError(error.message) from error
    if code != 0:
        raise OutsideEditorError(f"{Path(command[0]).name} ended with {code}: nothing was taken over.")


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)


def _read(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise OutsideEditorError(f"The file is larger than {MAX_BYTES // 1024**2} MiB: nothing was taken over.")
    return path.read_text(encoding="utf-8", errors="replace")
