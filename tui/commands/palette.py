"""The commands in the palette, with why one can't be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from rich.markup import escape
from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands.command import Command, Context
from tui.commands.keymap import Keymap
from tui.presentation.texts import plain


@runtime_checkable
class TakesCommands(Protocol):
    """A screen whose commands the palette offers."""

    @property
    def keymap(self) -> Keymap:
        """Which key does what."""

    @property
    def commands(self) -> Sequence[Command]:
        """Those it takes."""

    @property
    def context(self) -> Context:
        """What commands would act on right now."""

    def action_command(self, command_id: str) -> None:
        """Do what a command says."""


class CommandProvider(Provider):
    """Offers every command that the screen below takes."""

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for command, run, told in self._offers():
            yield DiscoveryHit(command.title, run, text=command.title, help=told)

    async def search(self, query: str) -> Hits:
        """The commands that match what was typed."""
        matcher = self.matcher(query)
        for command, run, told in self._offers():
            score = max(matcher.match(command.title), matcher.match(command.label) * 0.8)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), run, text=command.title, help=told)

    def _offers(self) -> Iterator[tuple[Command, Callable[[], None], str]]:
        screen = self.screen
        if isinstance(screen, TakesCommands):
            context = screen.context
            for command in screen.commands:
                told = plain(command.refusal(context) or command.help)
                yield command, _runner(screen, command.id), escape(f"{screen.keymap.shown(command.id)}   {told}")


def _runner(screen: TakesCommands, command_id: str) -> Callable[[], None]:
    return lambda: screen.action_command(command_id)
