"""Bringing a plan about."""

from __future__ import annotations

import pytest

from tests.definitions.platform import MemoryPlatform
from tests.definitions.stacks import shop
from tests.definitions.test_yaml import SHOP
from tui.client.errors import ApiError, ServerFailed
from tui.definitions.apply import Applied, apply_plan
from tui.definitions.checking import check
from tui.definitions.plan import make_plan


def refusing(what: str) -> MemoryPlatform:
    """The shop, on a platform that fails at one kind of request."""
    platform = MemoryPlatform(shop())
    platform.refusals[what] = ServerFailed("The platform failed.", status=500)
    return platform


async def apply(platform: MemoryPlatform, text: str) -> Applied:
    """Apply `text` and recreate all that the plan says."""
    declared = check(text).declared
    assert declared is not None
    current = platform.stack
    plan = make_plan(current, declared)
    recreate = {change.service_id for change in plan.recreates if change.service_id}
    return await apply_plan(platform, current=current, plan=plan, recreate=recreate)


async def test_a_change_is_written_and_read_again() -> None:
    platform = MemoryPlatform(shop())

    applied = await apply(platform, SHOP.replace("1.4.2", "1.5.0"))

    assert platform.asked == ["patch", "get"]
    assert applied.recreate == (shop().services[0].id,)
    assert applied.stack.services[0].pending_state.image == "shop/web:1.5.0"


async def test_what_does_not_need_it_is_not_to_be_recreated() -> None:
    platform = MemoryPlatform(shop())

    applied = await apply(platform, SHOP.replace("memory: 512m", "memory: 1g"))

    assert applied.recreate == ()


async def test_what_a_patch_can_not_say_is_put() -> None:
    platform = MemoryPlatform(shop())

    await apply(platform, SHOP.replace("    restartPolicy: unless-stopped\n", ""))

    assert platform.asked == ["put", "get"]


async def test_a_write_that_fails_is_raised() -> None:
    with pytest.raises(ApiError):
        await apply(refusing("patch"), SHOP.replace("1.4.2", "1.5.0"))


async def test_a_read_that_fails_after_the_write_is_told_and_recreates_nothing() -> None:
    applied = await apply(refusing("get"), SHOP.replace("1.4.2", "1.5.0"))

    assert applied.warning == "The platform failed."
    assert applied.recreate == ()
    assert applied.stack.services[0].pending_state.image == "shop/web:1.5.0"
