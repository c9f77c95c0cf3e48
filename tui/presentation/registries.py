"""The registries of a project: rows of a list, and everything about one of them. No password ever comes this far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tui.definitions.registries import canonical_host, host_of_image
from tui.definitions.secrets import mask_text
from tui.presentation import statuses
from tui.presentation.entries import Entry, Section
from tui.presentation.rows import Row
from tui.presentation.texts import count, plain

if TYPE_CHECKING:
    from tui.models.registry import Registry
    from tui.models.service import Service
    from tui.presentation.palette import Look
    from tui.state.fleet import Fleet

LOGINS = ("refused", "being checked", "accepted", "none")
"""The words for a login, the one that needs a look first."""


def login_word(registry: Registry, *, doing: str | None = None) -> str:
    """The word for its login; *doing* is what is being done to the registry."""
    if doing is not None:
        return doing
    if registry.credentials is None:
        return "none"
    return "accepted" if registry.credentials.valid else "refused"


def login(registry: Registry, look: Look, *, doing: str | None = None) -> Text:
    """How its login does, as glyph, colour and word."""
    word, glyphs, palette = login_word(registry, doing=doing), look.glyphs, look.palette
    match word:
        case "accepted":
            return Text(f"{glyphs.running} {word}", style=palette.good)
        case "refused":
            return Text(f"{glyphs.error} {word}", style=palette.bad)
        case "none":
            return Text(f"{glyphs.stopped} {word}", style=palette.muted)
        case _:
            return Text(f"{glyphs.moving} {word}{glyphs.ellipsis}", style=palette.moving)


def services_from(registry: Registry, fleet: Fleet) -> list[Service]:
    """The services of its project whose image comes from it, by name."""
    host = canonical_host(registry.uri)
    found = [
        service
        for service in fleet.services_of(registry.project_id)
        if any(host_of_image(state.image) == host for state in (service.pending_state, service.deployed_state))
    ]
    return sorted(found, key=lambda service: (service.service_name, service.id))


def row(registry: Registry, fleet: Fleet, look: Look, *, doing: str | None = None) -> Row:
    """Host, login, username, how many services use it, and its description."""
    username = registry.credentials.username if registry.credentials else ""
    word, services = login_word(registry, doing=doing), services_from(registry, fleet)
    cells = (
        plain(registry.uri),
        login(registry, look, doing=doing),
        plain(username),
        Text(str(len(services) or ""), style=look.palette.muted),
        plain(registry.description),
    )
    order = LOGINS.index(word) if word in LOGINS else LOGINS.index("being checked")
    sort = (registry.uri.casefold(), order, username.casefold(), -len(services), registry.description.casefold())
    names = " ".join(service.service_name for service in services)
    return Row(registry.id, cells, sort, f"{registry.uri} {word} {username} {registry.description} {names}")


def summary(registries: Sequence[Registry]) -> str:
    """How many there are, how many have a login, and how many of those are refused."""
    if not registries:
        return ""
    told = count(len(registries), "registry", "registries")
    words = [login_word(each) for each in registries]
    logins = count(words.count("accepted") + words.count("refused"), "login")
    refused = f", {words.count('refused')} refused" if "refused" in words else ""
    return f"{told}, {logins}{refused}"


def sections(registry: Registry, fleet: Fleet, look: Look) -> list[Section]:
    """Everything about one registry."""
    credentials = registry.credentials
    facts = [
        _told("host", "Host", registry.uri),
        _told("description", "Description", registry.description),
        Entry("login", "Login", (_login_explained(registry, look),)),
    ]
    if credentials is not None:
        facts.append(_told("username", "Username", credentials.username))
        facts.append(Entry("password", "Password", (Text("kept by the platform, shown to nobody", "dim"),)))
    users = services_from(registry, fleet)
    note = count(len(users), "service") if users else "no image of this project comes from here"
    ids = (_told("registry", "Registry id", registry.id), _told("project", "Project id", registry.project_id))
    return [
        Section("registry", "", tuple(facts)),
        Section("services", "Images from here", tuple(_use(service, fleet, look) for service in users), note),
        Section("ids", "Ids", ids),
    ]


def _login_explained(registry: Registry, look: Look) -> Text:
    why = {
        "accepted": "the registry takes it",
        "refused": "the registry does not take it, so private images can't be pulled",
        "none": "only public images can be pulled",
    }
    told = why[login_word(registry)]
    return Text.assemble(login(registry, look), (f"  {told}", look.palette.muted))


def _use(service: Service, fleet: Fleet, look: Look) -> Entry:
    image = mask_text(service.deployed_state.image or service.pending_state.image)
    stack = fleet.stack_name(service.stack_id)
    told = Text.assemble(
        statuses.sign(service.status, look), f" {plain(image)}", (f"  {plain(stack)}", look.palette.muted)
    )
    return Entry(service.id, plain(service.service_name), (told,), (image,))


def _told(key: str, label: str, value: str) -> Entry:
    return Entry(key, label, (Text(plain(value)),), (value,))
