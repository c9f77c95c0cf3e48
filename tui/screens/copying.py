"""Copies a text on behalf of a screen, and says where it went."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.presentation.texts import plain
from tui.settings import child_environment, paths
from tui.state.clipboard import Clipboard, Copied

if TYPE_CHECKING:
    from tui.app import StackdeckApp


async def put(app: StackdeckApp, text: bytes) -> Copied:
    """Copy *text*. Raises `OSError` where it could go nowhere."""
    environ = child_environment(os.environ, app.profile.tokens)
    return await Clipboard(app.copy_to_clipboard, environ=environ, folder=paths.state_dir()).put(text)


async def copy(app: StackdeckApp, text: str, what: str) -> None:
    """Copy *text* and tell it; *what* is in the middle of a sentence: `the address`."""
    try:
        copied = await put(app, text.encode())
    except OSError as error:
        told = f"Could not copy {what}: {(error.strerror or str(error)).lower()}."
        app.notify(plain(told), severity="error", markup=False)
    else:
        app.notify(plain(f"Copied {what}{copied.to}"), markup=False)
