"""The fields of a service side by side: what is different between two declarations, with secrets masked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.definitions.declared import canonical_image
from tui.definitions.secrets import MASK, mask_text, mask_words, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.models.declaration import DeclaredService
    from tui.models.service import ResourceLimits


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference, fit to be shown: nothing in it is secret."""

    field: str
    """The field as a definition names it: `image`, `environment`, `cpus`."""
    key: str | None = None
    """The variable, where the field is a map."""
    old: str | None = None
    """None when it wasn't there: the image's own applied."""
    new: str | None = None
    """None when it is gone: the image's own applies."""
    old_items: tuple[str, ...] = ()
    """Where the value is a list: its items."""
    new_items: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """True when the difference is in what is masked, so that both sides look the same."""
        return (self.old, self.old_items) == (self.new, self.new_items)

    @property
    def label(self) -> str:
        """The field's name with the variable it is about: `environment PORT`."""
        return self.field if self.key is None else f"{self.field} {self.key}"


def field_changes(old: DeclaredService | None, new: DeclaredService) -> tuple[FieldChange, ...]:
    """Where `new` is different from `old`, in the order of a definition; all that is set when there is no `old`."""
    return tuple(_changes(old, new))


def _changes(old: DeclaredService | None, new: DeclaredService) -> Iterator[FieldChange]:
    if old is None or canonical_image(old.image) != canonical_image(new.image):
        yield FieldChange("image", None, _text(old.image if old else None), _text(new.image))
    yield from _text_change("description", old.description if old else None, new.description)
    yield from _words_change("command", old.command if old else None, new.command)
    yield from _words_change("entrypoint", old.entrypoint if old else None, new.entrypoint)
    yield from _variable_changes(old.environment if old else None, new.environment)
    yield from _entry_changes("ports", old.ports if old else None, new.ports)
    yield from _entry_changes("volumes", old.volumes if old else None, new.volumes)
    yield from _text_change("restartPolicy", old.restart_policy if old else None, new.restart_policy)
    for limit in ("cpus", "memory"):
        yield from _text_change(limit, _limit(old, limit), _limit(new, limit))


def _text(text: str | None) -> str | None:
    return None if text is None else mask_text(text)


def _limit(service: DeclaredService | None, name: str) -> str | None:
    if service is None or service.deploy is None or service.deploy.resources is None:
        return None
    limits: ResourceLimits | None = service.deploy.resources.limits
    if limits is None:
        return None
    return limits.cpus if name == "cpus" else limits.memory


def _text_change(field: str, old: str | None, new: str | None) -> Iterator[FieldChange]:
    if old != new:
        yield FieldChange(field, None, _text(old), _text(new))


def _words_change(field: str, old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> Iterator[FieldChange]:
    if (old or None) != (new or None):
        before, after = _words(old), _words(new)
        yield FieldChange(field, None, _command(before), _command(after), before, after)


def _words(words: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(word if MASK in word else shlex.quote(word) for word in mask_words(words or ()))


def _command(words: tuple[str, ...]) -> str | None:
    return " ".join(words) or None


def _variable_changes(old: dict[str, str] | None, new: dict[str, str] | None) -> Iterator[FieldChange]:
    old, new = old or {}, new or {}
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key), new.get(key)
        if before != after:
            yield FieldChange(
                "environment",
                key,
                None if before is None else shown(key, before),
                None if after is None else shown(key, after),
            )


def _entry_changes(field: str, old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> Iterator[FieldChange]:
    old, new = old or (), new or ()
    gone = [entry for entry in old if entry not in new]
    added = [entry for entry in new if entry not in old]
    for entry in gone:
        yield FieldChange(field, None, _text(entry), None)
    for entry in added:
        yield FieldChange(field, None, None, _text(entry))
    if not gone and not added and old != new:
        before, after = tuple(map(mask_text, old)), tuple(map(mask_text, new))
        yield FieldChange(field, None, ", ".join(before), ", ".join(after), before, after)
