"""What the plain commands say of a domain: where its paths lead, whether it can be reached, how it is secured."""

from __future__ import annotations

from tui.models.ingress import DnsError, Ingress, PathTarget, Tls
from tui.state.fleet import Fleet
from tui.state.refs import path_of

_DNS = {
    DnsError.NO_A_RECORD: "DNS: no A record leads here",
    DnsError.QUAD_A: "DNS: an AAAA record leads elsewhere",
    DnsError.ACME_DEADLINE_EXCEEDED: "DNS: no certificate came in time",
    DnsError.UNSPECIFIED: "DNS: wrong, or not asked yet",
}


def target_of(fleet: Fleet, target: PathTarget) -> str:
    """Where a path leads: `project/stack/service:8080`, an address, an installation, or the default page."""
    if container := target.container:
        port, _, protocol = container.port_protocol.partition("/")
        service = fleet.services.get(container.id)
        name = path_of(fleet, service) if service else f"service {container.id}"
        return f"{name}:{port}" if protocol == "tcp" else f"{name}:{container.port_protocol}"
    if target.url:
        return target.url
    return f"installation {target.installation_id}" if target.installation_id else "default page"


def reachability(ingress: Ingress) -> str:
    """What keeps the domain from working, or that nothing does."""
    missing = [] if ingress.ownership.verified else ["ownership open"]
    missing += dns_words(ingress)
    if not ingress.is_enabled:
        missing.append("disabled")
    return ", ".join(missing) or "ok"


def dns_words(ingress: Ingress) -> list[str]:
    """What is wrong with its records in the DNS, each in words."""
    return [_DNS.get(error, f"DNS: {error.value}") for error in ingress.dns_validation_errors]


def secured(tls: Tls) -> str:
    """Which certificate the domain has."""
    if tls.certificate_id:
        return "uploaded"
    if tls.is_created:
        return "issued"
    return "requested" if tls.acme else "none"


def address_of(ingress: Ingress, path: str = "/") -> str:
    """What a browser is given to reach a path of the domain."""
    scheme = "https" if ingress.tls.is_created or ingress.tls.certificate_id else "http"
    port = f":{ingress.http_port}" if ingress.http_port and scheme == "http" else ""
    return f"{scheme}://{ingress.hostname}{port}{path}"
