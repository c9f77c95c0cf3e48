"""What is pressed before the platform has answered is told why nothing can be done yet."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping

import pytest

from tests.app.conftest import Deck
from tests.app.fake_deck import settings
from tui.app import StackdeckApp
from tui.connection import Connection
from tui.screens.connecting import _import_connection
from tui.settings import Profile, ProfileKind, Token, TokenError

LOCAL = Profile(name="local", kind=ProfileKind.LOCAL)


async def never(profile: Profile, *, environ: Mapping[str, str], token: Token | None) -> Connection:
    """A connection that does not come."""
    await asyncio.Event().wait()
    raise TokenError(f"Nobody waits for {profile.name}.")


async def refused(profile: Profile, *, environ: Mapping[str, str], token: Token | None) -> Connection:
    """No connection."""
    raise TokenError(f"There is no token for {profile.name}.")


@pytest.mark.parametrize("key", ["l", "s", "e", "d"])
async def test_nobody_is_sent_to_lists_that_are_empty(key: str) -> None:
    app = StackdeckApp(settings(), LOCAL, opener=never)
    async with app.run_test(notifications=True) as pilot:
        await Deck(app, pilot).until(lambda: app.screen is app.main)
        await pilot.press(key)
        await Deck(app, pilot).until(lambda: app._notifications)
        (toast,) = app._notifications
        assert toast.message == "The platform has not answered yet. What is there comes in a moment."


async def test_nothing_is_promised_where_there_is_no_connection() -> None:
    app = StackdeckApp(settings(), LOCAL, opener=refused)
    async with app.run_test(notifications=True) as pilot:
        await Deck(app, pilot).until(lambda: app.trouble)
        assert not app.main.context.loading


def test_cycles_are_looked_for_again_once_all_is_imported() -> None:
    gc.disable()
    try:
        _import_connection()
        assert gc.isenabled()
    finally:
        gc.enable()
