"""Saves what is shown of a log to a file that the user names; nothing is overwritten without a yes."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.logs.saving import save
from tui.presentation.texts import count, plain
from tui.screens.question import Question

if TYPE_CHECKING:
    from tui.logs.excerpt import Extract
    from tui.screens.main import MainScreen


class LogSaving:
    """Saves on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def proposal(self) -> str:
        """A name for the file: the service's, and when it was."""
        name = "".join(each if each.isalnum() or each in "-_." else "-" for each in self._screen.log_pane.service)
        return f"{name.lstrip('.-') or 'log'}-{datetime.now().astimezone():%Y%m%d-%H%M%S}.log"

    @property
    def wanted(self) -> Extract | None:
        """The range that is chosen, else all that is shown."""
        view = self._screen.log_pane.view
        if view.has_range:
            return view.chosen
        return view.reading.everything if view.reading is not None else None

    def save(self, name: str) -> None:
        """Save to the file called *name*; ask where there is one already."""
        excerpt, path = self.wanted, Path(name.strip()).expanduser()
        if excerpt is None or not name.strip():
            return
        if path.is_dir():
            path = path / self.proposal()
        if not os.path.lexists(path):
            self._begin(excerpt, path, overwrite=False)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._begin(excerpt, path, overwrite=True)

        question = Question("Overwrite file", [f"{plain(str(path))} is there already."], verb="overwrites it")
        self._screen.app.push_screen(question, answered)

    def _begin(self, excerpt: Extract, path: Path, *, overwrite: bool) -> None:
        work = self._save(excerpt, path, overwrite=overwrite)
        self._screen.run_worker(work, group="save log", name="save a log")

    async def _save(self, excerpt: Extract, path: Path, *, overwrite: bool) -> None:
        pane, lines, name = self._screen.log_pane, excerpt.count, plain(str(path))
        target = _behind_links(path) if overwrite else None
        new = target.with_name(f".{target.name}.{os.urandom(4).hex()}") if target else path
        try:
            size = await save(excerpt, new, replace=target, progress=lambda share: pane.note(f"saving {share:.0%}"))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            told = f"{name} could not be saved: {reason}. Nothing was written; S asks for another file."
            self._screen.app.notify(told, severity="error", markup=False)
            return
        finally:
            pane.note("")
        self._screen.app.notify(f"Saved {count(lines, 'line')} ({size:,} bytes) to {name}", markup=False)


def _behind_links(path: Path) -> Path:
    """The file that is replaced: through a link, what it points to; the link stays."""
    return path.resolve()
