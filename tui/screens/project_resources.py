"""A table of what belongs to one project, kept fresh while it is open: volumes, registries, domains.

This is all of a screen but what is particular to its kind. A new kind takes five steps:

1. A `Place` of its own in `commands/command.py`, also in `RESOURCES`, and what is highlighted there in `Context`.
2. Its commands in `commands/project_catalogue.py`: the one that opens it (`where=LISTS`), and those that act on the
   highlighted row (`where={its place}`), each with its refusal. Bindings, key bar, palette, help and settings follow.
3. A module in `presentation/` with pure functions: item → `Row`, item → `Section`s, items → a summary of one line.
4. A subclass of `ProjectResources` with a `Kind` and the methods that raise `NotImplementedError` here; see
   `screens/volumes.py`, the smallest one. Its `BINDINGS` are `bindings_at(its place)`.
5. A line in `Opening` and one in `MainCommands` that open it.

What a handler does is pinned to the item it is given. It asks with `ask`, and carries out with `carry_out`, which goes
on when the screen is closed, tells the outcome in a toast, keeps the item from being acted on twice, and reads anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.client.errors import ApiError, Unreachable
from tui.commands.catalogue import BY_ID, at
from tui.commands.command import Command, Context, Place
from tui.presentation import resources
from tui.presentation.texts import plain
from tui.screens.columns import next_sorting
from tui.screens.dialog import Modal
from tui.screens.resource_details import HasId, ResourceDetails
from tui.state.watched import Watched
from tui.widgets.filter_field import FilterField
from tui.widgets.key_bar import Hint, KeyBar
from tui.widgets.line_bar import LineBar
from tui.widgets.resource_table import Column, ResourceTable
from tui.widgets.table_messages import RowHighlighted, RowSelected
from tui.widgets.watching import unwatch

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.client.observed import RateLimit
    from tui.commands.keymap import Keymap
    from tui.models.project import ProjectSummary
    from tui.presentation.entries import Section
    from tui.presentation.palette import Look
    from tui.presentation.rows import Row
    from tui.screens.main import MainScreen

ACTIONS = "actions"
"""The group of workers of the main screen in which actions run, so that closing this screen breaks none off."""
READING = "resources"
"""The group of workers of this screen that reads."""
REDRAW_AGES = 30.0
"""Seconds between two looks at the ages."""


T = TypeVar("T", bound=HasId)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What is always the same about a kind of resource."""

    place: Place
    title: str
    """The heading: `Volumes`."""
    plural: str
    """In the middle of a sentence: `volumes`."""
    columns: tuple[Column, ...]
    empty: str
    """What to do where there are none, a sentence."""


class ProjectResources(Modal[None], Generic[T]):
    """Shows the resources of the project it was opened for, whatever is highlighted below it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "close", "Close", show=False)]
    KIND: ClassVar[Kind]

    def __init__(self, main: MainScreen, project: ProjectSummary) -> None:
        super().__init__()
        self.main = main
        self.project = project
        self.under_way: dict[str, str] = {}
        """What is being done to which item, by id: a word such as `deleting`."""
        self._items: dict[str, T] = {}
        """The item of each row, by the key of the row."""
        self._watched: Watched[tuple[T, ...]] = Watched(self._read, changed=self.draw, rate_limit=self._rate_limit)

    # What a kind says

    async def read(self, client: Client) -> Sequence[T]:
        """All there are, in the order in which they are shown. Raises `ApiError`."""
        raise NotImplementedError

    def rows_of(self, item: T) -> Sequence[Row]:
        """The rows of one item; usually one, whose key is its id."""
        raise NotImplementedError

    def summary_of(self, items: Sequence[T]) -> str:
        """What stands below the table: how many there are, and what is worth knowing of all."""
        raise NotImplementedError

    def sections_of(self, item: T) -> Sequence[Section]:
        """All about one item."""
        raise NotImplementedError

    def name_of(self, item: T) -> str:
        """What people call it."""
        raise NotImplementedError

    def context_of(self, item: T | None, context: Context) -> Context:
        """The context with what is highlighted."""
        raise NotImplementedError

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the commands of this kind do, by id; each may be called only when its refusal lets it."""
        raise NotImplementedError

    # What the screen shows

    def compose(self) -> ComposeResult:
        """Lay out the table, the line below it and the keys."""
        with Vertical(classes="dialog large"):
            yield ResourceTable(self.KIND.columns, markable=False, glyphs=self.look.glyphs)
            yield FilterField()
            yield LineBar(id="told")
            yield KeyBar()

    def on_mount(self) -> None:
        """Read at once, and again and again."""
        self.table.focus()
        self.draw()
        self.watch(self.main, "fleet", self.draw, init=False)
        self.set_interval(REDRAW_AGES, self.draw)
        self.run_worker(self._watched.run(), group=READING, name=f"read the {self.KIND.plural}")

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        unwatch(self.main, self)

    @property
    def table(self) -> ResourceTable:
        """The table."""
        return self.query_one(ResourceTable)

    @property
    def look(self) -> Look:
        """As the main screen."""
        return self.main.app.look

    @property
    def now(self) -> datetime:
        """The platform's time."""
        session = self.main.app.session
        return session.client.server_now() if session else datetime.now(UTC)

    @property
    def items(self) -> tuple[T, ...]:
        """All that are known."""
        return self._watched.value or ()

    @property
    def highlighted(self) -> T | None:
        """The item with the cursor."""
        return self._items.get(self.table.cursor_key or "")

    def find(self, item_id: str) -> T | None:
        """The item of that id as it is now; None when it is gone."""
        return next((item for item in self.items if item.id == item_id), None)

    def draw(self) -> None:
        """Show what is known now; the cursor stays on its row."""
        if not self.query(KeyBar):
            return
        table = self.table
        found = [(row, item) for item in self.items for row in self.rows_of(item)]
        self._items = {row.key: item for row, item in found}
        table.empty = resources.nothing(self._watched.health, self.KIND.plural, self.KIND.empty, self.look)
        table.set_rows([row for row, _ in found])
        self._draw_bars()

    def _draw_bars(self) -> None:
        health, is_asked = self._watched.health, self._watched.is_asked
        line = resources.told(health, self.summary_of(self.items), self.look, is_asked=is_asked)
        self.query_one("#told", LineBar).show(line)
        self.query_one(".dialog", Vertical).border_title = Text(f"{self.KIND.title}  {plain(self.project.description)}")
        context = self.context
        commands = sorted((each for each in self.commands if each.footer), key=lambda each: each.footer)
        hints = [
            Hint(each.id, self.keymap.shown(each.id), each.label, dimmed=each.refusal(context) is not None)
            for each in commands
        ]
        self.query_one(KeyBar).show_hints([*hints, Hint("pane.out", self.keymap.shown("pane.out"), "close")])

    @on(RowHighlighted)
    def _highlighted(self, event: RowHighlighted) -> None:
        event.stop()
        self._draw_bars()

    @on(RowSelected)
    def _selected(self, event: RowSelected) -> None:
        event.stop()
        self.action_command("resource.details")

    @on(FilterField.Filtered)
    def _filtered(self, event: FilterField.Filtered) -> None:
        event.stop()
        self._draw_bars()

    # Reading

    def read_anew(self) -> None:
        """Read at once, because something is known to have changed."""
        self._watched.refresh()

    async def _read(self) -> tuple[T, ...]:
        return tuple(await self.read(self.client.with_patience(0)))

    @property
    def client(self) -> Client:
        """The client of the connection there is now. Raises `Unreachable`."""
        session = self.main.app.session
        if session is None:
            raise Unreachable(self.main.app.trouble or "There is no connection to the platform.", sent=False)
        return session.client

    def _rate_limit(self) -> RateLimit | None:
        session = self.main.app.session
        return session.client.rate_limit if session else None

    # Commands

    @property
    def keymap(self) -> Keymap:
        """Which key does what."""
        return self.main.keymap

    @property
    def commands(self) -> tuple[Command, ...]:
        """Those that mean something here."""
        return at(self.KIND.place)

    @property
    def context(self) -> Context:
        """What commands would act on right now."""
        item, session = self.highlighted, self.main.app.session
        context = Context(
            place=self.KIND.place,
            project=self.project,
            under_way=self.under_way.get(item.id) if item else None,
            read_only=bool(session and session.read_only),
            connected=session is not None,
        )
        return self.context_of(item, context)

    def action_command(self, command_id: str) -> None:
        """Do what a command says, or say why it can't be done now."""
        if reason := BY_ID[command_id].refusal(self.context):
            self.notify(plain(reason), severity="warning", markup=False)
            return
        {**self._own_handlers(), **self.handlers()}[command_id]()

    def _own_handlers(self) -> Mapping[str, Callable[[], object]]:
        app = self.main.app
        return {
            "resource.details": self._details,
            "list.filter": lambda: self.query_one(FilterField).open(self.table),
            "list.sort": self._sort,
            "list.reverse": self._reverse,
            "pane.out": self._out,
            "program.refresh": self._watched.ask,
            "program.palette": app.action_command_palette,
            "program.help": app.show_help,
        }

    @on(KeyBar.Pressed)
    def _pressed(self, event: KeyBar.Pressed) -> None:
        self.action_command(event.command)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def _details(self) -> None:
        if (item := self.highlighted) is not None:
            self.app.push_screen(ResourceDetails(self, item))

    def _sort(self) -> None:
        self.table.sort_by(next_sorting([column.key for column in self.table.columns], self.table.sorting))

    def _reverse(self) -> None:
        if (sorting := self.table.sorting)[0] is not None:
            self.table.sort_by(sorting[0], reverse=not sorting[1])

    def _out(self) -> None:
        if self.table.filter_text:
            self.table.filter_text = ""
        else:
            self.dismiss(None)

    # Actions

    def ask(self, question: ModalScreen[bool], then: Callable[[], None]) -> None:
        """Ask *question*, and do what follows when the answer is yes."""
        # Pushed here and now: what is typed right behind the key is already meant for the question.
        self.app.push_screen(question, partial(_if_yes, then))

    def carry_out(
        self, item: T, doing: str, send: Callable[[Client], Awaitable[object]], *, done: str, failed: str
    ) -> None:
        """Have *send* do something to *item*; *doing* is the word meanwhile, *done* and *failed* begin what is told.

        `done` is a whole sentence, `failed` goes on with the reason: `Could not delete volume data`.
        """
        work = self._carry_out(item, doing, send, done=done, failed=failed)
        self.main.run_worker(work, group=ACTIONS, name=f"{doing} {self.KIND.plural}")

    async def _carry_out(
        self, item: T, doing: str, send: Callable[[Client], Awaitable[object]], *, done: str, failed: str
    ) -> None:
        app = self.main.app
        with self.marked(item, doing):
            try:
                await send(self.client)
            except ApiError as error:
                app.notify(plain(f"{failed}: {error.message}"), severity="error", timeout=12, markup=False)
            else:
                app.notify(plain(done), timeout=4, markup=False)

    @contextmanager
    def marked(self, item: T, doing: str) -> Iterator[None]:
        """Show *doing* at *item* until what is done inside is over and was read anew."""
        self.under_way[item.id] = doing
        self.draw()
        try:
            yield
        finally:
            if self.main.is_running:
                self.main.run_worker(self._settle(item.id), group=ACTIONS, name=f"read the {self.KIND.plural} anew")

    async def _settle(self, item_id: str) -> None:
        try:
            await self._watched.renewed()
        finally:
            self.under_way.pop(item_id, None)
            self.draw()


def _if_yes(then: Callable[[], None], yes: bool | None) -> None:
    if yes:
        then()
