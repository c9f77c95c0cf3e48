"""A project's domains as rows, one for each path, and the words for what keeps a domain from working."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from rich.text import Text

from tui.definitions.secrets import mask_text
from tui.models.ingress import DnsError
from tui.presentation.rows import Row
from tui.presentation.texts import count, plain
from tui.state.domains import ROOT, is_known, leads_to

if TYPE_CHECKING:
    from tui.models.ingress import Ingress, IngressPath, PathTarget
    from tui.presentation.palette import Look
    from tui.state.fleet import Fleet

_DNS_WORDS = {
    DnsError.NO_A_RECORD: "no A record leads here",
    DnsError.QUAD_A: "an AAAA record leads elsewhere",
    DnsError.ACME_DEADLINE_EXCEEDED: "no certificate came in time",
    DnsError.UNSPECIFIED: "can't be read, or is wrong",
}
_OF_CERTIFICATES = frozenset({DnsError.ACME_DEADLINE_EXCEEDED})
"""What stands among the errors of the DNS and is one of the certificate."""


class Standing(IntEnum):
    """How something is, the worst first."""

    BROKEN = 0
    WAITING = 1
    """Somebody has to do something, or it is on its way."""
    GOOD = 2
    OFF = 3


@dataclass(frozen=True, slots=True)
class Told:
    """How something is, in words."""

    standing: Standing
    words: str

    def text(self, look: Look) -> Text:
        """Glyph and words in the colour of the standing."""
        return Text(f"{self.glyph(look)} {self.words}", style=self.colour(look))

    def glyph(self, look: Look) -> str:
        """The one-cell sign of the standing."""
        glyphs = look.glyphs
        return (glyphs.error, glyphs.moving, glyphs.running, glyphs.stopped)[self.standing]

    def colour(self, look: Look) -> str:
        """The colour of the standing."""
        palette = look.palette
        return (palette.bad, palette.moving, palette.good, palette.muted)[self.standing]


def reachability(ingress: Ingress) -> Told:
    """Whether the domain can be reached: that it is proven to be one's own, and what its DNS says."""
    if not ingress.is_enabled:
        return Told(Standing.OFF, "disabled")
    wrong = [dns_words(error) for error in ingress.dns_validation_errors if error not in _OF_CERTIFICATES]
    if not ingress.ownership.verified:
        return Told(Standing.WAITING, ", ".join(["ownership open", *wrong]))
    return Told(Standing.BROKEN, ", ".join(wrong)) if wrong else Told(Standing.GOOD, "in order")


def dns_words(error: DnsError) -> str:
    """What the DNS lacks, in a few words; an error this version does not know in its own."""
    known = _DNS_WORDS.get(error)
    return known or plain(str(error.value)).removeprefix("ERROR_").replace("_", " ").lower()


def certificate(ingress: Ingress, now: datetime) -> Told:
    """Which certificate the domain has, or what became of asking for one."""
    tls = ingress.tls
    if tls.certificate_id:
        return Told(Standing.GOOD, "uploaded")
    if tls.is_created:
        return Told(Standing.GOOD, "issued")
    too_late = tls.request_deadline is not None and tls.request_deadline < now
    if too_late or not _OF_CERTIFICATES.isdisjoint(ingress.dns_validation_errors):
        return Told(Standing.BROKEN, "none came in time")
    return Told(Standing.WAITING, "requested") if tls.acme else Told(Standing.OFF, "none")


def target_words(target: PathTarget, fleet: Fleet) -> str:
    """Where a path leads: `stack/service:8080`, an address, or what else there is; safe to show.

    The stack is named only where the project has several.
    """
    if container := target.container:
        port = container.port_protocol.removesuffix("/tcp")
        service = fleet.service(container.id)
        if service is None:
            return plain(f"a service that is gone, port {port}")
        several = len(fleet.stacks_of(service.project_id)) > 1
        stack = f"{fleet.stack_name(service.stack_id)}/" if several else ""
        return plain(f"{stack}{service.service_name}:{port}")
    if target.url:
        return plain(mask_text(target.url))
    if target.installation_id:
        return plain(f"app installation {target.installation_id}")
    return "default page" if target.use_default_page else "unknown"


def target_told(target: PathTarget, fleet: Fleet) -> Told:
    """The same with how what it leads to is: its status too where it does not run."""
    words = target_words(target, fleet)
    if not target.container:
        return Told(Standing.GOOD if is_known(target) and not target.use_default_page else Standing.OFF, words)
    service = fleet.service(target.container.id)
    match service.status if service else None:
        case "running":
            return Told(Standing.GOOD, words)
        case None:
            return Told(Standing.BROKEN if fleet.complete else Standing.WAITING, words)
        case "error":
            return Told(Standing.BROKEN, f"{words}, error")
        case "stopped":
            return Told(Standing.OFF, f"{words}, stopped")
        case status:
            return Told(Standing.WAITING, f"{words}, {plain(status)}")


def target_text(target: PathTarget, fleet: Fleet, look: Look) -> Text:
    """Where a path leads, with the sign of how that is; an address with an arrow."""
    told = target_told(target, fleet)
    sign = told.glyph(look) if target.container else look.glyphs.arrow if target.url else look.glyphs.dot
    return Text.assemble((sign, told.colour(look) if target.container else look.palette.muted), " ", told.words)


def in_order(ingresses: Iterable[Ingress], *, service_id: str | None = None) -> list[Ingress]:
    """By name, those that lead to the service in front, and the project's own default one behind all others."""

    def place(ingress: Ingress) -> tuple[bool, bool, str, str]:
        other = service_id is not None and not leads_to(ingress, service_id)
        return other, ingress.is_default, ingress.hostname.casefold(), ingress.id

    return sorted(ingresses, key=place)


def summary(ingresses: Sequence[Ingress]) -> str:
    """`4 domains, 1 with open ownership, 1 not in order`."""
    standings = [reachability(each).standing for each in ingresses]
    parts = [count(len(ingresses), "domain")]
    if waiting := standings.count(Standing.WAITING):
        parts.append(f"{waiting} with open ownership")
    if broken := standings.count(Standing.BROKEN):
        parts.append(f"{broken} not in order")
    return ", ".join(parts)


def row_key(ingress: Ingress, path: IngressPath) -> str:
    """The key of the row of a path."""
    return f"{ingress.id} {path.path}"


def path_at(ingress: Ingress, key: str | None) -> IngressPath | None:
    """The path whose row has that key; None where the domain has no such path any longer."""
    return next((path for path in ingress.paths if row_key(ingress, path) == key), None)


def rows(ingress: Ingress, fleet: Fleet, *, now: datetime, look: Look, doing: str | None = None) -> tuple[Row, ...]:
    """A row for each path, the root first: domain and path, target, whether it can be reached, certificate.

    *doing* is the word for what is being done to the domain.
    """
    paths = sorted(ingress.paths, key=lambda each: (each.path != ROOT, each.path))
    return tuple(_row(ingress, path, fleet, now, look, doing) for path in paths)


def _row(ingress: Ingress, path: IngressPath, fleet: Fleet, now: datetime, look: Look, doing: str | None) -> Row:
    reached, secured = reachability(ingress), certificate(ingress, now)
    if doing is not None:
        reached = Told(Standing.WAITING, f"{doing}{look.glyphs.ellipsis}")
    target = target_told(path.target, fleet)
    cells = (
        _name(ingress, path, _worst(reached, target, path), look),
        target_text(path.target, fleet, look),
        reached.text(look),
        secured.text(look),
    )
    sort = ((ingress.hostname.casefold(), path.path), target.words, reached.standing, secured.standing)
    words = (ingress.hostname, path.path, target.words, reached.words, secured.words)
    return Row(row_key(ingress, path), cells, sort, " ".join(words))


def _worst(reached: Told, target: Told, path: IngressPath) -> Told:
    """How the domain is at this path: of no service nobody knows more than that it can be reached."""
    if reached.standing is Standing.OFF or not path.target.container:
        return reached
    return min(reached, target, key=lambda told: told.standing)


def _name(ingress: Ingress, path: IngressPath, told: Told, look: Look) -> Text:
    """The host, and behind it the path unless it is the root."""
    is_root, muted = path.path == ROOT, look.palette.muted
    name = Text.assemble(
        (told.glyph(look), told.colour(look)), " ", (plain(ingress.hostname), "" if is_root else muted)
    )
    if not is_root:
        name.append(plain(path.path))
    return name.append(" default", style=muted) if ingress.is_default else name
