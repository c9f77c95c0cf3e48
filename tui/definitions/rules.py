"""What the values of a declaration must be like: names, lengths, ports, mounts and limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.definitions.hints import nearest
from tui.definitions.ports import port_problem, published
from tui.definitions.problems import Path, Severity
from tui.models.service import RestartPolicy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tui.models.declaration import DeclaredService, DeclaredStack
    from tui.models.service import Deploy

MAX_TEXT = 800
"""The longest value of a variable and element of a command, in characters."""
MAX_IMAGE = 512
MIN_MEMORY = 6 * 1024**2
"""As Docker has it."""

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")
_IMAGE = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/)?"
    r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
    r"(?:@[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,})?"
)
_CPUS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_MEMORY = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?)(?:(?P<unit>[kmg])b?|b)", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule objects to, at the value (or its key) that `path` names."""

    path: Path
    message: str
    severity: Severity = Severity.ERROR
    about_key: bool = False
    """True when the key is meant, not the value."""


def check_stack(stack: DeclaredStack) -> Iterator[Finding]:
    """All that is wrong with the values of `stack`, in the order of the definition."""
    for name, service in stack.services.items():
        path = ("services", name)
        if not _NAME.fullmatch(name):
            yield Finding(path, _name_message(name, "service"), about_key=True)
        yield from _check_service(service, path)
        yield from _check_mounts(service.volumes or (), (*path, "volumes"), stack.volumes)
    yield from _check_volumes(stack)


def _check_service(service: DeclaredService, path: Path) -> Iterator[Finding]:
    yield from _check_image(service.image, (*path, "image"))
    if service.description == "":
        yield Finding(
            (*path, "description"), "A description can't be empty: without the line it is the service's name."
        )
    elif service.description is not None and "\0" in service.description:
        yield Finding((*path, "description"), "A NUL character can't stand here.")
    yield from _check_words(service.command or (), (*path, "command"))
    yield from _check_words(service.entrypoint or (), (*path, "entrypoint"))
    yield from _check_variables(service.environment or {}, (*path, "environment"))
    yield from _check_ports(service.ports or (), (*path, "ports"))
    yield from _check_restart_policy(service.restart_policy, (*path, "restartPolicy"))
    yield from _check_limits(service.deploy, (*path, "deploy", "resources", "limits"))


def _name_message(name: str, what: str) -> str:
    if len(name) > 63:
        return f"The name of a {what} can be 63 characters long, this one has {len(name)}."
    return f"The name of a {what} is 1 to 63 letters, digits, `_`, `.` and `-`, with a letter or digit first."


def _check_image(image: str, path: Path) -> Iterator[Finding]:
    if not image:
        yield Finding(path, "An image is named like `nginx:1.27` or `ghcr.io/shop/web:1.4`.")
    elif len(image) > MAX_IMAGE:
        yield Finding(path, f"The name of an image can be {MAX_IMAGE} characters long, this one has {len(image)}.")
    elif not _IMAGE.fullmatch(image):
        yield Finding(path, f"This doesn't name an image: {_image_reason(image)}")


def _image_reason(image: str) -> str:
    if re.search(r"\s", image):
        return "it contains a space."
    if image.endswith((":", "@", "/")):
        return f"something is missing after the last `{image[-1]}`."
    if image.startswith(("http://", "https://")):
        return "leave out `https://`."
    if image != image.lower() and _IMAGE.fullmatch(image.lower()):
        return "only the tag can have capital letters."
    return "it should look like `nginx:1.27` or `ghcr.io/shop/web:1.4`."


def _check_words(words: Iterable[str], path: Path) -> Iterator[Finding]:
    for index, word in enumerate(words):
        if len(word) > MAX_TEXT:
            yield Finding((*path, index), f"This can be {MAX_TEXT} characters long, it has {len(word)}.")
        if "\0" in word:
            yield Finding((*path, index), "A NUL character can't stand here.")


def _check_variables(variables: dict[str, str], path: Path) -> Iterator[Finding]:
    for key, value in variables.items():
        where = (*path, key)
        if not key or re.search(r"[=\s\x00-\x1f\x7f]", key):
            yield Finding(where, "The name of a variable has no spaces and no `=`, and isn't empty.", about_key=True)
        if len(value) > MAX_TEXT:
            yield Finding(where, f"The value can be {MAX_TEXT} characters long, it has {len(value)}.")
        if "\0" in value:
            yield Finding(where, "A NUL character can't stand here.")


def _check_ports(ports: Iterable[str], path: Path) -> Iterator[Finding]:
    taken: set[tuple[int, str]] = set()
    for index, port in enumerate(ports):
        problem = port_problem(port)
        if problem:
            yield Finding((*path, index), problem)
            continue
        numbers, protocol = published(port)
        twice = next((number for number in numbers if (number, protocol) in taken), None)
        if twice is not None:
            yield Finding((*path, index), f"Port {twice}/{protocol} is already taken by an entry above.")
        taken.update((number, protocol) for number in numbers)


def _check_restart_policy(policy: str | None, path: Path) -> Iterator[Finding]:
    allowed = [member.value for member in RestartPolicy]
    if policy is None or policy in allowed:
        return
    meant = nearest(policy, allowed)
    suffix = f": did you mean `{meant}`?" if meant else "."
    yield Finding(path, f"`restartPolicy` is one of {', '.join(f'`{value}`' for value in allowed)}{suffix}")


def _check_limits(deploy: Deploy | None, path: Path) -> Iterator[Finding]:
    limits = deploy.resources.limits if deploy and deploy.resources else None
    if limits is None:
        return
    if limits.cpus is not None and not (_CPUS.fullmatch(limits.cpus) and float(limits.cpus) > 0):
        yield Finding((*path, "cpus"), "`cpus` is a number above 0, for example `0.5` or `2`.")
    if limits.memory is not None and (problem := _memory_problem(limits.memory)):
        yield Finding((*path, "memory"), problem)


def _memory_problem(memory: str) -> str | None:
    match = _MEMORY.fullmatch(memory)
    if match is None:
        return "`memory` is a number with a unit: `b`, `k`, `m` or `g`, for example `512m`."
    if float(match["number"]) * _UNITS[(match["unit"] or "").lower()] < MIN_MEMORY:
        return "`memory` is at least `6m`: no container starts with less."
    return None


def _check_mounts(mounts: Iterable[str], path: Path, volumes: Collection[str]) -> Iterator[Finding]:
    taken: set[str] = set()
    for index, mount in enumerate(mounts):
        where = (*path, index)
        source, _, rest = mount.partition(":")
        target, _, mode = rest.partition(":")
        if problem := _mount_problem(source, target, mode):
            yield Finding(where, problem)
        elif not source.startswith("/") and source not in volumes:
            yield Finding(where, _undeclared(source, volumes))
        if target and target in taken:
            yield Finding(where, f"`{target}` is already mounted by an entry above.")
        taken.add(target)


def _mount_problem(source: str, target: str, mode: str) -> str | None:
    example = "`data:/var/lib/data`"
    if mode:
        return f"`:{mode[:20]}` is not supported: a volume is always writable. Write {example}."
    if source.startswith((".", "~")):
        return "A path of this machine can't be mounted: name a volume, or a folder below `/home/p-…`."
    if not source or not target:
        return f"A mount is a volume and a folder: {example}."
    if not target.startswith("/"):
        return f"The folder to mount at starts with `/`: {example}."
    if source.startswith("/") and not source.startswith("/home/"):
        return "A folder of the project starts with `/home/p-…`; anything else is the name of a volume."
    return None


def _undeclared(source: str, volumes: Collection[str]) -> str:
    shown = source if len(source) <= 63 else f"{source[:62]}…"
    meant = nearest(source, volumes)
    if meant:
        return f"No volume `{shown}` is declared: did you mean `{meant}`?"
    return f"No volume `{shown}` is declared: add it to `volumes:` at the bottom."


def _check_volumes(stack: DeclaredStack) -> Iterator[Finding]:
    mounted = {mount.partition(":")[0] for service in stack.services.values() for mount in service.volumes or ()}
    first_with: dict[str, str] = {}
    for key, volume in stack.volumes.items():
        path = ("volumes", key)
        if not _NAME.fullmatch(key):
            yield Finding(path, _name_message(key, "volume"), about_key=True)
        elif volume.name != key and not _NAME.fullmatch(volume.name):
            yield Finding((*path, "name"), _name_message(volume.name, "volume"))
        elif key not in mounted:
            yield Finding(path, f"No service mounts `{key}`.", Severity.WARNING, about_key=True)
        if volume.name in first_with:
            yield Finding((*path, "name"), f"`{first_with[volume.name]}` has this name already.")
        first_with.setdefault(volume.name, key)
