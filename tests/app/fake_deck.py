"""The app on platforms in memory, one for each profile, which tests change as they like."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.app.conftest import Deck
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.connection import Connection
from tui.models.service import Service
from tui.models.stack import Stack
from tui.settings import Polling, Profile, ProfileKind, ProfileSettings, Settings, Token, TokenError

QUICK = Polling(fleet=5, stack=1)


class Platforms:
    """Opens connections to platforms in memory, by the name of a profile."""

    def __init__(self, platforms: Mapping[str, FakePlatform]) -> None:
        self.platforms = platforms
        self.needs_token: set[str] = set()
        """Profiles that have no token of their own."""
        self.opened: list[str] = []

    async def __call__(self, profile: Profile, *, environ: Mapping[str, str], token: Token | None) -> Connection:
        """Connect as the app would, without a network."""
        if profile.name in self.needs_token and token is None:
            raise TokenError(f"There is no token for {profile.name}.")
        self.opened.append(profile.name)
        return Connection(self.platforms[profile.name].client(), profile, token or Token("token"))


def settings(*names: str, **more: ProfileSettings) -> Settings:
    """Settings with these profiles beside the two that always exist."""
    profiles = {name: ProfileSettings(url=f"https://{name}.example", token_env="ANY") for name in names}
    return Settings(profiles={**profiles, **more}, poll=QUICK)


@asynccontextmanager
async def open_fake_deck(
    platforms: Platforms,
    *,
    given: Settings | None = None,
    profile: Profile | None = None,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
) -> AsyncIterator[Deck]:
    """The app, when it has read the fleet of *profile*, by default the local one."""
    profile = profile or Profile(name="local", kind=ProfileKind.LOCAL, read_only=read_only)
    app = StackdeckApp(given or settings(), profile, read_only=read_only, opener=platforms)
    async with app.run_test(size=size, notifications=True) as pilot:
        deck = Deck(app, pilot)
        await deck.until(lambda: app.main.fleet.complete and app.main.selection.service_id is not None)
        yield deck


def put(platform: FakePlatform, service: Service) -> None:
    """Let the platform have *service* as it is given, in place of what it had under its id."""
    stack = platform.stacks[service.stack_id]
    services = tuple(service if each.id == service.id else each for each in stack.services)
    platform.stacks[stack.id] = with_services(stack, *services)


def with_services(stack: Stack, *services: Service) -> Stack:
    """The stack with other services."""
    return stack.model_copy(update={"services": services})
