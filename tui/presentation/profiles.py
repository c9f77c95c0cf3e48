"""The profiles as rows: the name in its colour, the platform behind it, and how careful it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from tui.presentation.rows import Row
from tui.presentation.texts import count, plain
from tui.settings import SettingsError, profile_names, resolve_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.presentation.palette import Look
    from tui.settings import Profile, Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A profile one can switch to, or why not."""

    name: str
    profile: Profile | None = None
    problem: str = ""
    """What is wrong with it in the settings, a sentence."""


def offers(settings: Settings, current: Profile, *, read_only: bool, environ: Mapping[str, str]) -> list[Offer]:
    """All profiles there are; *current* is among them as it is, be it in the settings or not."""
    found = [
        Offer(name=name, profile=current)
        if name == current.name
        else _offer(settings, name, read_only=read_only, environ=environ)
        for name in profile_names(settings)
    ]
    return (
        found
        if any(offer.profile is current for offer in found)
        else [Offer(name=current.name, profile=current), *found]
    )


def profile_rows(found: Sequence[Offer], current: Profile, look: Look) -> list[Row]:
    """A row for each; what can't be used says so."""
    return [_row(offer, look, is_current=offer.profile is current) for offer in found]


def _offer(settings: Settings, name: str, *, read_only: bool, environ: Mapping[str, str]) -> Offer:
    try:
        return Offer(name=name, profile=resolve_profile(settings, profile=name, read_only=read_only, environ=environ))
    except SettingsError as error:
        return Offer(name=name, problem=str(error))


def _row(offer: Offer, look: Look, *, is_current: bool) -> Row:
    profile = offer.profile
    name = Text(plain(offer.name), style=(profile.colour or "") if profile else look.palette.muted)
    if profile is None:
        return Row(offer.name, (name, "", Text("can't be used, enter says why", style=look.palette.bad)))
    notes = ["shown now"] if is_current else []
    if profile.read_only:
        notes.append("read-only")
    if profile.protected:
        notes.append(count(len(profile.protected), "protected project"))
    where = profile.url or "this machine"
    return Row(offer.name, (name, plain(where), Text(", ".join(notes), style=look.palette.muted)))
