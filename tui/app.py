"""The app: its themes, its one connection, and what happens to a bug."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.worker import WorkerError

from tui.commands.catalogue import BY_ID
from tui.commands.command import shown_key
from tui.commands.keymap import make_keymap
from tui.commands.palette import CommandProvider
from tui.platform.errors import PlatformError
from tui.presentation.palette import ASCII, Look, glyphs_for
from tui.presentation.texts import plain
from tui.resources import styles_path
from tui.screens.main import MainScreen
from tui.screens.place_keeping import PlaceKeeping
from tui.screens.themes import DARK, LIGHT, palette_of
from tui.settings import (
    ExitCode,
    Options,
    Profile,
    ProfileKind,
    Settings,
    SettingsError,
    Token,
    load_settings,
    resolve_profile,
)
from tui.settings.errors import TokenError
from tui.state.fleet import Condition, Fleet
from tui.terminal import driver_class
from tui.widgets.typeahead import OneKeyAtATime

if TYPE_CHECKING:
    from textual.worker import Worker

    from tui.connection import Connection
    from tui.state.session import Session
    from tui.terminal.driver import Cause


class StackdeckApp(OneKeyAtATime):
    """Connects to one platform and shows it."""

    TITLE = "stackdeck"
    CSS_PATH = styles_path()
    COMMANDS = {CommandProvider}  # noqa: RUF012 -- Textual declares it as an instance variable
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, settings: Settings, profile: Profile, *, place: str | None = None) -> None:
        super().__init__(driver_class=driver_class(os.environ))
        self.settings = settings
        self.profile = profile
        self.keymap = make_keymap(settings.keys)
        """Which key does what."""
        self.set_keymap(self.keymap.for_textual())
        self.session: Session | None = None
        """What works on the connection; None until there is one."""
        self.trouble = ""
        """Why there is no connection, empty otherwise."""
        self.main = MainScreen()
        self._places = PlaceKeeping(self.main, wanted=place)
        self._connection: Connection | None = None
        self._staying: Worker[None] | None = None
        """What keeps the connection."""
        self._asking_for_token = False
        self._asked = asyncio.Event()
        """Set when somebody wants everything anew, the connection too."""
        self._hung_up = False
        self._glyphs = glyphs_for(os.environ, sys.stdout.encoding or "", ascii_only=settings.ascii)
        self.set_class(self._glyphs is ASCII, "ascii")
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else DARK.name

    @property
    def look(self) -> Look:
        """Colours of the theme and the glyphs this terminal can show."""
        return Look(palette_of(self.current_theme, self.theme_variables), self._glyphs)

    def on_mount(self) -> None:
        """Show the main screen and connect."""
        self.push_screen(self.main)
        for problem in self.keymap.problems:
            self.notify(problem, severity="warning", timeout=12, markup=False)
        self._connect()

    # The connection

    def _connect(self, token: Token | None = None) -> None:
        self._staying = self.run_worker(
            self._stay_connected(token), group="connection", name="connection", exclusive=True
        )

    async def _stay_connected(self, token: Token | None = None) -> None:
        """Open the connection and keep everything fresh until the app ends or the worker is cancelled."""
        connections = await asyncio.to_thread(_import_connection)
        try:
            connection = await connections.open_connection(self.profile, environ=os.environ, token=token)
        except (SettingsError, PlatformError) as error:
            self._tell_trouble(str(error), ask=isinstance(error, TokenError))
            return
        from tui.state.session import Session  # imports the API's models, which the first paint does not need

        self.trouble = ""
        self._connection = connection
        fleet, selection = self.main.fleet, self.main.selection
        read_only = self.profile.read_only
        self.session = Session(
            connection.client,
            read_only=read_only,
            settings=self.settings,
            known=fleet,
            changed=self.main.action_began_or_ended,
        )
        self.session.poller.subscribe(self._take)
        stack = selection.stack(fleet)
        self.session.poller.look_at(stack.id if stack else None)
        self.session.logs.subscribe(self.main.log_changed)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.session.run())
                group.create_task(connections.keep(connection, tell=self._tell_platform, asked=self._asked))
        finally:
            self.session = None
            await self._disconnect()

    def _tell_platform(self, trouble: str) -> None:
        """Say that the local platform is gone for the time being, or ask it for everything once it is back."""
        self._tell_trouble(trouble, ask=False)
        if trouble:
            key = shown_key(BY_ID["program.refresh"].keys[0])
            self.notify(f"{plain(trouble)} {key} starts it again.", severity="warning", timeout=12, markup=False)
        elif self.session is not None:
            self.session.poller.refresh()

    async def _disconnect(self) -> None:
        """Give the connection back, in good order; when the terminal is gone the local platform waits a while."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._hung_up:
            await connection.client.aclose()
        else:
            await connection.leave()

    async def on_unmount(self) -> None:
        """Leave the platform before the loop ends."""
        if self._staying is not None:
            self._staying.cancel()
            with suppress(WorkerError):
                await self._staying.wait()

    def action_hang_up(self, cause: Cause) -> None:
        """End at once, because the terminal is gone or somebody asked the program to end."""
        self._hung_up = True
        self._places.remember()
        self.exit(return_code=cause.exit_status)

    def _take(self, fleet: Fleet) -> None:
        self.main.fleet = fleet
        self._places.arrive(fleet)
        if fleet.health.condition is Condition.REFUSED and self.profile.kind is not ProfileKind.LOCAL:
            self._ask_for_token(fleet.health.message)

    def _tell_trouble(self, message: str, *, ask: bool) -> None:
        self.trouble = message
        self.main.drawing.everything()
        if ask:
            self._ask_for_token(message)

    def _ask_for_token(self, why: str) -> None:
        if self._asking_for_token:
            return
        self._asking_for_token = True
        self.run_worker(self._take_token(why), group="token", name="token")

    async def _take_token(self, why: str) -> None:
        from tui.screens.token import TokenScreen  # seldom needed

        token = await self.push_screen_wait(TokenScreen(self.profile.name, plain(why)))
        self._asking_for_token = token is None
        if token is not None:
            self._connect(token)

    # Commands of the program

    def leave(self) -> None:
        """End the program."""
        self._places.remember()
        self.exit()

    def ask_for_everything(self) -> None:
        """Ask the platform for everything now; where there is no connection, try to open one first."""
        self._asked.set()
        if self.session is not None:
            self.session.poller.refresh()
        elif self.trouble:
            self._asking_for_token = False
            self._connect()

    def switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.main.drawing.everything()

    def show_help(self) -> None:
        """Show what every key does."""
        from tui.screens.help import HelpScreen  # read when somebody needs it

        self.push_screen(HelpScreen(self.look, self.keymap))

    # What happens to a bug

    def _handle_exception(self, error: Exception) -> None:
        """Restore the terminal, say one line, leave a file behind. Tests see the bug itself."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        from tui.settings.crash import write_crash_file  # only for a bug

        tokens = [self._connection.token] if self._connection else []
        path = write_crash_file(error, tokens)
        where = f"What is known stands in {path}" if path else "What is known could not be written down"
        self._return_code = ExitCode.FAILURE
        self.panic(Text(f"stackdeck stopped because of a bug in itself ({type(error).__name__}). {where}."))


def _import_connection() -> ModuleType:
    """Import what talks to the platform; in a thread, so that the screen is up before that is done."""
    import tui.client.http
    import tui.connection
    import tui.state.session

    return tui.connection


def run_app(options: Options) -> int:
    """Run the app for the profile that *options* lead to; gives the exit code."""
    try:
        settings = load_settings()
        profile = resolve_profile(
            settings, profile=options.profile, url=options.url, read_only=options.read_only, environ=os.environ
        )
    except SettingsError as error:
        sys.stderr.write(f"stackdeck: {error}\n")
        return ExitCode.USAGE
    app = StackdeckApp(settings, profile, place=options.place)
    app.run(mouse=settings.mouse)
    return app.return_code or ExitCode.OK
