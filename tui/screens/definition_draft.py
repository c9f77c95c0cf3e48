"""Keeps the draft of a definition on disk while it is typed, and asks what becomes of one that is there already."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from tui.definitions.drafts import Draft, DraftError
from tui.presentation.texts import plain
from tui.screens.question import Question
from tui.settings.paths import shown as shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tui.definitions.drafts import Drafts
    from tui.screens.definition import DefinitionScreen

QUIET = 0.5
"""Seconds without a key before the draft is written."""


class DraftQuestion(Question):
    """Asks whether to go on with a draft. Gives True for yes, False for no, None where all is to stay as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss(None)", "Leave", show=False),
        Binding("ctrl+c", "dismiss(None)", "Leave", show=False, priority=True),
    ]

    def __init__(self, draft: Draft, *, is_old: bool) -> None:
        """Ask about *draft*; it *is_old* where the stack has changed since."""
        lines = [
            Text(f"You changed this definition on {draft.saved_at.astimezone():%-d %B at %H:%M} and didn't apply it."),
            Text("Should you start anew, the draft is put aside as a file."),
        ]
        if is_old:
            lines.append(Text("The stack has changed since: the plan will show what applying the draft undoes."))
        super().__init__("Continue with your draft?", lines, verb="continue")

    def answers(self) -> Sequence[tuple[str, str]]:
        """The keys that answer, and what each does."""
        return *super().answers()[:1], ("n", "start anew"), ("esc", "leave")


async def is_settled(draft: Draft, screen: DefinitionScreen) -> bool:
    """Whether it is known what becomes of the draft of an earlier time; asks where it says something new."""
    if draft.text == screen.original:
        await screen.keeper.discard()
        return True
    wanted = await screen.app.push_screen_wait(DraftQuestion(draft, is_old=draft.base != screen.base))
    if wanted:
        screen.editor.replace_all(draft.text)
    return wanted or (wanted is not None and await put_aside(draft.text, screen))


async def put_aside(text: str, screen: DefinitionScreen) -> bool:
    """Keep `text` as a file and say where; False when that failed."""
    try:
        path = await screen.keeper.put_aside(text)
    except DraftError as error:
        screen.tell_trouble(error.message)
        return False
    screen.notify(f"What you typed is kept in {plain(shown_path(path))}", timeout=12, markup=False)
    return True


class DraftKeeper:
    """One draft: written a moment after the last change, discarded when nothing is left to keep."""

    def __init__(
        self, drafts: Drafts, *, origin: str, stack_id: str, place: str, told: Callable[[], None], quiet: float = QUIET
    ) -> None:
        """Keep the draft of one stack; `told` is called when what is known of it has changed."""
        self._drafts = drafts
        self._origin = origin
        self._stack_id = stack_id
        self._place = place
        self._told = told
        self._quiet = quiet
        self._changed = asyncio.Event()
        self.settled = asyncio.Event()
        """Set once nothing of an earlier time is there that could be written over."""
        self._wanted: tuple[str, str] | None = None
        self._lock = asyncio.Lock()
        self.trouble = ""
        """Why the draft could not be written the last time, empty when it could."""
        self.saved = False
        """True while all that was typed is on disk."""

    async def load(self) -> Draft | None:
        """The draft of an earlier time."""
        return await asyncio.to_thread(self._drafts.load, origin=self._origin, stack_id=self._stack_id)

    def keep(self, text: str, *, base: str) -> None:
        """Write `text`, made from the definition with the fingerprint `base`, as soon as the keys are quiet."""
        self._wanted = (text, base)
        self.saved = False
        self._changed.set()

    async def run(self) -> None:
        """Write whenever there is something to write, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(self._quiet)
            if not self._changed.is_set():
                await self.flush()

    async def flush(self) -> None:
        """Write what is wanted now, once a draft of an earlier time is settled."""
        if not self.settled.is_set():
            return
        async with self._lock:
            wanted, self._wanted = self._wanted, None
            if wanted is None:
                return
            text, base = wanted
            try:
                await asyncio.to_thread(
                    self._drafts.save,
                    origin=self._origin,
                    stack_id=self._stack_id,
                    place=self._place,
                    base=base,
                    text=text,
                )
            except DraftError as error:
                self._wanted = self._wanted or wanted
                self.trouble = error.message
            else:
                self.trouble = ""
                self.saved = self._wanted is None
        self._told()

    async def close(self) -> None:
        """Write what is wanted, and tell nobody any more."""
        self._told = lambda: None
        await self.flush()

    async def discard(self) -> None:
        """Remove the draft: it was applied, or nothing in it is new. A draft that stays is offered again, no more."""
        self._wanted = None
        async with self._lock:
            try:
                await asyncio.to_thread(self._drafts.discard, origin=self._origin, stack_id=self._stack_id)
            except DraftError as error:
                self.trouble = error.message
            self.saved = False

    async def put_aside(self, text: str) -> Path:
        """Keep `text` as a file of its own and remove the draft; gives the path. Raises `DraftError`."""
        path = await asyncio.to_thread(self._drafts.put_aside, place=self._place, text=text)
        await self.discard()
        return path
