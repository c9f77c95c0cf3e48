"""An ingress: a domain and where each of its paths leads."""

from __future__ import annotations

from pydantic import Field

from tui.models.base import ApiModel, Instant, OpenEnum


class DnsError(OpenEnum):
    """What keeps a domain's DNS from being right."""

    UNSPECIFIED = "ERROR_UNSPECIFIED"
    QUAD_A = "ERROR_QUAD_A"
    NO_A_RECORD = "ERROR_NO_A_RECORD"
    ACME_DEADLINE_EXCEEDED = "ERROR_ACME_CERTIFICATE_REQUEST_DEADLINE_EXCEEDED"


class ContainerTarget(ApiModel):
    """A port of a service: `port_protocol` is for example `8080/tcp`."""

    id: str
    port_protocol: str


class PathTarget(ApiModel):
    """Where a path leads; exactly one field is set by the platforms known today."""

    container: ContainerTarget | None = None
    url: str | None = None
    installation_id: str | None = None
    use_default_page: bool | None = None


class IngressPath(ApiModel):
    """One path of a domain and its target. The path `/` always exists."""

    path: str
    target: PathTarget


class Ownership(ApiModel):
    """Whether the domain is proven to be the customer's, and the TXT record that proves it."""

    verified: bool
    txt_record: str | None = None


class IngressIps(ApiModel):
    """The addresses the domain's records should point at."""

    v4: tuple[str, ...] = ()
    v6: tuple[str, ...] = ()


class Tls(ApiModel):
    """A domain's certificate: by ACME, or one that was uploaded."""

    acme: bool | None = None
    is_created: bool | None = None
    request_deadline: Instant | None = None
    certificate_id: str | None = None


class Ingress(ApiModel):
    """A domain connected to the project (`Ingress` in the contract)."""

    id: str
    project_id: str
    hostname: str
    is_default: bool
    is_enabled: bool
    is_domain: bool | None = None
    ownership: Ownership
    dns_validation_errors: tuple[DnsError, ...] = ()
    ips: IngressIps = Field(default_factory=IngressIps)
    paths: tuple[IngressPath, ...] = ()
    tls: Tls
    http_port: int | None = None
    """The port it answers on; None for the usual ones. The local platform alone tells this."""


class CreatedIngress(ApiModel):
    """What creating an ingress answers."""

    id: str
    ownership: Ownership
