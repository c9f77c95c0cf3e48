"""An image registry that a project can log in to."""

from __future__ import annotations

from pydantic import Field

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


class RegistryLogin(ApiModel):
    """What a project logs in with."""

    username: str
    password: str = Field(repr=False)


class RegistryDeclaration(ApiModel):
    """A registry to add to a project."""

    uri: str
    description: str
    credentials: RegistryLogin | None = None


class RegistryPatch(ApiModel):
    """Fields of a registry to change; only those that were set are sent, so credentials of `None` are removed."""

    uri: str | None = None
    description: str | None = None
    credentials: RegistryLogin | None = None
