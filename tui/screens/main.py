"""The main screen: projects, stacks and services above, the log of the highlighted service below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import Reactive, var
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tui.commands.bindings import bindings_at
from tui.commands.catalogue import BY_ID, ON_THE_MAIN_SCREEN
from tui.commands.command import LISTS, Command, Context, Place
from tui.commands.elsewhere import meant_elsewhere
from tui.commands.keymap import Keymap
from tui.logs.format import Times
from tui.presentation.ages import age
from tui.presentation.lists import ALL
from tui.presentation.statuses import is_problem
from tui.presentation.texts import plain
from tui.screens.arrangement import TINY, Arrangement, is_too_small
from tui.screens.continuing import Continuing
from tui.screens.drawing import Drawing
from tui.screens.log_area import LogArea
from tui.screens.log_commands import LogCommands
from tui.screens.log_together import LogsTogether
from tui.screens.main_commands import MainCommands
from tui.screens.opening import Opening
from tui.screens.panes import ListPane, ProjectsPane, ServiceLogPane, ServicesPane, StacksPane
from tui.screens.redrawing import Redrawing
from tui.screens.selection import Selection
from tui.screens.service_actions import ServiceActions
from tui.screens.stack_editing import StackEditing
from tui.screens.tidying import Tidying
from tui.state.actions import DOING
from tui.state.fleet import Condition, Fleet
from tui.widgets.filter_field import FilterField
from tui.widgets.frames import PromptFrames
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_bar import LineBar
from tui.widgets.log_field import LogField
from tui.widgets.log_messages import FollowChanged, TopReached
from tui.widgets.table_messages import MarksChanged, RowHighlighted, RowSelected

if TYPE_CHECKING:
    from tui.app import StackdeckApp
    from tui.logs.store import LogStore
    from tui.state.session import Session

LOG_AFTER = 0.15
"""Seconds the cursor rests on a service before its log is shown."""
REDRAW_AGES = 30.0
"""Seconds between two looks at the ages."""


class MainScreen(PromptFrames[None], Screen[None]):
    """Shows the fleet and takes commands. Everything it shows comes from `fleet`, which is set as a whole."""

    app: StackdeckApp
    BINDINGS: ClassVar[list[BindingType]] = bindings_at(Place.ANYWHERE)
    AUTO_FOCUS = ""

    focused: Reactive[Widget | None] = var(None)  # Textual's own draws the whole screen anew when it changes
    fleet: var[Fleet] = var(Fleet, init=False)
    """The newest picture."""
    selection: var[Selection] = var(Selection, init=False)
    """What is highlighted."""
    only_problems: var[bool] = var(False, init=False)
    """True hides services that are well."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing(self)
        self._redrawing = Redrawing(self, self.drawing)
        self.arrangement = Arrangement(self)
        self._actions = ServiceActions(self)
        self.together = LogsTogether(self)
        self._log = LogCommands(self)
        self._opening = Opening(self)
        self.editing = StackEditing(self, tell=self._actions.tell)
        self.continuing = Continuing(self)
        self._handlers: dict[str, Callable[[], object]] = {}
        self._log_timer: Timer | None = None
        self._tidying = Tidying(self)

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        glyphs = self.app.look.glyphs
        yield LineBar(id="header")
        with Horizontal(id="lists"):
            yield ProjectsPane(glyphs)
            yield StacksPane(glyphs)
            yield ServicesPane(glyphs)
        yield LogArea(lambda: ServiceLogPane(glyphs=glyphs), id=Place.LOG)
        yield FilterField()
        yield LogField()
        yield KeyBar(id="keys")
        yield Static(f"stackdeck needs {TINY[0]}{glyphs.times}{TINY[1]}", id="too-small", markup=False)

    def on_compose(self) -> None:
        """Have the classes of its size while there is nothing in it yet to be styled anew."""
        self.arrangement.fit(self.app.size)

    def on_screen_resume(self) -> None:
        """Get rid of what was closed, when there is time."""
        self._tidying.came_back()

    def on_mount(self) -> None:
        """Start where trouble is: in the services of the whole fleet, the worst first."""
        view, logs = self.log_pane.view, self.app.settings.logs
        view.wrap = logs.wrap
        if not logs.timestamps:
            view.appearance = view.appearance._replace(times=Times.HIDDEN)
        self._handlers = MainCommands(self, actions=self._actions, log=self._log, opening=self._opening).by_id()
        self.set_interval(REDRAW_AGES, self.drawing.services)
        self.arrangement.go(Place.SERVICES)
        self.drawing.everything()

    def pane(self, place: Place) -> ListPane:
        """The pane of a list."""
        return self.query_one(f"#{place}", ListPane)

    @property
    def log_area(self) -> LogArea:
        """Where logs are shown."""
        return self.query_one(LogArea)

    @property
    def log_pane(self) -> ServiceLogPane:
        """The pane of the log that commands act on."""
        return self.log_area.current

    @property
    def at_hand(self) -> Selection:
        """What commands act on: what is highlighted, or the service whose log has the focus among several."""
        if self.arrangement.place is not Place.LOG or self.log_area.is_one:
            return self.selection
        service = self.fleet.service(self.log_area.service_at_hand or "")
        if service is None:
            return self.selection.on_service(None)
        return Selection(project_id=service.project_id, stack_id=service.stack_id, service_id=service.id)

    @property
    def has_panes(self) -> bool:
        """False before the panes are there, and at the end, when they have gone before the last news came."""
        return self.is_mounted and all(self.query(each) for each in ("#header", "LogArea", "KeyBar"))

    @property
    def keymap(self) -> Keymap:
        """Which key does what."""
        return self.app.keymap

    @property
    def commands(self) -> tuple[Command, ...]:
        """What the palette offers."""
        return ON_THE_MAIN_SCREEN

    @property
    def context(self) -> Context:
        """What commands would act on right now."""
        at_hand, session = self.at_hand, self.app.session
        service, stack = at_hand.service(self.fleet), at_hand.stack(self.fleet)
        under_way = session.actions.under_way.get(service.id) if session and service else None
        return Context(
            place=self.arrangement.place,
            project=at_hand.project(self.fleet),
            stack=stack,
            service=service,
            remembered_for=self.remembered_for(stack.id) if stack else None,
            pinned=len(self.together.pins.ids),
            under_way=DOING[under_way] if under_way else None,
            read_only=bool(session and session.read_only),
            connected=session is not None,
            loading=not self.app.trouble and self.fleet.health.condition is Condition.LOADING,
        )

    @property
    def now(self) -> datetime:
        """The platform's time; this machine's own while nobody asks the platform."""
        session = self.app.session
        return session.client.server_now() if session else datetime.now(UTC)

    def remembered_for(self, stack_id: str) -> str | None:
        """How long ago a stack was seen last, where it was not read since the program started; else None."""
        if stack_id not in self.fleet.remembered or self.fleet.remembered_at is None:
            return None
        return age(self.fleet.remembered_at, self.now)

    def action_began_or_ended(self) -> None:
        """Show what is being done to services; nothing is left to show it on when an action ends with the program."""
        if not self.is_running:
            return
        self.drawing.services()
        self.drawing.bars()

    def go_to(self, selection: Selection) -> None:
        """Highlight what *selection* says; a filter that hides it is taken away."""
        service = selection.service(self.fleet)
        if self.only_problems and service is not None and not is_problem(service):
            self.only_problems = False
        self.selection = selection
        self.drawing.everything()
        for place, key in (
            (Place.PROJECTS, selection.project_id),
            (Place.STACKS, selection.stack_id),
            (Place.SERVICES, selection.service_id),
        ):
            table = self.pane(place).table
            if key is not None and not table.move_to(key):
                table.filter_text = ""
                table.move_to(key)

    def show_other(self, fleet: Fleet) -> None:
        """Show another platform from now on: nothing that is marked, filtered or under way here is meant for it."""
        for group in ("actions", "editing"):
            self.workers.cancel_group(self, group)
        self.query_one(FilterField).shut()
        for place in LISTS:
            table = self.pane(place).table
            table.clear_marks()
            table.filter_text = ""
        self.continuing.leave()
        self.fleet, self.selection = fleet, Selection()

    def session_began(self, session: Session) -> None:
        """Let a new connection read what is highlighted."""
        stack = self.selection.stack(self.fleet)
        session.poller.look_at(stack.id if stack else None)
        if self.is_mounted:
            self.show_log()
            self.drawing.bars()

    def log_changed(self, store: LogStore) -> None:
        """Show what was added to a log, when it is the one shown."""
        if self.has_panes:
            self.log_area.log_changed(store)
            self.continuing.log_changed(store)

    def line_changed(self) -> None:
        """Say how the line to the terminal is."""
        if self.has_panes:
            self.drawing.bars()

    # What changes what is shown

    def watch_fleet(self, old: Fleet, new: Fleet) -> None:
        """Draw a new picture."""
        if self.has_panes:
            self.together.forget_gone(old, new)
            self._redrawing.soon()

    def watch_selection(self, old: Selection, new: Selection) -> None:
        """Draw what depends on the highlighted rows; the log follows when the cursor has come to rest."""
        if old.project_id != new.project_id:
            self.drawing.stacks()
        if (old.project_id, old.stack_id) != (new.project_id, new.stack_id):
            self.drawing.services()
        self.drawing.titles()
        self.drawing.bars()
        stack = new.stack(self.fleet)
        if self.app.session is not None:
            self.app.session.poller.look_at(stack.id if stack else None)
        self._show_log_soon()

    def watch_only_problems(self) -> None:
        """Draw all services, or only those with a problem."""
        self.drawing.services()

    @on(RowHighlighted)
    def _highlighted(self, event: RowHighlighted) -> None:
        # The cursor as it is now: a message that waited may speak of where it was.
        pane, key = event.table.parent, event.table.cursor_key
        if isinstance(pane, ProjectsPane):
            self.selection = self.selection.in_project(key or ALL, self.fleet)
        elif isinstance(pane, StacksPane):
            self.selection = self.selection.in_stack(key or ALL)
        else:
            self.selection = self.selection.on_service(key)

    @on(RowSelected)
    def _selected(self, event: RowSelected) -> None:
        if isinstance(event.table.parent, ServicesPane):
            self.action_command("log.screen")
        else:
            self.arrangement.step(1)

    @on(MarksChanged)
    @on(FilterField.Filtered)
    def _retitle(self) -> None:
        self.drawing.titles()

    def on_descendant_focus(self) -> None:
        """Show the pane the focus is in and the keys that mean something there."""
        self.arrangement.arrange()
        self.drawing.bars()

    def on_resize(self) -> None:
        """Fit everything to the new size."""
        self.arrangement.arrange()
        self.drawing.bars()

    @on(LogField.Typed)
    def _log_text_typed(self, event: LogField.Typed) -> None:
        self._log.typed(event)

    @on(LogField.Done)
    def _log_text_done(self, event: LogField.Done) -> None:
        self._log.done(event)

    @on(TopReached)
    def _top_of_log_reached(self, event: TopReached) -> None:
        self._log.read_earlier(event.view)

    @on(FollowChanged)
    def _follow_changed(self) -> None:
        self.log_area.tell()
        if not self.log_area.is_one:
            self.drawing.bars()

    @on(LogArea.Resized)
    def _room_for_logs_changed(self) -> None:
        if self.together.pins.ids:
            self.show_log()

    def _show_log_soon(self) -> None:
        if self._log_timer is not None:
            self._log_timer.stop()
        self._log_timer = self.set_timer(LOG_AFTER, self.show_log)

    def show_log(self) -> None:
        """Show the log of the highlighted service, or those that are pinned."""
        self.together.show()

    # Commands

    def action_command(self, command_id: str) -> None:
        """Do what a command says, or say why it can't be done now."""
        if is_too_small(self.app.size) and command_id != "program.quit":
            return  # Nobody shall act on what can't be seen.
        if reason := BY_ID[command_id].refusal(self.context):
            self.notify(plain(reason), severity="warning", markup=False)
            return
        self._handlers[command_id]()

    def tell_elsewhere(self, key: str) -> None:
        """Say what a key that does nothing here does in the other panes."""
        if not is_too_small(self.app.size) and (told := meant_elsewhere(key, self.keymap)):
            self.notify(told, timeout=4, markup=False)

    @on(KeyBar.Pressed)
    def _pressed(self, event: KeyBar.Pressed) -> None:
        self.action_command(event.command)
