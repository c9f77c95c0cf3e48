"""The records of what connects a project with the world outside of it: registries."""

from __future__ import annotations

from dataclasses import dataclass, field

PRESET_REGISTRIES = (
    ("index.docker.io", "Docker Hub"),
    ("registry.gitlab.com", "GitLab Container Registry"),
    ("ghcr.io", "GitHub Container Registry"),
)
"""Address and description of the registries that every project begins with."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a project logs in to a registry with."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryRecord:
    """A registry that a project's images come from."""

    id: str
    project_id: str
    uri: str
    """Its host, with a port where it has one."""
    description: str
    login: Login | None = None
    valid: bool = False
    """True once the registry has accepted the login; False without one."""
