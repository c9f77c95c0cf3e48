"""What somebody probably meant: near names, and keys that other formats use for the same thing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

STACK_KEYS = ("services", "volumes")
SERVICE_KEYS = (
    "image",
    "description",
    "command",
    "entrypoint",
    "environment",
    "ports",
    "volumes",
    "restartPolicy",
    "deploy",
)
"""The fields of a service, in the order a definition is written in."""
VOLUME_KEYS = ("name",)
LIMIT_KEYS = ("cpus", "memory")

_ELSEWHERE = {
    "envs": "environment",
    "env": "environment",
    "cmd": "command",
    "args": "command",
    "restart": "restartPolicy",
    "restart_policy": "restartPolicy",
    "mem_limit": "deploy.resources.limits.memory",
    "memory": "deploy.resources.limits.memory",
    "cpus": "deploy.resources.limits.cpus",
    "resources": "deploy.resources",
    "limits": "deploy.resources.limits",
    "expose": "ports",
    "mem": "memory",
    "cpu": "cpus",
}


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` is most likely a slip of, or None."""
    by_folded = {candidate.casefold(): candidate for candidate in names}
    found = get_close_matches(name.casefold()[:80], list(by_folded)[:100], n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None


def unknown_key(name: str, allowed: tuple[str, ...], owner: str) -> str:
    """The message for a key that doesn't exist: what was probably meant, else what is allowed."""
    shown = name if len(name) <= 40 else f"{name[:39]}…"
    meant = nearest(name, allowed)
    if meant is None:
        elsewhere = _ELSEWHERE.get(name)
        if elsewhere and (elsewhere.split(".")[0] in allowed or elsewhere in allowed):
            meant = elsewhere
    if meant:
        return f"`{shown}` is not a field of {owner}: did you mean `{meant}`?"
    return f"`{shown}` is not a field of {owner}. Allowed: {', '.join(allowed)}."
