"""Everything that is known of a domain, as sections of labelled values: what keeps it from working comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tui.models.ingress import DnsError
from tui.presentation.changes import moment
from tui.presentation.domains import certificate, dns_words, reachability, target_text
from tui.presentation.entries import Entry, Section
from tui.presentation.texts import plain
from tui.state.domains import address_of

if TYPE_CHECKING:
    from tui.models.ingress import Ingress, IngressPath
    from tui.presentation.palette import Look
    from tui.state.fleet import Fleet


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainSubject:
    """A domain with all that is to be said about it."""

    ingress: Ingress
    fleet: Fleet
    """The names of what its paths lead to."""
    look: Look
    now: datetime
    """The server's time."""


def sections(subject: DomainSubject) -> list[Section]:
    """All sections; those about what is in order are short."""
    found = [
        Section("domain", "", tuple(_domain(subject))),
        Section("ownership", "Ownership", tuple(_ownership(subject))),
        Section("dns", "DNS", tuple(_dns(subject))),
        Section("certificate", "Certificate", tuple(_certificate(subject))),
        Section("paths", "Paths", tuple(_path(path, subject) for path in subject.ingress.paths)),
        Section("ids", "Ids", tuple(_ids(subject))),
    ]
    return [section for section in found if section.entries]


def _domain(subject: DomainSubject) -> Iterator[Entry]:
    ingress, look = subject.ingress, subject.look
    name = plain(ingress.hostname)
    yield Entry("host", "Host name", (Text(name),), (ingress.hostname,))
    address = address_of(ingress)
    if address is not None:
        yield Entry("address", "Address", (Text(address),), (address,))
    yield Entry("state", "State", (reachability(ingress).text(look),))
    if ingress.is_default:
        yield _said("default", "Kind", "the project's own, which stays as long as the project", look)


def _ownership(subject: DomainSubject) -> Iterator[Entry]:
    ownership, look = subject.ingress.ownership, subject.look
    if ownership.verified:
        return
    yield _said("what", "Open", "it is not proven yet that this domain is yours", look)
    if ownership.txt_record:
        yield Entry("record", "TXT record", (Text(plain(ownership.txt_record), style="bold"),), (ownership.txt_record,))
        told = f"add it to {plain(subject.ingress.hostname)} where its DNS is kept, then verify it in the list"
        yield _said("how", "How", told, look)
    else:
        yield _said("how", "How", "the platform names no TXT record yet", look)


def _dns(subject: DomainSubject) -> Iterator[Entry]:
    ingress, look = subject.ingress, subject.look
    for number, error in enumerate(ingress.dns_validation_errors):
        if error != DnsError.ACME_DEADLINE_EXCEEDED:
            value = Text(_remedy(error, ingress), style=look.palette.bad if ingress.ownership.verified else "")
            yield Entry(f"error.{number}", "Wrong", (value,), (error.value,))
    for kind, label, addresses in (("a", "A record", ingress.ips.v4), ("aaaa", "AAAA record", ingress.ips.v6)):
        for address in addresses:
            yield Entry(f"{kind}.{address}", label, (Text(plain(address)),), (address,))


def _remedy(error: DnsError, ingress: Ingress) -> str:
    """What the DNS lacks and what to do, for a person who keeps its records."""
    match error:
        case DnsError.NO_A_RECORD:
            wanted = " or ".join(plain(address) for address in ingress.ips.v4) or "the platform"
            return f"{dns_words(error)}: let the A record say {wanted}"
        case DnsError.QUAD_A:
            wanted = " or ".join(plain(address) for address in ingress.ips.v6)
            return f"{dns_words(error)}: " + (f"let it say {wanted}" if wanted else "remove it")
        case DnsError.UNSPECIFIED:
            return f"{dns_words(error)}: no name server answers, or what they say is not understood"
        case _:
            return dns_words(error)


def _certificate(subject: DomainSubject) -> Iterator[Entry]:
    tls, look = subject.ingress.tls, subject.look
    yield Entry("state", "State", (certificate(subject.ingress, subject.now).text(look),))
    if tls.request_deadline is not None and not tls.is_created:
        deadline = tls.request_deadline
        yield Entry("deadline", "Until", (Text(moment(deadline, subject.now)),), (deadline.isoformat(),))
    if tls.certificate_id:
        yield Entry("id", "Certificate id", (Text(plain(tls.certificate_id)),), (tls.certificate_id,))


def _path(path: IngressPath, subject: DomainSubject) -> Entry:
    """Where a path leads; what is copied of it is its address."""
    target = target_text(path.target, subject.fleet, subject.look)
    address = address_of(subject.ingress, path.path) or ""
    return Entry(path.path, plain(path.path), (target,), (address,))


def _ids(subject: DomainSubject) -> Iterator[Entry]:
    ingress = subject.ingress
    for key, label, value in (("domain", "Domain id", ingress.id), ("project", "Project id", ingress.project_id)):
        yield Entry(key, label, (Text(plain(value)),), (value,))


def _said(key: str, label: str, words: str, look: Look) -> Entry:
    return Entry(key, label, (Text(words, style=look.palette.muted),))
