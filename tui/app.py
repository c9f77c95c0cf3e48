"""The app: its themes, its one connection, and what happens to a bug."""

from __future__ import annotations

import asyncio
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import BindingType

from tui.commands.palette import CommandProvider
from tui.platform.errors import PlatformError
from tui.presentation.palette import UNICODE, Look
from tui.presentation.texts import plain
from tui.resources import styles_path
from tui.screens.main import MainScreen
from tui.screens.themes import DARK, LIGHT, palette_of
from tui.settings import ExitCode, Options, Profile, Settings, SettingsError, Token, load_settings, resolve_profile
from tui.settings.errors import TokenError
from tui.state.fleet import Condition, Fleet
from tui.terminal import driver_class
from tui.widgets.typeahead import OneKeyAtATime

if TYPE_CHECKING:
    from tui.connection import Connection
    from tui.state.session import Session
    from tui.terminal.driver import Cause


class StackdeckApp(OneKeyAtATime):
    """Connects to one platform and shows it."""

    TITLE = "stackdeck"
    CSS_PATH = styles_path()
    COMMANDS = {CommandProvider}  # noqa: RUF012 -- Textual declares it as an instance variable
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, settings: Settings, profile: Profile) -> None:
        super().__init__(driver_class=driver_class(os.environ))
        self.settings = settings
        self.profile = profile
        self.session: Session | None = None
        """What works on the connection; None until there is one."""
        self.trouble = ""
        """Why there is no connection, empty otherwise."""
        self.main = MainScreen()
        self._connection: Connection | None = None
        self._asking_for_token = False
        self._hung_up = False
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else DARK.name

    @property
    def look(self) -> Look:
        """Colours of the theme and the glyphs this terminal can show."""
        return Look(palette_of(self.current_theme, self.theme_variables), UNICODE)

    def on_mount(self) -> None:
        """Show the main screen and connect."""
        self.push_screen(self.main)
        self.run_worker(self._stay_connected(), group="connection", name="connection", exclusive=True)

    # The connection

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
            connection.client, read_only=read_only, known=fleet, changed=self.main.action_began_or_ended
        )
        self.session.poller.subscribe(self._take)
        self.session.poller.look_at(selection.stack_id)
        self.session.logs.subscribe(self.main.log_changed)
        try:
            await self.session.run()
        finally:
            self.session = None
            await self._disconnect()

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
        await self._disconnect()

    def action_hang_up(self, cause: Cause) -> None:
        """End at once, because the terminal is gone or somebody asked the program to end."""
        self._hung_up = True
        self.exit(return_code=cause.exit_status)

    def _take(self, fleet: Fleet) -> None:
        self.main.fleet = fleet
        if fleet.health.condition is Condition.REFUSED:
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
            self.run_worker(self._stay_connected(token), group="connection", name="connection", exclusive=True)

    # Commands of the program

    def leave(self) -> None:
        """End the program."""
        self.exit()

    def switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.main.drawing.everything()

    def show_help(self) -> None:
        """Show what every key does."""
        from tui.screens.help import HelpScreen  # read when somebody needs it

        self.push_screen(HelpScreen(self.look))

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
    app = StackdeckApp(settings, profile)
    app.run()
    return app.return_code or ExitCode.OK
