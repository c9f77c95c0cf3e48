"""Asks for the name of a protected project before something is done in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tui.presentation.texts import plain
from tui.screens.typed_question import TypedQuestion
from tui.state.protection import is_protected, names_of

if TYPE_CHECKING:
    from tui.screens.main import MainScreen


async def confirms(screen: MainScreen, project_id: str, *, title: str, verb: str, lines: Sequence[str]) -> bool:
    """True when it may be done: the project is not protected, or its name was typed. To be awaited in a worker."""
    app, fleet = screen.app, screen.fleet
    if not is_protected(app.profile, fleet, project_id):
        return True
    names = names_of(fleet, project_id)
    place = Text.assemble(("Project  ", "dim"), plain(fleet.project_name(project_id)))
    question = TypedQuestion(title, [place, *(Text(plain(line)) for line in lines)], verb=verb, names=names)
    return await app.push_screen_wait(question)
