"""The app: its themes, its one connection, and what happens to a bug."""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.notifications import Notify, SeverityLevel
from textual.worker import WorkerFailed

from tui.commands.keymap import make_keymap
from tui.commands.palette import CommandProvider
from tui.presentation.line import LineState, sentence
from tui.presentation.palette import ASCII, Look, glyphs_for
from tui.resources import styles_path
from tui.screens.columns import unknown_columns
from tui.screens.connecting import Connecting, Opener
from tui.screens.main import MainScreen
from tui.screens.question import Question
from tui.screens.themes import DARK, LIGHT, is_light, palette_of
from tui.settings import (
    ExitCode,
    Options,
    Profile,
    Settings,
    SettingsError,
    load_settings,
    resolve_profile,
)
from tui.terminal import driver_class
from tui.terminal.messages import LineChanged
from tui.widgets.toasts import LastingNotification
from tui.widgets.typeahead import OneKeyAtATime

if TYPE_CHECKING:
    from tui.state.session import Session
    from tui.terminal.driver import Cause


JUST_SAID: Final = 1.0
"""Seconds after which the same toast is worth another one in its place, as while somebody holds a key down."""


class QuitQuestion(Question):
    """Asks before the program ends."""

    def __init__(self) -> None:
        super().__init__("Quit stackdeck?", ["Services on a remote platform keep running."], verb="quit")


LOOKS_FOR_CYCLES = (10_000, 20, 100)
"""New objects after which the interpreter looks for cycles among them, and how many looks of one kind make a longer."""


class StackdeckApp(OneKeyAtATime):
    """Connects to one platform and shows it."""

    TITLE = "stackdeck"
    CSS_PATH = styles_path()
    COMMANDS = {CommandProvider}  # noqa: RUF012 -- Textual declares it as an instance variable
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        settings: Settings,
        profile: Profile,
        *,
        place: str | None = None,
        read_only: bool = False,
        opener: Opener | None = None,
    ) -> None:
        """Show the platform of *profile*, at *place*; *read_only* holds for every profile one switches to."""
        super().__init__(driver_class=driver_class(os.environ, setting=settings.driver))
        self.settings = settings
        self._read_only = read_only
        self.keymap = make_keymap(settings.keys)
        """Which key does what."""
        self.set_keymap(self.keymap.for_textual())
        self.main = MainScreen()
        self.connecting = Connecting(self, profile, place=place, opener=opener)
        self.line: LineState | None = None
        """How the line to the terminal is; None until the driver has said so."""
        self._hung_up = False
        self._look: tuple[str, Look] | None = None
        self._glyphs = glyphs_for(os.environ, sys.stdout.encoding or "", ascii_only=settings.ascii)
        self.set_class(self._glyphs is ASCII, "ascii")
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        usual = LIGHT if is_light(os.environ) else DARK
        self.theme = settings.theme if settings.theme in self.available_themes else usual.name

    @property
    def look(self) -> Look:
        """Colours of the theme and the glyphs this terminal can show."""
        if self._look is None or self._look[0] != self.theme:
            palette = palette_of(self.current_theme, self.theme_variables)
            self._look = self.theme, Look(palette, self._glyphs)
        return self._look[1]

    def get_default_screen(self) -> MainScreen:
        """Give the screen that is shown first, below all others."""
        return self.main

    def tell_unbound(self, key: str) -> None:
        """Say in which pane a key means something."""
        if self.screen is self.main:
            self.main.tell_elsewhere(key)

    def on_mount(self) -> None:
        """Connect, and say what is wrong with the settings."""
        self.connecting.start()
        for problem in (*self.keymap.problems, *unknown_columns(self.settings.columns)):
            self.notify(problem, severity="warning", timeout=12, markup=False)

    @property
    def profile(self) -> Profile:
        """The profile whose platform is shown."""
        return self.connecting.profile

    @property
    def session(self) -> Session | None:
        """What works on the connection; None until there is one."""
        return self.connecting.session

    @property
    def trouble(self) -> str:
        """Why there is no connection, empty otherwise."""
        return self.connecting.trouble

    @on(LineChanged)
    def _line_changed(self, event: LineChanged) -> None:
        self.line = LineState(behind=event.behind, measured=event.measured, delay=event.delay)
        self.main.line_changed()

    async def on_unmount(self) -> None:
        """Leave the platform before the loop ends."""
        await self.connecting.end(hung_up=self._hung_up)

    def action_hang_up(self, cause: Cause) -> None:
        """End at once, because the terminal is gone or somebody asked the program to end."""
        self._hung_up = True
        self.connecting.keep_what_is_open()
        self.exit(return_code=cause.exit_status)

    # Commands of the program

    def leave(self) -> None:
        """End the program, after a question where the settings want one."""
        if self.settings.confirm.quit:
            self.push_screen(QuitQuestion(), self._leave)
        else:
            self._leave(True)

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.connecting.remember_place()
            self.exit()

    def ask_for_everything(self) -> None:
        """Ask the platform for everything now; where there is no connection, try to open one first."""
        self.connecting.again()

    def switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.main.drawing.everything()

    def show_help(self) -> None:
        """Show what every key does."""
        from tui.screens.help import HelpScreen  # read when somebody needs it

        self.push_screen(HelpScreen(self.look, self.keymap, line=sentence(self.line)))

    def choose_profile(self) -> None:
        """List the profiles, and show the platform of the one that is chosen."""
        from tui.screens.profiles import ProfilesScreen  # seldom needed

        def chosen(profile: Profile | None) -> None:
            if profile is not None:
                self.connecting.switch(profile)

        screen = ProfilesScreen(self.settings, self.profile, self.look, read_only=self._read_only)
        self.push_screen(screen, chosen)

    def tell_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence that changes nothing on the screen, such as its title."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a toast for *timeout* seconds, as Textual does, in a way that can't hang; none that is there already."""
        for said in list(self._notifications):
            if (said.message, said.title, said.severity) == (message, title, severity):
                if time.time() - said.raised_at < JUST_SAID:
                    return
                self._unnotify(said, refresh=False)
        stays = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(LastingNotification(message, title, severity, stays, markup=markup)))

    def pop_screen(self) -> AwaitComplete:
        """Close what lies on top; the main screen stays, however often the palette closes."""
        return AwaitComplete() if self.screen is self.main else super().pop_screen()

    async def action_quit(self) -> None:
        """End the program from anywhere, as the command does: ctrl+q reaches the app before any screen."""
        if not isinstance(self.screen, QuitQuestion):
            self.leave()

    def action_help_quit(self) -> None:
        """Say how to leave: ctrl+c is what many try first."""
        self.notify(f"{self.keymap.shown('program.quit')} leaves stackdeck.", markup=False)

    # What happens to a bug

    def _handle_exception(self, error: Exception) -> None:
        """Restore the terminal, say one line, leave a file behind. Tests see the bug itself."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        from tui.settings.crash import write_crash_file  # only for a bug

        cause = error.error if isinstance(error, WorkerFailed) else error
        path = write_crash_file(cause, self.connecting.tokens)
        where = f"What is known stands in {path}" if path else "What is known could not be written down"
        self._return_code = ExitCode.FAILURE
        self.panic(Text(f"stackdeck stopped because of a bug in itself ({type(cause).__name__}). {where}."))


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
    app = StackdeckApp(settings, profile, place=options.place, read_only=options.read_only)
    # A look for cycles holds the screen: many small looks instead of few long ones. What lasts is put aside where it is
    # taken in, as a large fleet is a million objects without a cycle among them.
    gc.set_threshold(*LOOKS_FOR_CYCLES)
    app.run(mouse=settings.mouse)
    # The interpreter looks through all that is left before it ends: a quarter of a second that helps nobody.
    gc.freeze()
    return app.return_code or ExitCode.OK
