"""The app: its themes, its one connection, and what happens to a bug."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType

from tui.presentation.palette import UNICODE, Look
from tui.resources import styles_path
from tui.screens.main import MainScreen
from tui.screens.themes import DARK, LIGHT, palette_of
from tui.settings import Options, Profile, Settings, SettingsError, load_settings, resolve_profile

if TYPE_CHECKING:
    from tui.connection import Connection
    from tui.models.service import Service
    from tui.state.fleet import Fleet
    from tui.state.session import Session


class StackdeckApp(App[None]):
    """Connects to one platform and shows it."""

    TITLE = "stackdeck"
    CSS_PATH = styles_path()
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = []
    NOTIFICATION_TIMEOUT = 4

    def __init__(self, settings: Settings, profile: Profile) -> None:
        super().__init__()
        self.profile = profile
        self.session: Session | None = None
        """What works on the connection; None until there is one."""
        self.trouble = ""
        """Why there is no connection, empty otherwise."""
        self._settings = settings
        self._connection: Connection | None = None
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = settings.theme or DARK.name
        self.main = MainScreen()

    # -- looks

    @property
    def look(self) -> Look:
        """Colours of the theme and the glyphs this terminal can show."""
        return Look(palette_of(self.current_theme, self.theme_variables), UNICODE)

    # -- the connection

    def on_mount(self) -> None:
        """Show the main screen and connect."""
        self.push_screen(self.main)
        self.run_worker(self._connect(), group="connection", name="connect")

    async def _connect(self) -> None:
        """Open the connection and keep everything fresh until the app ends."""
        connection_module = await asyncio.to_thread(_import_connection)
        try:
            self._connection = await connection_module.open_connection(self.profile, environ=os.environ)
        except SettingsError as error:
            self._tell_trouble(str(error))
            return
        from tui.state.session import Session

        self.session = Session(
            self._connection.client, read_only=self.profile.read_only, changed=self.main.action_began_or_ended
        )
        self.session.poller.subscribe(self._take)
        await self.session.run()

    def _take(self, fleet: Fleet) -> None:
        self.main.fleet = fleet

    def _tell_trouble(self, message: str) -> None:
        self.trouble = message
        self.main.fleet = self.main.fleet

    async def on_unmount(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            with suppress(OSError):
                await self._connection.leave()

    # -- commands of the program

    def leave(self) -> None:
        """End the program."""
        self.exit()

    def switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.main.drawing.everything()

    def show_help(self) -> None:
        """Show the help."""


def _import_connection() -> object:
    """Import what talks to the platform; in a thread, so that the screen is up before it is done."""
    import tui.connection

    return tui.connection


def run_app(options: Options) -> int:
    """Run the app for the profile *options* lead to; gives the exit code."""
    try:
        settings = load_settings()
        profile = resolve_profile(
            settings,
            profile=options.profile,
            url=options.url,
            read_only=options.read_only,
            environ=os.environ,
        )
    except SettingsError as error:
        print(f"stackdeck: {error}", file=sys.stderr)
        return 2
    app = StackdeckApp(settings, profile)
    app.run()
    return app.return_code or 0
