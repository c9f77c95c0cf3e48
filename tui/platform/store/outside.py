"""The records of what connects a project with the world outside of it: registries and domains."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.models.ingress import DnsError, IngressPath, PathTarget
from tui.platform.domains.hostname import Hostname


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


DEFAULT_PAGE = IngressPath(path="/", target=PathTarget(use_default_page=True))
"""Where a domain leads that was not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IngressRecord:
    """A domain of a project and where its paths lead."""

    id: str
    project_id: str
    hostname: Hostname
    is_default: bool = False
    """True for the one that every project has."""
    paths: tuple[IngressPath, ...] = (DEFAULT_PAGE,)
    """There is always one for `/`."""
    verified: bool
    """True once it is proven that the name belongs to the project's people."""
    txt_record: str
    """The text that proves it, where it stands in the DNS under the name."""
    dns_errors: tuple[DnsError, ...] = ()
