"""What an image says about itself, as a section of the details."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from tui.definitions.secrets import MASK, mask_text, mask_words, shown
from tui.presentation.entries import Entry, Section
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.image_config import ImageConfig
    from tui.presentation.palette import Look


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageAnswer:
    """What came of asking about an image."""

    reference: str = ""
    config: ImageConfig | None = None
    problem: str = ""
    """Why there is no config, a sentence; both are empty while the answer is on its way."""


def section(answer: ImageAnswer, look: Look, *, revealed: bool) -> Section:
    """The image's own defaults, or why they are not known."""
    note = plain(mask_text(answer.reference))
    if answer.config is not None:
        return Section("image", "Image", tuple(_entries(answer.config, look, revealed=revealed)), note)
    told = (
        Text(plain(answer.problem), style=look.palette.bad)
        if answer.problem
        else Text(f"reading{look.glyphs.ellipsis}")
    )
    return Section("image", "Image", (Entry("answer", "", (told,), (answer.problem,)),), note)


def _entries(config: ImageConfig, look: Look, *, revealed: bool) -> Iterator[Entry]:
    yield Entry("digest", "Digest", (Text(plain(config.digest)),), (config.digest,))
    user = Text(plain(config.user or str(config.user_id)))
    if config.is_user_root:
        user.append("  runs as root", style=look.palette.moving)
    yield Entry("user", "User", (user,), (config.user,))
    for name, words in (("entrypoint", config.entrypoint), ("command", config.command)):
        if words:
            told, hidden = words_shown(words, revealed=revealed), not revealed and mask_words(words) != words
            yield Entry(name, name.capitalize(), (Text(plain(told)),), (shlex.join(words),), is_masked=hidden)
    for port in config.exposed_ports:
        yield Entry(f"port.{port.port}", "Port", (_described(port.port, port.description, look),), (port.port,))
    for volume in config.volumes:
        text = _described(volume.volume, volume.description, look)
        yield Entry(f"volume.{volume.volume}", "Volume", (text,), (volume.volume,))
    for variable in config.env:
        value = variable.value or ""
        told = value if revealed else shown(variable.key, value)
        if variable.is_sensitive and value and not revealed:
            told = shown("password", value)
        text = _described(told, variable.description, look)
        yield Entry(f"env.{variable.key}", plain(variable.key), (text,), (value,), is_masked=told != value)


def words_shown(words: tuple[str, ...], *, revealed: bool) -> str:
    """A command as one would type it, secrets masked unless they are *revealed*."""
    return shlex.join(words) if revealed else shlex.join(mask_words(words)).replace(f"'{MASK}'", MASK)


def _described(value: str, description: str | None, look: Look) -> Text:
    return Text.assemble(plain(value), (f"  {plain(description)}" if description else "", look.palette.muted))
