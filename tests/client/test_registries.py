"""What is sent to log in to registries; passwords stay out of sight."""

from __future__ import annotations

import json

import pytest

from tests.client.support import SERVICE_ID, Platform, client_over, done
from tui.models.registry import RegistryDeclaration, RegistryLogin, RegistryPatch

LOGIN = RegistryLogin(username="robot", password="hunter2")


@pytest.mark.parametrize(
    ("patch", "sent"),
    [
        (RegistryPatch(), {}),
        (RegistryPatch(uri="ghcr.io"), {"uri": "ghcr.io"}),
        (RegistryPatch(credentials=LOGIN), {"credentials": {"username": "robot", "password": "hunter2"}}),
        (RegistryPatch(credentials=None), {"credentials": None}),
    ],
)
async def test_credentials_are_kept_set_or_removed(patch: RegistryPatch, sent: object) -> None:
    platform = Platform(done())

    await client_over(platform).registries.update(SERVICE_ID, patch)

    assert json.loads(platform.requests[0].content) == sent


def test_a_password_does_not_show() -> None:
    declared = RegistryDeclaration(uri="ghcr.io", description="GitHub", credentials=LOGIN)

    assert "hunter2" not in repr(declared) + str(declared) + repr(RegistryPatch(credentials=LOGIN))
