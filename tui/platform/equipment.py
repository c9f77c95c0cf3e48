"""What a project begins with, and how its domains are made."""

from __future__ import annotations

from tui.models.ingress import ContainerTarget, DnsError, IngressPath, PathTarget
from tui.platform.domains.hostname import LOCAL, Hostname
from tui.platform.store.mint import Mint
from tui.platform.store.outside import DEFAULT_PAGE, IngressRecord, RegistryRecord
from tui.platform.store.records import ProjectRecord

PRESET_REGISTRIES = (
    ("index.docker.io", "Docker Hub"),
    ("registry.gitlab.com", "GitLab Container Registry"),
    ("ghcr.io", "GitHub Container Registry"),
)
"""Address and description of the registries that every project begins with."""


def preset_registries(project: ProjectRecord, mint: Mint) -> list[RegistryRecord]:
    """The registries that *project* begins with."""
    return [
        RegistryRecord(id=mint.id(), project_id=project.id, uri=uri, description=description)
        for uri, description in PRESET_REGISTRIES
    ]


def default_ingress(project: ProjectRecord, mint: Mint) -> IngressRecord:
    """The domain that *project* always has."""
    name = f"{project.short_id}.{LOCAL}"
    return IngressRecord(
        id=mint.id(),
        project_id=project.id,
        hostname=Hostname(name, name),
        is_default=True,
        paths=(DEFAULT_PAGE,),
        verified=True,
        txt_record="",
    )


def new_ingress(
    project: ProjectRecord, hostname: Hostname, paths: tuple[IngressPath, ...], mint: Mint
) -> IngressRecord:
    """Another domain of *project*: a local name is its own proof, any other is still to be proven."""
    return IngressRecord(
        id=mint.id(),
        project_id=project.id,
        hostname=hostname,
        paths=paths,
        verified=hostname.is_local,
        txt_record="" if hostname.is_local else f"stackdeck-verification={mint.id()}",
        dns_errors=() if hostname.is_local else (DnsError.NO_A_RECORD,),
    )


def lead_to(service_id: str, port: str, path: str = "/") -> IngressPath:
    """A path that leads to a port of a service."""
    return IngressPath(path=path, target=PathTarget(container=ContainerTarget(id=service_id, port_protocol=port)))
