"""An image registry that a project can log in to."""

from __future__ import annotations

from tui.models.base import ApiModel


class RegistryCredentials(ApiModel):
    """Who logs in, and whether the registry accepts it. The password never comes back."""

    username: str
    valid: bool


class Registry(ApiModel):
    """A registry of a project (`Registry` in the contract)."""

    id: str
    project_id: str
    description: str
    uri: str
    """The host that images are matched by, for example `ghcr.io`."""
    credentials: RegistryCredentials | None = None
